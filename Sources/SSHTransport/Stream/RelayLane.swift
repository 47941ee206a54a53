import CLibSSH
import Glibc

/// One direction of a relay: reads on one side, writes on the other, and does on the way what
/// was asked for.
///
/// Bytes are changed and counted as they are read, slowed and cut into pieces as they are
/// written. What waits in between is bounded, so a slow lane is felt by the sender.
struct RelayLane {
    /// Bytes read together.
    private struct Chunk {
        var bytes: [UInt8]
        var start = 0
        /// Not written before, in monotonic nanoseconds.
        var due: UInt64
    }

    private struct Edit {
        var place: UInt64
        var edit: StreamEdit
    }

    /// A shape that ends.
    private struct Passing {
        var shape: StreamShape
        var deadline: UInt64 = .max
        var byteCount: UInt64 = .max
    }

    private static let readByteCount = 64 << 10
    /// Bytes waiting at which no more are read; latency needs what is on its way in between.
    private static let usualLimit = 64 << 10
    private static let latencyLimit = 1 << 20
    /// Bytes waiting at which nothing is inserted any more: rules can ask faster than bytes leave.
    private static let insertionLimit = 4 << 20
    private static let maximumEditCount = 256
    /// Bytes written per turn, so that one fast connection does not hold the loop.
    private static let turnByteCount = 256 << 10
    /// A rate may be caught up with by so much: timers wake whole milliseconds late.
    private static let catchUpNanoseconds: UInt64 = 10_000_000

    private var chunks: [Chunk] = []
    private var head = 0
    private var waitingByteCount = 0
    private var edits: [Edit] = []
    private var base = StreamShape()
    private var passing: Passing?
    private var lastDue: UInt64 = 0
    /// Until when bytes already written are paid for at the rate.
    private var paidUntil: UInt64 = 0
    private var nextPieceAt: UInt64 = 0
    private var readNumber: UInt64 = 0
    /// The bytes read from the source, without what was inserted.
    private(set) var readCount: UInt64 = 0
    private var cutPlace: UInt64?
    private var cut: StreamCut?
    /// Until when nothing passes.
    private var stalledUntil: UInt64 = 0

    /// The source has ended, or failed.
    var isInputEnded = false
    /// The other side takes nothing any more.
    private(set) var isOutputBroken = false
    /// The other side has no room; epoll is to tell when it has.
    private(set) var wantsOutput = false
    /// When to try again, in monotonic nanoseconds.
    private(set) var wakeAt: UInt64 = .max

    /// Whether nothing waits.
    var isEmpty: Bool { head == chunks.count }
    /// Whether nothing will pass ever again.
    var isDead: Bool { stalledUntil == .max }

    /// The end asked for, once all bytes before it were written.
    var dueCut: StreamCut? {
        guard let cutPlace, readCount >= cutPlace, isEmpty, !isDead else { return nil }
        return cut
    }

    // MARK: What is asked for

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
    mutating func stall(_ nanoseconds: UInt64?, now: UInt64) {
        let deadline = nanoseconds.map { now.addingSaturating($0) } ?? .max
        stalledUntil = max(stalledUntil, deadline)
    }

    /// Forgets what waits.
    mutating func clear() {
        chunks = []
        head = 0
        waitingByteCount = 0
    }

    // MARK: Reading

    /// Whether more may be read.
    func takesInput(now: UInt64) -> Bool {
        guard !isInputEnded, now >= stalledUntil else { return false }
        if let cutPlace, readCount >= cutPlace { return false }
        return waitingByteCount < limit
    }

    private var limit: Int {
        let isLate = (passing?.shape.latencyNanoseconds ?? base.latencyNanoseconds) != nil
        return isLate ? Self.latencyLimit : Self.usualLimit
    }

