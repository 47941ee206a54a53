/// A point in time as SFTP knows it: seconds since 1970 UTC and nanoseconds.
public struct Timestamp: Equatable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64
    /// Nanoseconds, 0 to 999,999,999 (v4+ on the wire).
    public var nanoseconds: UInt32

    /// Makes a timestamp.
    public init(seconds: Int64, nanoseconds: UInt32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
