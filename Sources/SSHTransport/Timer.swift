/// What a timer of an event loop is for.
enum TimerPurpose {
    /// The wait before the first byte is over.
    case begin
    /// The time to authenticate is over.
    case loginTimeout
    /// A delayed authentication reply is due.
    case reply
    /// The client may have been idle too long.
    case idle
    /// A relay has something to pass on.
    case relay
    /// An ending that waits for output is looked at again.
    case ending
    /// A timer of `SSHChannel.schedule`.
    case channel(number: UInt32, token: UInt64)
    /// Accepting goes on after a shortage of descriptors.
    case accept
    /// A half-closed socket has waited long enough for the peer.
    case linger
}

/// One entry of a loop's timer heap.
struct Timer {
    /// Monotonic nanoseconds.
    var deadline: UInt64
    /// Orders timers of one deadline as they were set.
    var order: UInt64
    /// Which registration of the loop it is for; ignored when that is gone.
    var target: Registration
    var purpose: TimerPurpose
}

/// A binary heap of timers, the earliest first.
struct TimerHeap {
    private var entries: [Timer] = []
    private var nextOrder: UInt64 = 0

    /// The earliest deadline.
    var firstDeadline: UInt64? { entries.first?.deadline }

    /// Adds a timer.
    mutating func insert(
        deadline: UInt64, target: Registration, purpose: TimerPurpose
    ) {
        entries.append(
            Timer(deadline: deadline, order: nextOrder, target: target, purpose: purpose))
        nextOrder &+= 1
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the earliest timer due at `now`.
    mutating func popDue(now: UInt64) -> Timer? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && precedes(child, earliest) {
                earliest = child
            }
            guard earliest != parent else { return first }
            entries.swapAt(parent, earliest)
            parent = earliest
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (entries[left], entries[right])
        return left.deadline == right.deadline
            ? left.order < right.order : left.deadline < right.deadline
    }
}
