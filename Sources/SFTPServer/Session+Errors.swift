internal import SFTPWire
internal import Scenario

// What happens to packets that no handler takes: each leaves a journal record.
extension Session {
    /// A packet inside good framing that cannot be decoded: BAD_MESSAGE, the session goes on.
    func rejectMalformed(_ packet: RawSpan, _ error: WireError) {
        resumed = nil
        let type = packet.byteCount > 4 ? packet.unsafeLoad(fromByteOffset: 4, as: UInt8.self) : 0
        // A packet too short for an id is answered with id 0: the client has no other.
        let id =
            packet.byteCount >= 9
            ? UInt32(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 5, as: UInt32.self)) : 0
        let name = PacketType(rawValue: type)?.name ?? "type \(type)"
        reject(
            PacketHeader(length: 0, typeNumber: type, id: id), packet,
            Self.code(of: error, version), cause: "malformed \(name): \(error)")
    }

    /// BAD_MESSAGE, unless the version has a better code for a field that could be read.
    private static func code(of error: WireError, _ version: ProtocolVersion) -> StatusCode {
        switch error.kind {
        case .nulInPath where version >= .v6: .invalidFilename
        case .invalidValue where version >= .v6: .invalidParameter
        default: .badMessage
        }
    }

    /// A type no draft gives to requests: OP_UNSUPPORTED.
    func rejectUnknown(_ header: PacketHeader, _ packet: RawSpan) {
        reject(
            header, packet, .opUnsupported,
            cause: "packet type \(header.typeNumber) is not a request of version "
                + "\(version.rawValue)")
    }

    /// A request before INIT: BAD_MESSAGE.
    func rejectEarly(_ header: PacketHeader, _ packet: RawSpan, _ type: PacketType) {
        reject(header, packet, .badMessage, cause: "\(type.name) before SSH_FXP_INIT")
    }

    /// Framing is lost: there is no way to find the next packet, so the session ends.
    ///
    /// - Parameter rest: what was received and not taken, from the packet on that has no end.
    func loseFraming(_ cause: String, _ rest: RawSpan) {
        // A rule may keep it, so it is no longer than what is kept.
        endUnanswered(cause: cause, rest.extracting(first: CapturedPacket.byteLimit))
    }

    /// Replies grew past every limit, so that one was left out: the client would wait for it.
    func loseOutput() {
        guard stage != .ended else { return }
        endUnanswered(cause: "a reply exceeded \(output.limit) bytes of waiting output", RawSpan())
    }

    private func endUnanswered(cause: String, _ received: RawSpan) {
        let header = PacketHeader(length: 0, typeNumber: 0, id: 0)
        var exchange = exchange(.error, header, header.type)
        exchange.isUnanswered = true
        let directive = errorDirective(&exchange, cause, received)
        recordError(exchange, cause: cause)
        end(directive?.fault ?? .closeChannel(exitStatus: 1))
    }

    private func reject(
        _ header: PacketHeader, _ packet: RawSpan, _ code: StatusCode, cause: String
    ) {
        var exchange = exchange(.error, header, header.type)
        let fault = errorDirective(&exchange, cause, packet)?.fault
        if fault == nil {
            replyStatus(&exchange, code, message: "\(code.sentence) (\(cause))")
        } else {
            exchange.isUnanswered = true
        }
        exchange.message = Array(cause.utf8)
        conclude(exchange, path: RawSpan(), newPath: RawSpan(), fault: fault)
    }

    /// Asks the rules; on errors they can end the connection and set states, no more.
    private func errorDirective(
        _ exchange: inout Exchange, _ cause: String, _ packet: RawSpan
    ) -> Directive? {
        guard context.observes(.error) else { return nil }
        let rules = RuleContext(event: event(exchange, path: RawSpan()))
        rules.event.cause = cause
        if packet.byteCount > 0 { fillNeeds(&rules.event, packet) }
        guard let decision = context.decide(rules.event) else { return nil }
        rules.acted = decision.rules
        exchange.rules = rules
        let directive = Directive(decision)
        disturb(directive)
        return directive
    }
}
