// What comes in: changed, counted, and given the time before which it does not go on.
extension StreamLane {
    /// Whether more may be read.
    public func takesInput(now: UInt64) -> Bool {
        guard !isInputEnded, now >= stalledUntil else { return false }
        if let cutPlace, readCount >= cutPlace { return false }
        return waitingByteCount < limit
    }

    private var limit: Int {
        let isLate = (passing?.shape.latencyNanoseconds ?? base.latencyNanoseconds) != nil
        return isLate ? Self.latencyLimit : Self.usualLimit
    }

    /// How many bytes may be read now.
    public func room(now: UInt64) -> Int {
        guard takesInput(now: now) else { return 0 }
        guard let cutPlace else { return Self.readByteCount }
        return Int(clamping: min(UInt64(Self.readByteCount), cutPlace - readCount))
    }

    /// Takes bytes that were read, at most as many as there is room for.
    public mutating func accept(_ bytes: [UInt8], now: UInt64) {
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
    mutating func insertDue(_ now: UInt64) {
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
}
