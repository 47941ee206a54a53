import Testing

@testable import SSHTransport

struct TimerHeapTests {
    private let target = Registration(index: 0, generation: 0)

    private func token(_ timer: Timer?) -> UInt64? {
        if case .channel(_, let token) = timer?.purpose { token } else { nil }
    }

    @Test func `timers fire by deadline, and in the order they were set within one`() {
        var heap = TimerHeap()
        let deadlines: [UInt64] = [50, 10, 30, 10, 20, 50, 10, 40, 0]
        for (token, deadline) in deadlines.enumerated() {
            heap.insert(
                deadline: deadline, target: target,
                purpose: .channel(number: 1, token: UInt64(token)))
        }
        #expect(heap.firstDeadline == 0)
        var fired: [UInt64] = []
        while let token = token(heap.popDue(now: 100)) { fired.append(token) }
        #expect(fired == [8, 1, 3, 6, 4, 2, 7, 0, 5])
        #expect(heap.firstDeadline == nil)
    }

    @Test func `a timer does not fire before its deadline`() {
        var heap = TimerHeap()
        heap.insert(deadline: 10, target: target, purpose: .begin)
        #expect(heap.popDue(now: 9) == nil)
        #expect(heap.popDue(now: 10) != nil)
        #expect(heap.popDue(now: 10) == nil)
    }

    @Test func `an entry used again is not reached by its old number`() {
        var table = SourceTable()
        let first = table.reserve()
        table.fill(
            first, with: .lingering(LingeringSocket(descriptor: -1, registration: first)))
        #expect(table[first] != nil)
        table.release(first)
        let second = table.reserve()
        #expect(second.index == first.index)
        table.fill(
            second, with: .lingering(LingeringSocket(descriptor: -1, registration: second)))
        #expect(table[first] == nil)
        #expect(table[second] != nil)
        table.release(first)
        #expect(table[second] != nil)
        #expect(table.count == 1)
        #expect(Registration(rawValue: second.rawValue) == second)
    }
}
