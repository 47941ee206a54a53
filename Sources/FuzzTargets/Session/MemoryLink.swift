internal import SFTPServer
internal import Scenario
internal import Synchronization

/// A session's channel and clock in one: nothing waits, time jumps to the next timer.
final class MemoryLink: ByteChannel {
    /// The time, which stands still between jumps.
    final class Clock: SessionClock {
        let now = Atomic<UInt64>(0)

        func nanoseconds() -> UInt64 { now.load(ordering: .relaxed) }
    }

    let clock = Clock()
    private var timers: [(due: UInt64, token: UInt64)] = []
    /// How the session ended its channel; nil while it has not.
    private(set) var fault: ConnectionFault?
    /// Whether the session wants to be offered input again.
    var isAwake = false

    var hasTimers: Bool { !timers.isEmpty }

    func schedule(after nanoseconds: UInt64, token: UInt64) {
        timers.append((clock.nanoseconds() &+ nanoseconds, token))
    }

    func wake() { isAwake = true }

    func end(_ fault: ConnectionFault) { self.fault = self.fault ?? fault }

    func disturb(_ effect: StreamEffect) {}

    /// Takes out the timer that is due first and jumps to its time.
    func nextTimer() -> UInt64? {
        guard let index = timers.indices.min(by: { timers[$0].due < timers[$1].due }) else {
            return nil
        }
        let timer = timers.remove(at: index)
        clock.now.store(max(timer.due, clock.nanoseconds()), ordering: .relaxed)
        return timer.token
    }
}
