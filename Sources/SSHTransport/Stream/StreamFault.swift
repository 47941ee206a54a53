/// The directions of a connection's byte stream.
public struct StreamDirections: OptionSet, Sendable, Hashable {
    /// The bits.
    public var rawValue: UInt8

    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// From the client to the server.
    public static let up = StreamDirections(rawValue: 1)
    /// From the server to the client.
    public static let down = StreamDirections(rawValue: 2)
    /// Both.
    public static let both: StreamDirections = [.up, .down]
}

/// How fast, how late and in which pieces bytes pass; what is nil is left as it was.
public struct StreamShape: Sendable {
    /// Bytes per second.
    public var bytesPerSecond: UInt64?
    /// How late bytes pass, in nanoseconds, for the n-th read of the direction; their order stays.
    public var latencyNanoseconds: (@Sendable (_ read: UInt64) -> UInt64)?
    /// The most bytes written at a time.
    public var pieceByteCount: Int?
    /// The pause after each write, in nanoseconds.
    public var pauseNanoseconds: UInt64?

    /// Makes a shape that changes nothing.
    public init() {}

    /// Takes over what `other` says.
    mutating func merge(_ other: StreamShape) {
        bytesPerSecond = other.bytesPerSecond ?? bytesPerSecond
        latencyNanoseconds = other.latencyNanoseconds ?? latencyNanoseconds
        pieceByteCount = other.pieceByteCount ?? pieceByteCount
        pauseNanoseconds = other.pauseNanoseconds ?? pauseNanoseconds
    }
}

/// How long a shape holds.
public enum StreamSpan: Sendable, Equatable {
    /// To the end of the connection.
    case always
    /// So many nanoseconds.
    case nanoseconds(UInt64)
    /// Until so many bytes have passed.
    case bytes(UInt64)
}

/// How a connection ends after a number of bytes.
public enum StreamCut: Sendable, Equatable {
    /// TCP reset.
    case reset
    /// TCP FIN.
    case fin
    /// Nothing: the connection stays open, and nothing passes any more either way.
    case blackHole
}

/// A change of the bytes themselves.
public enum StreamEdit: Sendable, Equatable {
    /// The bytes from this place on are changed by an exclusive or with these.
    case flip([UInt8])
    /// These bytes go before the byte at this place.
    case insert([UInt8])
}

/// A fault below SSH, or of SSH's transport; places count from the next byte of the direction.
public enum StreamFault: Sendable {
    /// Slow, late or piecemeal bytes.
    case shape(StreamDirections, StreamShape, StreamSpan)
    /// Changed bytes, `at` 0 the next one.
    case edit(StreamDirections, at: UInt64, StreamEdit)
    /// So many bytes pass, and then the connection ends.
    case cut(StreamDirections, afterByteCount: UInt64, StreamCut)
    /// Nothing passes: nothing is read, so the sender's window fills; nil: for good.
    case stall(StreamDirections, nanoseconds: UInt64?)
    /// New keys are exchanged once so many bytes have passed, both ways counted.
    ///
    /// libssh does it once the client is authenticated; what is asked for earlier waits.
    case rekey(afterByteCount: UInt64)
    /// The connection ends when the client sends an SSH message of this number.
    case endOnMessage(UInt8, ConnectionEnd)

    /// The directions of bytes it is about; nil where the connection itself has to do it.
    public var directions: StreamDirections? {
        switch self {
        case .shape(let directions, _, _), .edit(let directions, _, _), .cut(let directions, _, _),
            .stall(let directions, _):
            directions
        case .rekey, .endOnMessage: nil
        }
    }
}
