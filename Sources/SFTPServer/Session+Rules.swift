internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// How rules act on one request: before it, after it, and on the way its reply goes out.
extension Session {
    /// Begins an exchange for a request.
    func exchange(_ kind: EventKind, _ header: PacketHeader, _ type: PacketType?) -> Exchange {
        Exchange(
            kind: kind, type: type, id: header.id,
            started: resumed?.startedNanoseconds ?? pacedSince ?? nowNanoseconds,
            mark: output.endPosition)
    }

    /// The event of a request, for rules to look at.
    func event(_ exchange: Exchange, path: RawSpan, newPath: RawSpan = RawSpan()) -> Event {
        var event = Event(
            kind: exchange.kind, phase: .before, connection: identity.connection,
            user: identity.user)
        describe(&event)
        event.request = exchange.type
        event.requestID = exchange.id
        if path.byteCount > 0 { event.path = path.array }
        event.offset = exchange.offset
        event.length = exchange.asked
        event.flags = exchange.flags
        event.access = exchange.access
        event.modes = exchange.modes
        event.handleKind = exchange.handleKind
        event.attributes = exchange.attributes
        event.version = exchange.clientVersion ?? version.rawValue
        if !exchange.handle.isEmpty { event.handle = exchange.handle }
        // Rare fields take memory once one of them is set, were it to nil.
        if newPath.byteCount > 0 { event.newPath = newPath.array }
        if let lock = exchange.lock { event.lock = lock }
        if let renameFlags = exchange.renameFlags { event.renameFlags = renameFlags }
        if let control = exchange.control { event.control = control }
        if !exchange.extensionName.isEmpty {
            event.extensionName = String(decoding: exchange.extensionName, as: UTF8.self)
        }
        return event
    }

    /// Fills in what every event of the session has.
    func describe(_ event: inout Event) {
        event.session = identity.session
        event.peer = identity.peer
        event.openHandles = handles.count
        if context.needs(of: event.kind).contains(.elapsed) {
            event.elapsedNanoseconds =
                context.clock.nanoseconds() &- identity.connectedNanoseconds
        }
    }

    /// Prepares the event of a request that carries nothing but what the exchange holds.
    func observe(_ exchange: inout Exchange, _ path: RawSpan, newPath: RawSpan = RawSpan()) {
        // A request that waited has rules that were asked before it did.
        guard resumed != nil || context.observes(exchange.kind, path: path) else { return }
        exchange.rules = RuleContext(event: event(exchange, path: path, newPath: newPath))
    }

    /// Asks the rules of the before phase and checks the names of the request; false when it
    /// was answered so, or is held.
    func begin(
        _ exchange: inout Exchange, packet: RawSpan, path: RawSpan, newPath: RawSpan = RawSpan()
    ) -> Bool {
        if let restraints, paces(exchange, packet: packet, restraints) { return false }
        guard consultRules(&exchange, packet: packet, path: path, newPath: newPath) else {
            return false
        }
        if let before = exchange.rules?.before?.directive, answersByHand(&exchange, before.content)
        {
            finish(&exchange, path: path, newPath: newPath)
            return false
        }
        // The path behind a handle was taken when it was opened.
        guard exchange.handle.isEmpty, !isAcceptable(path) || !isAcceptable(newPath) else {
            guard let restraints else { return true }
            return keepsLimits(
                &exchange, packet: packet, path: path, newPath: newPath, restraints)
        }
        replyStatus(&exchange, .invalidFilename, message: "The name is not UTF-8")
        finish(&exchange, path: path, newPath: newPath)
        return false
    }

