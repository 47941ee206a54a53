/// Something that has to be true at the end of a run.
public struct JournalExpectation: Sendable {
    /// What is counted or asked.
    public enum Subject: Sendable {
        /// Records of these kinds that meet the condition; with `after`, only those that come
        /// later than a record on which that rule acted.
        case events([EventKind], Condition, after: Int?)
        /// How often a rule acted.
        case rule(Int)
        /// The client closed every handle it was given.
        case noOpenHandles
    }

    /// What is counted or asked.
    public var subject: Subject
    /// How often it has to be seen; `noOpenHandles` has no count.
    public var count: ClosedRange<UInt64>
    /// How the scenario wrote it, as JSON, for reports.
    public var text: String

    /// Makes an expectation.
    public init(
        _ subject: Subject, count: ClosedRange<UInt64> = 1...UInt64.max, text: String = ""
    ) {
        self.subject = subject
        self.count = count
        self.text = text
    }
}
