/// Something that has to be true at the end of a run.
public struct JournalExpectation: Sendable {
    /// Records of some kinds that meet a condition.
    public struct Selector: Sendable {
        /// The kinds.
        public var kinds: [EventKind]
        /// What else has to be true of them.
        public var condition: Condition
        /// How the scenario wrote it, as JSON, for reports.
        public var text: String

        /// Makes a selector.
        public init(_ kinds: [EventKind], _ condition: Condition = .always, text: String = "") {
            self.kinds = kinds
            self.condition = condition
            self.text = text
        }
    }

    /// What has to have happened before records count.
    public enum Anchor: Sendable {
        /// A record on which the rule with this index acted.
        case rule(Int)
        /// A record of these.
        case event(Selector)
    }

    /// What is counted or asked.
    public enum Subject: Sendable {
        /// Records of these; with `after`, only those that come later than the first anchor.
        case events(Selector, after: Anchor?)
        /// Records of these, one of each, in this order; others may come between.
        case order([Selector])
        /// How often a rule acted.
        case rule(Int)
        /// The client closed every handle it was given.
        case noOpenHandles
        /// After the rule first acted, the client opened another connection within so many
        /// nanoseconds.
        case reconnected(within: UInt64, after: Int)
        /// After the rule first acted, the client was gone within so many nanoseconds and did
        /// not come back.
        case gaveUp(within: UInt64, after: Int)
        /// What is stored at the end.
        case file(FileExpectation)
    }

    /// What is counted or asked.
    public var subject: Subject
    /// How often it has to be seen; only `events` and `rule` have a count.
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

/// What a path has to be when the server stops; nil means that anything will do.
public struct FileExpectation: Equatable, Sendable {
    /// The absolute path; links are followed.
    public var path: [UInt8]
    /// Whether there has to be something.
    public var exists: Bool
    /// The content.
    public var content: [UInt8]?
    /// The SHA-256 digest of the content, 32 bytes.
    public var digest: [UInt8]?
    /// The size in bytes.
    public var size: UInt64?
    /// The permission bits, 0 to 0o7777.
    public var permissions: UInt32?

    /// Makes an expectation; without further arguments something has to be there.
    public init(
        path: [UInt8], exists: Bool = true, content: [UInt8]? = nil, digest: [UInt8]? = nil,
        size: UInt64? = nil, permissions: UInt32? = nil
    ) {
        self.path = path
        self.exists = exists
        self.content = content
        self.digest = digest
        self.size = size
        self.permissions = permissions
    }
}
