/// What the journal guards with its lock.
struct JournalState: Sendable {
    /// Bytes of text at which the sink is called.
    private static let sinkBytes = 64 * 1024

    /// The latest records.
    var ring: JournalRing
    /// Counts of all records.
    var counts = JournalCounts()
    /// Names of rules, and of what else acts, by index.
    var ruleNames: [String]
    /// The expectations' progress.
    var verification: Verification
    /// Where lines go, if anywhere.
    var sink: Journal.Sink?
    /// Lines that wait for the sink.
    var lines: JournalLineWriter

    init(ring: JournalRing, verification: Verification, lines: JournalLineWriter) {
        self.ring = ring
        self.verification = verification
        self.lines = lines
        ruleNames = lines.ruleNames
    }

    /// Shows the record appended last to the expectations and to the sink.
    mutating func showLast() {
        guard let last = ring.last else { return }
        let record = last.stored.record
        if !record.isLog, verification.interest.contains(record.kind, .after) {
            verification.add(JournalEntry(last.stored, last.bytes.span, ruleNames: ruleNames))
        }
        guard sink != nil else { return }
        lines.write(last.stored, last.bytes.span)
        if lines.bytes.count >= Self.sinkBytes { flush() }
    }

    /// Passes waiting lines to the sink.
    mutating func flush() {
        guard let sink, !lines.bytes.isEmpty else { return }
        sink(lines.bytes)
        lines.removeAll()
    }
}
