public import SFTPWire

/// What an answer says, or what of a written block is stored, instead of the truth.
public enum ContentEffect: Equatable, Sendable {
    /// The bytes READ is answered with.
    case data(DataAnswer)
    /// What is stored of the block a WRITE brings.
    case write(BlockChange)
    /// The handle given to OPEN or OPENDIR.
    case handle(HandleAnswer)
    /// The names of a listing: of a whole one (OPENDIR) or of one reply (READDIR).
    case names(NamesAnswer)
    /// The names REALPATH and READLINK are answered with.
    case path(PathAnswer)
    /// The payload of EXTENDED_REPLY, as it goes behind the request id.
    case extendedReply(TemplateText)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> ContentEffect {
        switch self {
        case .data(var answer):
            if case .bytes(let text) = answer.source { answer.source = .bytes(text.filled(values)) }
            return .data(answer)
        case .write(var change):
            change.replacement = change.replacement?.filled(values)
            return .write(change)
        case .handle(var answer):
            if case .chosen(let text) = answer.bytes { answer.bytes = .chosen(text.filled(values)) }
            return .handle(answer)
        case .names(var answer):
            answer.groups = answer.groups?.map { $0.filled(values) }
            answer.longName = answer.longName?.filled(values)
            return .names(answer)
        case .path(var answer):
            answer.names = answer.names.map { $0.filled(values) }
            return .path(answer)
        case .extendedReply(let payload): return .extendedReply(payload.filled(values))
        }
    }
}

/// A number that is not the true one: the length of a string or the count of a list.
public enum CountChange: Equatable, Sendable {
    /// This number, whatever is true.
    case exactly(UInt32)
    /// So many more than there are, at most 2^32-1.
    case more(UInt32)
    /// So many fewer than there are, at least 0.
    case fewer(UInt32)

    /// The number to write where `count` is true.
    public func applied(to count: UInt32) -> UInt32 {
        switch self {
        case .exactly(let number): return number
        case .more(let number):
            let (sum, overflow) = count.addingReportingOverflow(number)
            return overflow ? .max : sum
        case .fewer(let number): return count - min(count, number)
        }
    }
}

/// The handle a client is given.
public struct HandleAnswer: Equatable, Sendable {
    /// Where its bytes come from.
    public enum Bytes: Equatable, Sendable {
        /// As the server makes them.
        case own
        /// These.
        case chosen(TemplateText)
        /// So many, which hold a count of the session's handles in their last bytes.
        case counted(length: Int)
    }

    /// The longest handle a count is made of, bytes.
    public static let longest = 65_536

    /// Its bytes.
    public var bytes: Bytes
    /// Whether it is closed again before the client is told.
    public var isStale: Bool
    /// Whether no file or directory is opened: an empty one that is nowhere stands behind it.
    public var opensNothing: Bool

    /// Makes an answer.
    public init(_ bytes: Bytes = .own, isStale: Bool = false, opensNothing: Bool = false) {
        self.bytes = bytes
        self.isStale = isStale
        self.opensNothing = opensNothing
    }
}

/// The names REALPATH or READLINK are answered with.
public struct PathAnswer: Equatable, Sendable {
    /// The names; usually one.
    public var names: [NameGroup]
    /// How the packet is written.
    public var shape: NameShape

    /// Makes an answer.
    public init(names: [NameGroup], shape: NameShape = NameShape()) {
        self.names = names
        self.shape = shape
    }
}

/// How NAME is written, whatever names it has.
public struct NameShape: Equatable, Sendable {
    /// The count in front of the names; nil: the true one.
    public var declaredCount: CountChange?
    /// The version whose layout names and attributes have; nil: the one spoken.
    public var layout: ProtocolVersion?
    /// Bytes behind everything else, inside the packet.
    public var trailing: [UInt8]
    /// Everything behind the request id; nil: what the names come to.
    public var raw: [UInt8]?

    /// Makes a shape.
    public init(
        declaredCount: CountChange? = nil, layout: ProtocolVersion? = nil, trailing: [UInt8] = [],
        raw: [UInt8]? = nil
    ) {
        self.declaredCount = declaredCount
        self.layout = layout
        self.trailing = trailing
        self.raw = raw
    }
}
