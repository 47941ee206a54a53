/// What a rule can do to the bytes below SSH, and to SSH's transport.
public enum StreamEffect: Equatable, Sendable {
    /// Say this instead of the usual identification line.
    case identification(IdentificationSpec)
    /// Let bytes pass slowly, late or in pieces.
    case shape(Direction, Shape, Span)
    /// Change bytes; `at` counts from the next byte, which is 0.
    case edit(Direction, at: UInt64, Edit)
    /// End the connection once so many bytes have passed.
    case cut(Direction, afterBytes: UInt64, Cut)
    /// Let nothing pass, so that the sender stops; nil: for good.
    case stall(Direction, nanoseconds: UInt64?)
    /// Exchange new keys once so many bytes have passed in both directions together.
    case rekey(afterBytes: UInt64)
    /// End the connection when the client sends an SSH message of this number.
    case endOnMessage(UInt8, ConnectionFault)

    /// Which way bytes go.
    public enum Direction: String, CaseIterable, Sendable {
        /// From the client to the server.
        case up
        /// From the server to the client.
        case down
        /// Both ways.
        case both
    }

    /// How bytes pass; what is nil stays as it is.
    public struct Shape: Equatable, Sendable {
        /// Bytes per second.
        public var bytesPerSecond: UInt64?
        /// How late bytes pass.
        public var latency: Latency?
        /// The most bytes written at a time.
        public var pieceBytes: UInt64?
        /// The pause after each write, in nanoseconds.
        public var pauseNanoseconds: UInt64?

        /// Makes a shape that changes nothing.
        public init() {}
    }

    /// A distribution of delays, in nanoseconds; bytes never overtake each other.
    public enum Latency: Equatable, Sendable {
        /// Always the same.
        case fixed(UInt64)
        /// Anything between the two, equally likely.
        case uniform(UInt64, UInt64)
        /// Its logarithm is normal: half are below the median, few are far above.
        case logNormal(median: UInt64, sigma: Double)
    }

    /// How long a shape holds.
    public enum Span: Equatable, Sendable {
        /// To the end of the connection.
        case always
        /// A time.
        case nanoseconds(UInt64)
        /// Until so many bytes have passed.
        case bytes(UInt64)
    }

    /// A change of the bytes themselves.
    public enum Edit: Equatable, Sendable {
        /// An exclusive or with these bytes.
        case flip([UInt8])
        /// More bytes, before the one at the place.
        case insert([UInt8])
    }

    /// What comes behind the last byte.
    public enum Cut: String, CaseIterable, Sendable {
        /// TCP reset.
        case reset
        /// TCP FIN.
        case fin
        /// Nothing; the connection stays open and dead.
        case blackHole
    }
}
