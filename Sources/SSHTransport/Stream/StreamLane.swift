/// One direction of a stream: takes bytes from one side, hands them to the other, and does on the
/// way what was asked for.
///
/// Times are nanoseconds of any clock that never goes back. Bytes are changed and counted as they
/// are read, slowed and cut into pieces as they are written. What waits in between is bounded, so
/// a slow lane is felt by the sender.
public struct StreamLane {
    /// Bytes read together.
    struct Chunk {
        var bytes: [UInt8]
        var start = 0
        /// Not written before, in monotonic nanoseconds.
        var due: UInt64
    }

    struct Edit {
        var place: UInt64
        var edit: StreamEdit
    }

    /// A shape that ends.
    struct Passing {
        var shape: StreamShape
        var deadline: UInt64 = .max
        var byteCount: UInt64 = .max
    }

    static let readByteCount = 64 << 10
    /// Bytes waiting at which no more are read; latency needs what is on its way in between.
    static let usualLimit = 64 << 10
    static let latencyLimit = 1 << 20
    /// Bytes waiting at which nothing is inserted any more: rules can ask faster than bytes leave.
    static let insertionLimit = 4 << 20
    static let maximumEditCount = 256
    /// Bytes written per turn, so that one fast connection does not hold the loop.
    static let turnByteCount = 256 << 10
    /// A rate may be caught up with by so much: timers wake whole milliseconds late.
    static let catchUpNanoseconds: UInt64 = 10_000_000

    var chunks: [Chunk] = []
    var head = 0
    var waitingByteCount = 0
    var edits: [Edit] = []
    var base = StreamShape()
    var passing: Passing?
    var lastDue: UInt64 = 0
    /// Until when bytes already written are paid for at the rate.
    var paidUntil: UInt64 = 0
    var nextPieceAt: UInt64 = 0
    var readNumber: UInt64 = 0
    /// The bytes read from the source, without what was inserted.
    public internal(set) var readCount: UInt64 = 0
    var cutPlace: UInt64?
    var cut: StreamCut?
    /// Until when nothing passes.
    var stalledUntil: UInt64 = 0

    /// The source has ended, or failed.
    public var isInputEnded = false
    /// The other side takes nothing any more.
    public internal(set) var isOutputBroken = false
    /// The other side had no room; the poller is to tell when it has.
    public internal(set) var wantsOutput = false
    /// When to try again, in monotonic nanoseconds.
    public internal(set) var wakeAt: UInt64 = .max

    /// Whether nothing waits.
    public var isEmpty: Bool { head == chunks.count }
    /// Whether nothing will pass ever again.
    public var isDead: Bool { stalledUntil == .max }

    /// The end asked for, once all bytes before it were written.
    public var dueCut: StreamCut? {
        guard let cutPlace, readCount >= cutPlace, isEmpty, !isDead else { return nil }
        return cut
    }

    /// Makes a lane through which bytes pass as they are.
    public init() {}

    // MARK: What is asked for

    /// Takes on a fault of this direction; what is no fault of bytes is left to others.
    ///
    /// - Parameter now: the time, nanoseconds.
    public mutating func add(_ fault: StreamFault, now: UInt64) {
        switch fault {
        case .shape(_, let shape, let span): self.shape(shape, span, now: now)
        case .edit(_, let offset, let edit): self.edit(at: offset, edit, now: now)
        case .cut(_, let count, let cut): self.cut(after: count, cut)
        case .stall(_, let nanoseconds): stall(nanoseconds, now: now)
        case .rekey, .endOnMessage: return
        }
    }

    /// Changes how bytes pass.
    mutating func shape(_ shape: StreamShape, _ span: StreamSpan, now: UInt64) {
        switch span {
        case .always:
            base.merge(shape)
            restartPace()
        case .nanoseconds(let length):
            passing = Passing(shape: shape, deadline: now.addingSaturating(length))
        case .bytes(let count):
            passing = Passing(shape: shape, byteCount: count)
        }
    }

    /// Notes a change of bytes to come.
    mutating func edit(at offset: UInt64, _ edit: StreamEdit, now: UInt64) {
        guard edits.count < Self.maximumEditCount else { return }
        edits.append(Edit(place: readCount.addingSaturating(offset), edit: edit))
        insertDue(now)
    }

    /// Ends the direction after a number of bytes; the first end counts.
    mutating func cut(after count: UInt64, _ cut: StreamCut) {
        guard self.cut == nil else { return }
        self.cut = cut
        cutPlace = readCount.addingSaturating(count)
    }

    /// Stops everything for a time; nil: for good.
    public mutating func stall(_ nanoseconds: UInt64?, now: UInt64) {
        let deadline = nanoseconds.map { now.addingSaturating($0) } ?? .max
        stalledUntil = max(stalledUntil, deadline)
    }

    /// Forgets what waits.
    public mutating func clear() {
        chunks = []
        head = 0
        waitingByteCount = 0
    }
}