    private func consultRules(
        _ exchange: inout Exchange, packet: RawSpan, path: RawSpan, newPath: RawSpan
    ) -> Bool {
        guard let rules = exchange.rules else { return true }
        fillNeeds(&rules.event, packet)
        var directive: Directive
        if let waiting = resumed {
            resumed = nil
            directive = waiting.directive
        } else {
            // A directive is large: none is made, not even an empty one, while no rule acts.
            guard let decision = context.decide(rules.event) else { return true }
            directive = self.directive(decision)
        }
        if exchange.kind == .fileOpen || exchange.kind == .dirList { directive.openNothing() }
        rules.acted = directive.rules
        if let delay = directive.delay, delay.nanoseconds > 0 {
            if delay.holdsSession {
                var rest = directive
                rest.delay = nil
                hold(
                    .request(
                        packet: packet.array, directive: rest,
                        startedNanoseconds: exchange.startedNanoseconds),
                    nanoseconds: delay.nanoseconds)
                return false
            }
            rules.replyDelayNanoseconds = delay.nanoseconds
        }
        if let gate = gate(directive.pause) {
            if directive.pause?.holdsSession == true {
                // A delay that is left is one of the reply, which is made when the gate is open.
                var rest = directive
                rest.pause = nil
                let request = Hold.request(
                    packet: packet.array, directive: rest,
                    startedNanoseconds: exchange.startedNanoseconds)
                hold(.gate(gate, request), nanoseconds: Gate.pollNanoseconds)
                return false
            }
            rules.replyGate = gate
        }
        if let request = directive.callout {
            let subject = CalloutWait.Subject.request(
                packet: packet.array, startedNanoseconds: exchange.startedNanoseconds)
            ask(request, subject, directive, rules.event)
            return false
        }
        disturb(directive)
        rules.before = BeforeDirective(directive)
        rules.shape = directive.reply.shape
        act(directive.files, &exchange, path: path, newPath: newPath)
        if let shape = directive.attributes?.shape { rules.attributesShape = shape }
        if directive.performsOperation { return true }
        if let status = directive.status {
            reply(&exchange, status)
        } else if directive.skipsOperation {
            replyStatus(&exchange, .ok)
        }
        if directive.dropsReply { output.truncate(to: exchange.mark) }
        exchange.isUnanswered = output.endPosition == exchange.mark
        conclude(exchange, path: path, newPath: newPath, fault: directive.fault)
        return false
    }

    /// The directive of a decision, with what it leaves to chance drawn.
    func directive(_ decision: Decision) -> Directive {
        var directive = Directive(decision)
        if directive.reply.isDrawn { draw(&directive) }
        return directive
    }

    /// Asks the rules of the after phase, then sends the reply on its way.
    func finish(_ exchange: inout Exchange, path: RawSpan, newPath: RawSpan = RawSpan()) {
        guard let rules = exchange.rules else {
            conclude(exchange, path: path, newPath: newPath, fault: nil)
            return
        }
        let before = rules.before
        guard let decision = afterDecision(exchange, rules) else {
            if let isAtEnd = before?.directive.atEnd { sayAtEnd(exchange, isAtEnd) }
            finishReply(exchange, rules.finish)
            conclude(exchange, path: path, newPath: newPath, fault: before?.directive.fault)
            return
        }
        let directive = self.directive(decision)
        if let request = directive.callout {
            let held = take(exchange, path: path, newPath: newPath, fault: nil)
            ask(request, .reply(held), directive, rules.event)
            return
        }
        finish(&exchange, directive, path: path, newPath: newPath)
    }

    /// Does what rules of the after phase want, then sends the reply on its way.
    func finish(
        _ exchange: inout Exchange, _ directive: Directive, path: RawSpan, newPath: RawSpan
    ) {
        guard let rules = exchange.rules else { return }
        let before = rules.before
        disturb(directive)
        act(directive.files, &exchange, path: path, newPath: newPath)
        replaceReply(&exchange, directive)
        if let isAtEnd = directive.atEnd ?? before?.directive.atEnd { sayAtEnd(exchange, isAtEnd) }
        finishReply(exchange, rules.finish)
        let fault = directive.fault ?? before?.directive.fault
        let holds = directive.delay?.holdsSession == true
        if let delay = directive.delay, !holds {
            rules.replyDelayNanoseconds = rules.replyDelayNanoseconds.adding(delay.nanoseconds)
        }
        let delay = holds ? directive.delay?.nanoseconds ?? 0 : 0
        let gate = gate(directive.pause)
        let waits = gate != nil && directive.pause?.holdsSession == true
        if !waits { rules.replyGate = gate ?? rules.replyGate }
        guard delay > 0 || waits else {
            conclude(exchange, path: path, newPath: newPath, fault: fault)
            return
        }
        let held = Hold.outcome(take(exchange, path: path, newPath: newPath, fault: fault))
        let next = waits ? gate.map { .gate($0, held) } ?? held : held
        hold(next, nanoseconds: delay)
    }

