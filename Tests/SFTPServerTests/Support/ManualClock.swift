import SFTPServer
import Synchronization

/// A clock that moves when the test says so.
final class ManualClock: SessionClock {
    private let now = Atomic<UInt64>(0)

    func nanoseconds() -> UInt64 { now.load(ordering: .relaxed) }

    func advance(by nanoseconds: UInt64) {
        now.wrappingAdd(nanoseconds, ordering: .relaxed)
    }
}
