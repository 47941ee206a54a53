import SFTPServer
import Synchronization

/// A clock that moves when the test says so.
final class ManualClock: SessionClock {
    private let now = Atomic<UInt64>(0)
    private let step = Atomic<UInt64>(0)

    func nanoseconds() -> UInt64 {
        now.wrappingAdd(step.load(ordering: .relaxed), ordering: .relaxed).oldValue
    }

    /// From now on every look at the clock takes this long.
    func advance(perLook nanoseconds: UInt64) {
        step.store(nanoseconds, ordering: .relaxed)
    }

    func advance(by nanoseconds: UInt64) {
        now.wrappingAdd(nanoseconds, ordering: .relaxed)
    }
}
