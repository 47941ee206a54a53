/// The names of a listing, or of one reply of it.
public struct NamesAnswer: Equatable, Sendable {
    /// How a listing ends; the raw value is its JSON name.
    public enum End: String, CaseIterable, Sendable {
        /// EOF behind the last name.
        case eof
        /// It begins anew behind the last name, for ever.
        case never
        /// Every READDIR gets the names of the first one, for ever.
        case `repeat`
        /// EOF before the first name; whoever asks again gets the names.
        case first
    }

    /// The most names of one reply.
    public static let mostNames = 20_000
    /// About the most bytes of one reply whose number of names a rule chose.
    public static let mostBytes = 4 << 20

    /// Names that are listed although they need not exist; nil: none, and the true ones stay.
    public var groups: [NameGroup]?
    /// Whether the true names are listed, before the others.
    public var keepsTrueNames: Bool
    /// Which of the true names are left out.
    public var hidden: NameFilter?
    /// How many names one reply has at most; nil: as many as fit in about 32 KB.
    public var batch: Int?
    /// How often each name comes, one after the other.
    public var copies: Int
    /// How it ends; nil: with EOF.
    public var end: End?
    /// The line for people of names that have none of their own; nil: as `ls -l` has it.
    public var longName: LongNameAnswer?
    /// How NAME is written.
    public var shape: NameShape

    /// Makes an answer.
    public init(
        groups: [NameGroup]? = nil, keepsTrueNames: Bool? = nil, hidden: NameFilter? = nil,
        batch: Int? = nil, copies: Int = 1, end: End? = nil, longName: LongNameAnswer? = nil,
        shape: NameShape = NameShape()
    ) {
        self.groups = groups
        self.keepsTrueNames = keepsTrueNames ?? (groups == nil)
        self.hidden = hidden
        self.batch = batch
        self.copies = copies
        self.end = end
        self.longName = longName
        self.shape = shape
    }
}

/// One name, or many that differ by a number; they are made when they are sent.
public struct NameGroup: Equatable, Sendable {
    /// The name.
    public var name: NumberedText
    /// How many there are.
    public var count: UInt32
    /// The line for people; nil: as for the whole listing.
    public var longName: LongNameAnswer?
    /// What makes the attributes: changes to those of an empty file, or of a directory for `.` and
    /// `..`; with a path, to none at all.
    public var attributes: AttributePatch?

    /// Makes a group.
    public init(
        _ name: NumberedText, count: UInt32 = 1, longName: LongNameAnswer? = nil,
        attributes: AttributePatch? = nil
    ) {
        self.name = name
        self.count = count
        self.longName = longName
        self.attributes = attributes
    }

    /// The group with every placeholder but the number filled in.
    func filled(_ values: TemplateValues) -> NameGroup {
        var group = self
        group.name = name.filled(values)
        group.longName = longName?.filled(values)
        return group
    }
}

/// The line for people that version 3 has for each name.
public enum LongNameAnswer: Equatable, Sendable {
    /// This one.
    case text(NumberedText)
    /// The one `ls -l` has, of which only so many bytes are sent.
    case cut(Int)

    /// The line with every placeholder but the number filled in.
    func filled(_ values: TemplateValues) -> LongNameAnswer {
        if case .text(let text) = self { .text(text.filled(values)) } else { self }
    }
}

/// Names that match one of some patterns.
public struct NameFilter: Equatable, Sendable {
    private let patterns: [BytePattern]

    /// Takes over patterns.
    init(_ patterns: [BytePattern]) { self.patterns = patterns }

    /// Whether a name matches.
    public func contains(_ name: [UInt8]) -> Bool {
        var machine = PatternMachine()
        return patterns.contains { $0.matches(name.span, &machine) }
    }

    /// Two filters are the same when the scenario writes them alike.
    public static func == (left: NameFilter, right: NameFilter) -> Bool {
        left.patterns.map(\.text) == right.patterns.map(\.text)
    }
}