    private func afterDecision(_ exchange: Exchange, _ rules: RuleContext) -> Decision? {
        guard context.interest.contains(exchange.kind, .after) else { return nil }
        rules.event.phase = .after
        rules.event.outcome = exchange.outcome
        rules.event.status = exchange.status
        if !exchange.handle.isEmpty { rules.event.handle = exchange.handle }
        fillNeedsAfter(exchange, rules)
        guard let decision = context.decide(rules.event) else { return nil }
        rules.acted.append(contentsOf: decision.rules)
        return decision
    }

    /// Has the channel do what a rule wants below SFTP.
    func disturb(_ directive: Directive) {
        for effect in directive.stream { channel.disturb(effect) }
    }

    private func replaceReply(_ exchange: inout Exchange, _ directive: Directive) {
        replaceContent(&exchange, directive.content)
        if let patch = directive.attributes { replaceAttributes(&exchange, patch) }
        if let status = directive.status {
            takeBackHandle(&exchange)
            output.truncate(to: exchange.mark)
            replace(&exchange, status)
        }
        if let text = directive.reply.statusText { rewrite(&exchange, text) }
        if let shape = directive.reply.shape { exchange.rules?.shape(shape) }
        if directive.dropsReply || !directive.answers && directive.fault != nil {
            withholdReply(&exchange)
        }
    }

    func withholdReply(_ exchange: inout Exchange) {
        takeBackHandle(&exchange)
        output.truncate(to: exchange.mark)
        exchange.isUnanswered = true
    }

    /// The reply is final: it goes out now or late, and the journal gets its record.
    func conclude(
        _ exchange: Exchange, path: RawSpan, newPath: RawSpan, fault: ConnectionFault?
    ) {
        let fault = fault ?? (exchange.closesChannel ? .closeChannel(exitStatus: 1) : nil)
        if observesPackets {
            review(exchange, path: path, newPath: newPath, fault: fault)
        } else {
            settle(exchange, path: path, newPath: newPath, fault: fault)
        }
    }

    /// Sends a reply that all rules have seen, now or late.
    func settle(
        _ exchange: Exchange, path: RawSpan, newPath: RawSpan, fault: ConnectionFault?
    ) {
        if let rules = exchange.rules,
            rules.replyDelayNanoseconds > 0 || rules.replyGate != nil
        {
            var held = take(exchange, path: path, newPath: newPath, fault: fault)
            held.gate = rules.replyGate
            keepBack(held, nanoseconds: rules.replyDelayNanoseconds)
            return
        }
        if outlet != nil || exchange.rules?.shape != nil {
            dispatch(take(exchange, path: path, newPath: newPath, fault: fault))
            return
        }
        record(exchange, path: path, newPath: newPath)
        if let fault { end(fault) }
    }

    /// Goes on with an exchange whose reply was taken out.
    func conclude(_ held: HeldReply) {
        guard stage != .ended else {
            recordAbandoned(.outcome(held))
            return
        }
        conclude(
            putBack(held), path: held.path.span.bytes, newPath: held.newPath.span.bytes,
            fault: held.fault)
    }

    /// Puts a reply that was taken out behind what was answered meanwhile.
    func putBack(_ held: HeldReply) -> Exchange {
        let exchange = held.exchange.moved(to: output.endPosition)
        output.append(held.bytes.span.bytes)
        return exchange
    }

    func take(
        _ exchange: Exchange, path: RawSpan, newPath: RawSpan, fault: ConnectionFault?
    ) -> HeldReply {
        let bytes = output.bytes(from: exchange.mark).array
        output.truncate(to: exchange.mark)
        return HeldReply(
            bytes: bytes, exchange: exchange, path: path.array, newPath: newPath.array,
            fault: fault)
    }

    /// Sends a reply that waited.
    func release(_ held: HeldReply) {
        guard stage != .ended else {
            recordAbandoned(.reply(held))
            return
        }
        if outlet != nil || held.exchange.rules?.shape != nil {
            dispatch(held)
            return
        }
        output.append(held.bytes.span.bytes)
        record(held.exchange, path: held.path.span.bytes, newPath: held.newPath.span.bytes)
        if let fault = held.fault { end(fault) }
    }

}
