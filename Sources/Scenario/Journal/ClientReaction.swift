import SFTPWire

/// Watches what the client does after a rule has acted, by the times of the journal.
struct ClientReaction: Sendable {
    /// What is waited for.
    enum Wish: Sendable {
        /// Another connection.
        case reconnecting
        /// That nothing more comes.
        case givingUp
    }

    private let wish: Wish
    private let limitNanoseconds: UInt64
    private let rule: Int
    private var cause: JournalEntry?
    private var reconnection: JournalEntry?
    private var last: JournalEntry?
    /// Connections that are there; as many as the server lets in at once.
    private var connections: Set<Int> = []
    /// A connection the server had to end because it stopped.
    private var stopped: Int?

    init(_ wish: Wish, within limitNanoseconds: UInt64, after rule: Int) {
        self.wish = wish
        self.limitNanoseconds = limitNanoseconds
        self.rule = rule
    }

    mutating func add(_ entry: JournalEntry) {
        if entry.kind == .disconnected {
            connections.remove(entry.connection)
            if entry.message == JournalEntry.serverStopped { stopped = entry.connection }
        } else if entry.kind == .connected || entry.kind == .connectionRequest,
            entry.status == .ok
        {
            connections.insert(entry.connection)
        }
        guard let cause else {
            if entry.record.rules.contains(rule) { cause = entry }
            return
        }
        if entry.kind == .connectionRequest, reconnection == nil,
            entry.record.startNanoseconds >= cause.record.startNanoseconds
        {
            reconnection = entry
        }
        let isEndByServer =
            entry.kind == .disconnected && entry.message != JournalEntry.closedByClient
        if !isEndByServer { last = entry }
    }

    var failure: VerificationReport.Failure? {
        guard let cause else {
            return VerificationReport.Failure(
                "the rule it comes after has not acted", [])
        }
        return switch wish {
        case .reconnecting: reconnectingFailure(cause)
        case .givingUp: givingUpFailure(cause)
        }
    }

    private func reconnectingFailure(_ cause: JournalEntry) -> VerificationReport.Failure? {
        let limit = DurationText.text(limitNanoseconds)
        guard let reconnection else {
            return VerificationReport.Failure(
                "expected another connection within \(limit), there was none",
                ["the rule acted on " + NearMiss.summary(of: cause)])
        }
        let took = elapsed(from: cause, to: reconnection.record.startNanoseconds)
        guard took > limitNanoseconds else { return nil }
        return VerificationReport.Failure(
            "expected another connection within \(limit), it came after "
                + DurationText.text(took),
            details(cause, reconnection))
    }

    private func givingUpFailure(_ cause: JournalEntry) -> VerificationReport.Failure? {
        let limit = DurationText.text(limitNanoseconds)
        if let open = connections.min() ?? stopped {
            return VerificationReport.Failure(
                "expected the client to give up within \(limit), "
                    + "connection \(open) was still there at the end",
                ["the rule acted on " + NearMiss.summary(of: cause)])
        }
        guard let last else { return nil }
        let record = last.record
        let moment =
            last.kind == .disconnected
            ? record.startNanoseconds &+ record.durationNanoseconds : record.startNanoseconds
        let took = elapsed(from: cause, to: moment)
        guard took > limitNanoseconds else { return nil }
        return VerificationReport.Failure(
            "expected the client to give up within \(limit), it went on for "
                + DurationText.text(took),
            details(cause, last))
    }

    private func details(_ cause: JournalEntry, _ effect: JournalEntry) -> [String] {
        [
            "the rule acted on " + NearMiss.summary(of: cause),
            "then came " + NearMiss.summary(of: effect),
        ]
    }

    /// From the moment the rule's event was over.
    private func elapsed(from cause: JournalEntry, to moment: UInt64) -> UInt64 {
        let start = cause.record.startNanoseconds &+ cause.record.durationNanoseconds
        return moment > start ? moment - start : 0
    }
}

/// How durations are spoken of.
enum DurationText {
    /// Seconds with three decimals, rounded down.
    static func text(_ nanoseconds: UInt64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        let rest = String(milliseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
        return "\(milliseconds / 1000).\(zeros)\(rest) s"
    }
}
