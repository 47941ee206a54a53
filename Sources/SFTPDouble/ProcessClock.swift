internal import Glibc
internal import SFTPServer

/// The monotonic clock, counted from when the double was made.
struct ProcessClock: SessionClock {
    private let start = ProcessClock.monotonicNanoseconds()

    func nanoseconds() -> UInt64 { Self.monotonicNanoseconds() &- start }

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000
            &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }
}
