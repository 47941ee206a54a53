// What goes out: when it may, and in which pieces.
extension StreamLane {
    /// What became of bytes that were to be written.
    public enum Written: Sendable {
        /// So many were taken, one at least.
        case count(Int)
        /// There is no room now.
        case later
        /// There will never be room again.
        case broken
    }

    /// Hands what may go now to `write`; returns whether something went.
    ///
    /// - Parameter now: the time, nanoseconds.
    public mutating func drain(
        now: UInt64, _ write: (UnsafeRawBufferPointer) -> Written
    ) -> Bool {
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
            let sent = pass(now: now, write)
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
    private mutating func pass(
        now: UInt64, _ write: (UnsafeRawBufferPointer) -> Written
    ) -> Int {
        let shape = shape
        let chunk = chunks[head]
        var count = chunk.bytes.count - chunk.start
        if let piece = shape.pieceByteCount { count = min(count, piece) }
        if let rate = shape.bytesPerSecond { count = min(count, Int(clamping: max(rate / 100, 1))) }
        if let passing { count = Int(clamping: min(UInt64(count), passing.byteCount)) }
        let written = chunk.bytes.withUnsafeBytes {
            write(UnsafeRawBufferPointer(rebasing: $0[chunk.start..<chunk.start + count]))
        }
        guard case .count(let sent) = written, sent > 0 else {
            if case .broken = written {
                isOutputBroken = true
                clear()
            } else {
                wantsOutput = true
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

    mutating func restartPace() {
        paidUntil = 0
        nextPieceAt = 0
    }
}
