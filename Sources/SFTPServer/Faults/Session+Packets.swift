internal import SFTPWire
internal import Scenario

/// Packets of the client as rules have left them, which the session has yet to take.
struct InjectedInput {
    /// Bytes that are whole packets, if no rule cut them, and how often they come.
    var runs: [(bytes: [UInt8], count: Int)] = []
    /// Bytes of the first run that were taken.
    var position = 0

    /// Whether nothing is left.
    var isEmpty: Bool { runs.isEmpty }

    /// Steps over bytes of the first run.
    mutating func advance(by count: Int) {
        guard let run = runs.first else { return }
        position += count
        guard position >= run.bytes.count else { return }
        position = 0
        if run.count > 1 { runs[0].count -= 1 } else { runs.removeFirst() }
    }
}

// Rules on `packet`: every packet of either direction, decoded or not. Sessions come here only
// while there are such rules or closures.
extension Session {
    /// Takes a packet of the client past the rules.
    func admit(_ packet: RawSpan) {
        let header = Self.header(of: packet)
        let event = packetEvent(packet, header, .in)
        guard let decision = context.decide(event) else { return answer(packet) }
        let directive = directive(decision)
        var runs: [(bytes: [UInt8], count: Int)] = []
        if var shape = directive.reply.shape {
            let ids = ReplyIDs(request: header.id, previous: lastRepliedID)
            runs = shape.input(directive.dropsReply ? [] : packet.array, ids)
        } else if !directive.dropsReply {
            runs = [(packet.array, 1)]
        }
        record(event, header, directive.rules)
        if let fault = directive.fault { return end(fault) }
        let injection = InjectedInput(runs: runs)
        if let delay = directive.delay, delay.nanoseconds > 0 {
            hold(.input(injection), nanoseconds: delay.nanoseconds)
        } else {
            injected = injection
            takeInjected()
        }
    }

    /// Takes what rules have made of packets of the client, as far as the session takes any.
    func takeInjected() {
        while canTakeRequest, let run = injected.runs.first {
            let rest = run.bytes.span.extracting(injected.position...).bytes
            let taken: Int
            do throws(WireError) {
                switch try framer.next(in: rest) {
                case .needMore:
                    return loseFraming("a rule left \(rest.byteCount) bytes of a packet", rest)
                case .packet(let packet):
                    taken = packet.byteCount
                    injected.advance(by: taken)
                    answer(packet)
                }
            } catch {
                return loseFraming("lost framing behind a rule: \(error)", rest)
            }
        }
    }

    /// Takes the reply behind the mark past the rules, and on.
    func review(
        _ exchange: Exchange, path: RawSpan, newPath: RawSpan, fault: ConnectionFault?
    ) {
        let packet = output.bytes(from: exchange.mark).array
        guard packet.count > 4,
            let decision = context.decide(
                packetEvent(packet.span.bytes, Self.header(of: packet.span.bytes), .out))
        else { return settle(exchange, path: path, newPath: newPath, fault: fault) }
        var exchange = exchange
        let directive = directive(decision)
        let rules =
            exchange.rules ?? RuleContext(event: event(exchange, path: path, newPath: newPath))
        exchange.rules = rules
        rules.acted.append(contentsOf: directive.rules)
        if let shape = directive.reply.shape { rules.shape(shape) }
        let fault = directive.fault ?? fault
        if directive.dropsReply || !directive.answers && directive.fault != nil {
            withholdReply(&exchange)
        }
        let nanoseconds = rules.replyDelayNanoseconds.adding(directive.delay?.nanoseconds ?? 0)
        if let delay = directive.delay, delay.nanoseconds > 0, delay.holdsSession, hold == nil {
            var held = take(exchange, path: path, newPath: newPath, fault: fault)
            held.gate = rules.replyGate
            hold(.reply(held), nanoseconds: nanoseconds)
        } else {
            rules.replyDelayNanoseconds = nanoseconds
            settle(exchange, path: path, newPath: newPath, fault: fault)
        }
    }

    private func packetEvent(
        _ packet: RawSpan, _ header: PacketHeader, _ direction: PacketDirection
    ) -> Event {
        var event = Event(
            kind: .packet, phase: .before, connection: identity.connection, user: identity.user)
        describe(&event)
        event.direction = direction
        event.packetType = header.typeNumber
        event.request = direction == .in ? header.type : nil
        event.requestID = header.type?.hasRequestID == false ? nil : header.id
        event.length = UInt64(header.length)
        event.version = version.rawValue
        let needs = context.needs(of: .packet)
        if needs.contains(.data) { setData(&event, packet.extracting(4..<packet.byteCount)) }
        if needs.contains(.packet) { event.packet = packet.array }
        return event
    }

    /// The header of a packet that may be too short to have one; what is missing is 0.
    private static func header(of packet: RawSpan) -> PacketHeader {
        let type = packet.byteCount > 4 ? packet.unsafeLoad(fromByteOffset: 4, as: UInt8.self) : 0
        let id =
            packet.byteCount >= 9
            ? UInt32(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 5, as: UInt32.self)) : 0
        return PacketHeader(
            length: UInt32(clamping: packet.byteCount - 4), typeNumber: type, id: id)
    }

    /// A packet of the client on which rules acted has a record of its own; a reply has that of
    /// its request.
    private func record(_ event: Event, _ header: PacketHeader, _ rules: RuleList) {
        var record = JournalRecord(
            kind: .packet, connection: identity.connection, startNanoseconds: nowNanoseconds,
            durationNanoseconds: 0)
        record.session = identity.session
        record.direction = event.direction
        record.packetType = header.typeNumber
        record.request = event.request
        record.requestID = event.requestID
        record.version = version.rawValue
        record.rules = rules
        let user = identity.userBytes
        context.journal.append(record, user: user.span.bytes)
    }
}

extension ReplyShape {
    /// What the session is to take for a packet of the client; an empty one is not taken.
    fileprivate mutating func input(
        _ packet: [UInt8], _ ids: ReplyIDs
    ) -> [(bytes: [UInt8], count: Int)] {
        let before = packets(before, ids)
        let sent = packet.isEmpty ? [] : own(packet, ids)
        let after = packets(after, ids)
        let runs = [(before, 1), (sent, 1 + (edit?.copies ?? 0)), (after, 1)]
        return runs.filter { !$0.0.isEmpty }.map { (bytes: $0.0, count: $0.1) }
    }
}
