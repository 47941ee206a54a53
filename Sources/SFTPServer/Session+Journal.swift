internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// What the journal is told of a session: one record per request, when its reply is final.
extension Session {
    /// Writes down an answered request.
    func record(_ exchange: Exchange, path: RawSpan, newPath: RawSpan) {
        if exchange.kind != .`init`, !exchange.isUnanswered { lastRepliedID = exchange.id }
        record(exchange, answered: true, path: path, newPath: newPath)
    }

    private func record(
        _ exchange: Exchange, answered: Bool, path: RawSpan, newPath: RawSpan
    ) {
        // The end of one request is the start of the next in a batch: one look at the clock.
        nowNanoseconds = context.clock.nanoseconds()
        var record = JournalRecord(
            kind: exchange.kind, connection: identity.connection,
            startNanoseconds: exchange.startedNanoseconds,
            durationNanoseconds: nowNanoseconds &- exchange.startedNanoseconds)
        record.session = identity.session
        record.request = exchange.type
        // INIT and lost framing have no id (draft-02 section 4).
        let hasID = exchange.type?.hasRequestID == true || exchange.id != 0
        record.requestID = hasID ? exchange.id : nil
        record.offset = exchange.offset
        record.asked = exchange.asked
        record.moved = exchange.moved
        record.flags = exchange.flags
        record.access = exchange.access
        record.modes = exchange.modes
        record.lock = exchange.lock
        record.renameFlags = exchange.renameFlags
        record.control = exchange.control
        record.handleKind = exchange.handleKind
        record.attributes = exchange.attributes
        record.version = exchange.clientVersion ?? version.rawValue
        record.status = answered && !exchange.isUnanswered ? exchange.status : nil
        record.outcome = exchange.outcome != exchange.status ? exchange.outcome : nil
        if let rules = exchange.rules { record.rules = rules.acted }
        let user = identity.userBytes
        let name = exchange.extensionName
        let message = exchange.message + exchange.notes
        context.journal.append(
            record, user: user.span.bytes,
            path: path.byteCount > 0 ? path : nil,
            newPath: newPath.byteCount > 0 && !exchange.namesTarget ? newPath : nil,
            target: exchange.namesTarget ? newPath : nil,
            handle: exchange.handle.isEmpty ? nil : exchange.handle.span.bytes,
            name: name.isEmpty ? nil : name.span.bytes,
            message: message.isEmpty ? nil : message.span.bytes)
    }

    /// Writes down a packet that no handler took.
    func recordError(_ exchange: Exchange, cause: String) {
        var exchange = exchange
        exchange.message = Array(cause.utf8)
        record(exchange, answered: true, path: RawSpan(), newPath: RawSpan())
    }

    /// Writes down a request whose answer never went out.
    func recordAbandoned(_ hold: Hold) {
        switch hold {
        case .request(let packet, let directive, let started):
            recordAbandoned(packet.span.bytes, directive, started)
        case .pace(let packet, let started):
            let nothing = Directive(Decision(rules: RuleList(), effects: []))
            recordAbandoned(packet.span.bytes, nothing, started)
        case .gate(_, let next): recordAbandoned(next)
        case .callout(let wait):
            switch wait.subject {
            case .request(let packet, let started):
                recordAbandoned(packet.span.bytes, wait.directive, started)
            case .reply(let held): recordAbandoned(.outcome(held))
            }
        case .reply(let held), .outcome(let held):
            var exchange = held.exchange
            takeBackHandle(&exchange)
            record(
                exchange, answered: false, path: held.path.span.bytes,
                newPath: held.newPath.span.bytes)
        case .work(let work):
            let path = work.path
            let newPath = work.newPath
            var exchange = work.exchange
            exchange.moved = work.moved
            // Nobody is left to be told of a late write error.
            _ = close(work.files)
            record(
                exchange, answered: false, path: path.span.bytes,
                newPath: newPath.span.bytes)
        case .textSeek(let job):
            let path = job.entry.path
            record(job.exchange, answered: false, path: path.span.bytes, newPath: RawSpan())
        case .input:
            // The packets have their records, and were never taken for requests.
            break
        }
    }

    /// A delayed request was never carried out; it is read again for what it asked.
    private func recordAbandoned(_ packet: RawSpan, _ directive: Directive, _ started: UInt64) {
        var drop = Directive(Decision(rules: directive.rules, effects: []))
        drop.dropsReply = true
        resumed = (drop, started)
        answer(packet)
        resumed = nil
    }
}
