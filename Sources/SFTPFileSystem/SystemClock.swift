import Glibc
public import SFTPWire

/// The time that file systems stamp on files unless another clock is injected.
public enum SystemClock {
    /// The present time at the resolution of the kernel's tick, the clock Linux itself uses for
    /// file times: reading it costs no more than a few loads.
    @Sendable public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Timestamp(
            seconds: Int64(time.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
    }
}
