/// Habits of real servers that no draft has; nil: as the drafts, or OpenSSH, have it.
public struct QuirkSpec: Equatable, Sendable {
    /// Where blocks may be written.
    public var writes: WritePlacement?
    /// The answer to a block out of order; nil: INVALID_PARAMETER.
    public var outOfOrder: StatusReplacement?
    /// What becomes of the flag to append.
    public var appendFlag: AppendFlagPolicy?
    /// Whether upper and lower case are told apart in names.
    public var fileNames: FileNameCase?
    /// What REALPATH answers for what does not exist.
    public var missingRealpath: MissingRealpath?
    /// The answer to a READ of no bytes; nil: DATA of no bytes.
    public var emptyRead: StatusReplacement?

    /// No quirks.
    public init() {}

    /// Whether there is none.
    public var isEmpty: Bool { self == QuirkSpec() }

    /// The answers the scenario gives, by the quirk's key.
    var answers: [(key: String, status: StatusReplacement)] {
        [("outOfOrder", outOfOrder), ("emptyRead", emptyRead)]
            .compactMap { key, status in status.map { (key, $0) } }
    }

    /// Takes over what `later` says.
    public mutating func merge(_ later: QuirkSpec) {
        writes = later.writes ?? writes
        outOfOrder = later.outOfOrder ?? outOfOrder
        appendFlag = later.appendFlag ?? appendFlag
        fileNames = later.fileNames ?? fileNames
        missingRealpath = later.missingRealpath ?? missingRealpath
        emptyRead = later.emptyRead ?? emptyRead
    }
}

/// Where blocks may be written; the raw value is its JSON name.
public enum WritePlacement: String, CaseIterable, Sendable {
    /// At their offset.
    case anywhere
    /// Behind the block before, the first one at the beginning or the end of the file.
    case sequential
    /// At the end of the file, whatever their offset.
    case appended
}

/// What becomes of the flag to append; the raw value is its JSON name.
public enum AppendFlagPolicy: String, CaseIterable, Sendable {
    /// Blocks go to the end.
    case honoured
    /// Blocks go to their offset.
    case ignored
}

/// Whether upper and lower case are told apart in names; the raw value is its JSON name.
public enum FileNameCase: String, CaseIterable, Sendable {
    /// They are.
    case sensitive
    /// They are not, but names are kept as they were written.
    case insensitive
}

/// What REALPATH answers for what does not exist, below version 6; the raw value is its JSON
/// name.
public enum MissingRealpath: String, CaseIterable, Sendable {
    /// NO_SUCH_FILE, as the draft of version 5 wants it.
    case error
    /// A name of no bytes.
    case empty
    /// The path, made absolute by its text.
    case normalized
}

/// What of the server nobody, or a user, may change.
public enum ReadOnlySpec: Equatable, Sendable {
    /// Everything may be changed.
    case nothing
    /// Nothing may be changed.
    case everything
    /// What these patterns match, and what lies in it, may not be changed.
    case paths([BytePattern])

    /// What is in either.
    public func union(_ other: ReadOnlySpec) -> ReadOnlySpec {
        switch (self, other) {
        case (.nothing, let one), (let one, .nothing): one
        case (.everything, _), (_, .everything): .everything
        case (.paths(let some), .paths(let more)): .paths(some + more)
        }
    }

    /// Whether a change of `path` is refused.
    public func covers(_ path: [UInt8]) -> Bool {
        switch self {
        case .nothing: false
        case .everything: true
        case .paths(let patterns): patterns.contains { $0.matches(orContains: path) }
        }
    }
}

extension BytePattern: Equatable {
    /// Whether both were written alike.
    public static func == (left: BytePattern, right: BytePattern) -> Bool {
        left.text == right.text
    }

    /// Whether the pattern matches a path or one of the folders it lies in.
    fileprivate func matches(orContains path: [UInt8]) -> Bool {
        var machine = PatternMachine()
        if matches(path.span, &machine) { return true }
        for index in path.indices where path[index] == UInt8(ascii: "/") && index > 0 {
            if matches(path.span.extracting(0..<index), &machine) { return true }
        }
        return false
    }
}
