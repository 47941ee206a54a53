/// What is wrong with bytes that should be a packet, and where.
public struct WireError: Error, Equatable, Sendable {
    /// The classes of faults.
    public enum Kind: String, CaseIterable, Sendable {
        /// The packet ends inside a field of fixed size.
        case truncated
        /// A declared length reaches past the end of the packet.
        case lengthOverrun
        /// A declared count cannot fit in the bytes that are left.
        case countOverrun
        /// Strict reading only: bytes follow the last field.
        case trailingBytes
        /// The declared packet length is over the limit.
        case oversizedPacket
        /// The declared packet length is 0: there is no type byte.
        case emptyPacket
        /// No packet type has this number.
        case unknownType
        /// The type exists but not here: wrong direction or version.
        case unexpectedType
        /// A path contains a zero byte, which no file system can name.
        case nulInPath
        /// A field is over the limit of its own.
        case tooLong
        /// Flag bits are set which the version does not define; in ATTRS of version 4 and
        /// later always an error, elsewhere for strict readers only.
        case undefinedFlags
        /// Strict reading only: a number that means nothing in the version.
        case undefinedValue
        /// A number the drafts call invalid: nanoseconds of a second or more.
        case invalidValue
    }

    /// The class of the fault.
    public var kind: Kind

    /// Where the faulty field (for `nulInPath`: the zero byte) begins, in bytes from the
    /// start of the packet, its four length bytes included.
    public var offset: Int

    /// The field, by its name in the drafts.
    public var field: String

    // Never inlined: errors are made on the cold path of every read.

    /// Makes an error.
    @inline(never)
    public init(_ kind: Kind, at offset: Int, in field: String) {
        self.kind = kind
        self.offset = offset
        self.field = field
    }
}

extension WireError: CustomStringConvertible {
    /// The error as corpus files and logs write it.
    public var description: String { "\(kind) at \(offset) in field \(field)" }
}
