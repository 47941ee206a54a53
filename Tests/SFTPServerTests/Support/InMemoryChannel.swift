import SFTPServer
import Scenario

/// A channel without a socket: keeps timers and ends for the test to look at.
final class InMemoryChannel: ByteChannel {
    private(set) var timers: [(dueNanoseconds: UInt64, token: UInt64)] = []
    private(set) var fault: ConnectionFault?
    private(set) var wakeCount = 0
    private(set) var disturbances: [StreamEffect] = []
    private let clock: ManualClock

    init(clock: ManualClock) {
        self.clock = clock
    }

    func schedule(after nanoseconds: UInt64, token: UInt64) {
        timers.append((clock.nanoseconds() &+ nanoseconds, token))
    }

    func wake() { wakeCount += 1 }

    func end(_ fault: ConnectionFault) {
        if self.fault == nil { self.fault = fault }
    }

    func disturb(_ effect: StreamEffect) { disturbances.append(effect) }

    /// Takes out the tokens that are due now, oldest first.
    func takeDue() -> [UInt64] {
        let now = clock.nanoseconds()
        let due = timers.filter { $0.dueNanoseconds <= now }
        timers.removeAll { $0.dueNanoseconds <= now }
        return due.sorted { $0.dueNanoseconds < $1.dueNanoseconds }.map(\.token)
    }
}