    /// Reads once; returns whether something came.
    mutating func fill(from descriptor: Int32, now: UInt64) -> Bool {
        guard takesInput(now: now) else { return false }
        var room = Self.readByteCount
        if let cutPlace { room = Int(clamping: min(UInt64(room), cutPlace - readCount)) }
        var bytes: [UInt8] = []
        let count = withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { bytes.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(count)) }
            return count
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        guard count > 0 else {
            isInputEnded = true
            return false
        }
        accept(bytes, now: now)
        return true
    }

    private mutating func accept(_ bytes: [UInt8], now: UInt64) {
        var bytes = bytes
        let start = readCount
        readCount += UInt64(bytes.count)
        if !edits.isEmpty { change(&bytes, from: start) }
        append(bytes, now: now)
        insertDue(now)
    }

    /// Carries out the edits at and behind `start`, as far as the bytes reach.
    private mutating func change(_ bytes: inout [UInt8], from start: UInt64) {
        let end = start + UInt64(bytes.count)
        for index in edits.indices {
            guard case .flip(let mask) = edits[index].edit else { continue }
            for (offset, bits) in mask.enumerated() {
                let place = edits[index].place.addingSaturating(UInt64(offset))
                guard place >= start, place < end else { continue }
                bytes[Int(place - start)] ^= bits
            }
        }
        edits.removeAll { edit in
            guard case .flip(let mask) = edit.edit else { return false }
            return edit.place.addingSaturating(UInt64(mask.count)) <= end
        }
        // From the back, so that the places before stay right; of one place the first stands first.
        let insertions = edits.indices.filter { index in
            if case .insert = edits[index].edit { return edits[index].place < end }
            return false
        }
        let ordered = insertions.sorted {
            (edits[$0].place, $0) > (edits[$1].place, $1)
        }
        for index in ordered {
            guard case .insert(let inserted) = edits[index].edit, mayInsert else { continue }
            bytes.insert(contentsOf: inserted, at: Int(edits[index].place - start))
        }
        let done = Set(insertions)
        edits = edits.indices.filter { !done.contains($0) }.map { edits[$0] }
    }

    /// Inserts what goes before the next byte, which may be long in coming.
    private mutating func insertDue(_ now: UInt64) {
        guard !edits.isEmpty else { return }
        for edit in edits where edit.place <= readCount {
            if case .insert(let bytes) = edit.edit, mayInsert { append(bytes, now: now) }
        }
        edits.removeAll {
            if case .insert = $0.edit { $0.place <= readCount } else { false }
        }
    }

    private var mayInsert: Bool { waitingByteCount < Self.insertionLimit }

    private mutating func append(_ bytes: [UInt8], now: UInt64) {
        guard !bytes.isEmpty else { return }
        readNumber &+= 1
        let latency = (passing?.shape.latencyNanoseconds ?? base.latencyNanoseconds)
        lastDue = max(lastDue, now.addingSaturating(latency?(readNumber) ?? 0))
        chunks.append(Chunk(bytes: bytes, due: lastDue))
        waitingByteCount += bytes.count
    }

    // MARK: Writing

    /// Writes what may go now; returns whether something went.
    mutating func drain(to descriptor: Int32, now: UInt64) -> Bool {
        wantsOutput = false
        wakeAt = .max
        var written = 0
        while !isEmpty, !isOutputBroken {
            if now < stalledUntil {
                wakeAt = stalledUntil
                break
            }
            if let passing, now >= passing.deadline || passing.byteCount == 0 {
                self.passing = nil
                restartPace()
            }
            let ready = readyAt
            if ready > now {
                wakeAt = min(ready, passing?.deadline ?? .max)
                break
            }
            if written >= Self.turnByteCount {
                wakeAt = now
                break
            }
            let sent = write(to: descriptor, now: now)
            if sent == 0 { break }
            written += sent
        }
        if isEmpty, stalledUntil > now, stalledUntil < .max { wakeAt = min(wakeAt, stalledUntil) }
        return written > 0
    }

    private var shape: StreamShape {
        guard let passing else { return base }
        var shape = base
        shape.merge(passing.shape)
        return shape
    }

    /// When the first chunk may go on.
    private var readyAt: UInt64 { max(chunks[head].due, nextPieceAt, paidUntil) }

    /// Writes one piece; 0 when the other side takes nothing.
    private mutating func write(to descriptor: Int32, now: UInt64) -> Int {
        let shape = shape
        let chunk = chunks[head]
        var count = chunk.bytes.count - chunk.start
        if let piece = shape.pieceByteCount { count = min(count, piece) }
        if let rate = shape.bytesPerSecond { count = min(count, Int(clamping: max(rate / 100, 1))) }
        if let passing { count = Int(clamping: min(UInt64(count), passing.byteCount)) }
        let sent = chunk.bytes.withUnsafeBytes { bytes in
            send(
                descriptor, bytes.baseAddress.map { $0 + chunk.start }, count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard sent > 0 else {
            if sent < 0, errno == EAGAIN || errno == EINTR {
                wantsOutput = true
            } else {
                isOutputBroken = true
                clear()
            }
            return 0
        }
        consume(sent)
        if let pause = shape.pauseNanoseconds { nextPieceAt = now.addingSaturating(pause) }
        if let rate = shape.bytesPerSecond {
            let cost = Double(sent) * 1e9 / Double(max(rate, 1))
            let catchUp = now > Self.catchUpNanoseconds ? now - Self.catchUpNanoseconds : 0
            paidUntil = max(paidUntil, catchUp).addingSaturating(UInt64(cost.rounded()))
        }
        if passing != nil { passing?.byteCount -= UInt64(sent) }
        return sent
    }

    private mutating func consume(_ count: Int) {
        waitingByteCount -= count
        chunks[head].start += count
        guard chunks[head].start == chunks[head].bytes.count else { return }
        chunks[head].bytes = []
        head += 1
        if head == chunks.count {
            chunks.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= chunks.count {
            chunks.removeFirst(head)
            head = 0
        }
    }

    private mutating func restartPace() {
        paidUntil = 0
        nextPieceAt = 0
    }
}
