internal import SFTPWire
internal import Scenario

/// Where the replies of a session pass once a rule has done something to one as a packet:
/// those that wait for their turn, and bytes that wait for room in the output.
///
/// A session without such rules has none and puts its replies into the output itself.
final class ReplyOutlet {
    /// A reply that is kept until something happens.
    struct Waiting {
        var reply: HeldReply
        var end: ReplyHold.End
        var deadline: UInt64
    }

    /// Replies gathered for another order.
    struct Gathering {
        var order: ReplyOrder
        var replies: [HeldReply]
        var deadline: UInt64
    }

    /// What waits for room, first to last.
    var queue: [Emission] = []
    /// A timer runs until the next piece may go.
    var isPausing = false
    /// Replies whose turn it is.
    var due: [HeldReply] = []
    /// Whether `due` is being emptied, further up the stack.
    var isDispatching = false
    private(set) var waiting: [Waiting] = []
    private(set) var gatherings: [Gathering] = []
    private(set) var heldByteCount = 0

    /// Whether bytes wait for room: no request is taken up meanwhile, so that its reply cannot
    /// overtake them.
    var isEmitting: Bool { !queue.isEmpty }

    /// Whether nothing waits.
    var isIdle: Bool {
        queue.isEmpty && due.isEmpty && waiting.isEmpty && gatherings.isEmpty && !isDispatching
    }

    /// Whether no more requests are taken up: bytes wait for room, or too much is kept.
    func takesNoRequest(_ limits: SessionLimits) -> Bool {
        isEmitting || heldByteCount >= limits.heldReplyBytes
            || waiting.count + gatherings.reduce(0) { $0 + $1.replies.count } >= limits.heldReplies
    }

    /// The first time at which something that waits has waited long enough.
    var deadline: UInt64? {
        (waiting.map(\.deadline) + gatherings.map(\.deadline)).min()
    }

    /// Keeps a reply.
    func keep(_ reply: HeldReply, until end: ReplyHold.End, deadline: UInt64) {
        heldByteCount += reply.bytes.count
        waiting.append(Waiting(reply: reply, end: end, deadline: deadline))
    }

    /// Gathers a reply; those gathered with it become due when there are enough.
    func gather(_ reply: HeldReply, _ order: ReplyOrder, deadline: UInt64) {
        heldByteCount += reply.bytes.count
        let index =
            gatherings.firstIndex { $0.order == order }
            ?? {
                gatherings.append(Gathering(order: order, replies: [], deadline: deadline))
                return gatherings.count - 1
            }()
        gatherings[index].replies.append(reply)
        if gatherings[index].replies.count >= order.window { scatter(at: index) }
    }

    private func scatter(at index: Int) {
        var gathering = gatherings.remove(at: index)
        heldByteCount -= gathering.replies.reduce(0) { $0 + $1.bytes.count }
        switch gathering.order.order {
        case .reversed: gathering.replies.reverse()
        case .shuffled:
            // The standard library's shuffle may draw differently in another release.
            var random =
                gathering.replies.last?.exchange.rules?.shape?.random ?? SeededRandom(seed: 0)
            for last in gathering.replies.indices.dropFirst().reversed() {
                gathering.replies.swapAt(last, random.next(below: last + 1))
            }
        }
        due += gathering.replies
    }

    /// A request was answered, or dropped: what waited for that becomes due.
    func note(_ exchange: Exchange, isSent: Bool) {
        release { entry in
            switch entry.end {
            case .replies(let count):
                guard isSent else { return false }
                entry.end = .replies(count - 1)
                return count <= 1
            case .event(let kind): return exchange.kind == kind
            case .rule(let index): return exchange.rules?.acted.contains(index) == true
            }
        }
    }

    /// What has waited long enough becomes due.
    func expire(at now: UInt64) {
        release { $0.deadline <= now }
        while let index = gatherings.firstIndex(where: { $0.deadline <= now }) {
            scatter(at: index)
        }
    }

    private func release(_ isDue: (inout Waiting) -> Bool) {
        var kept: [Waiting] = []
        for var entry in waiting {
            if isDue(&entry) {
                heldByteCount -= entry.reply.bytes.count
                due.append(entry.reply)
            } else {
                kept.append(entry)
            }
        }
        waiting = kept
    }

    /// Gives up all that waits; returns the replies, in the order they began to.
    func abandon() -> [HeldReply] {
        let left = due + waiting.map(\.reply) + gatherings.flatMap(\.replies)
        queue = []
        due = []
        waiting = []
        gatherings = []
        heldByteCount = 0
        return left
    }
}
