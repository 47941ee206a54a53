/// The names of one directory, in the order they were made, found by hash.
///
/// A removed name leaves a gap until enough have gathered, so listings go on undisturbed; each
/// name has a serial number by which a listing finds its place again after the gaps were closed.
struct NameTable: Sendable {
    /// One name.
    struct Entry: Sendable {
        /// Raw bytes, shared with listings.
        var name: [UInt8]
        var hash: UInt32
        /// Grows from entry to entry.
        var serial: UInt64
        /// Number of the inode, or negative in a gap.
        var inode: Int
    }

    /// Names up to this many are found by looking at each.
    private static let largestUnindexed = 8

    private(set) var entries: [Entry] = []
    /// Open addressing with linear probing: 0 is free, else an index in `entries` plus one.
    private var slots: [UInt32] = []
    private var gapCount = 0
    /// The serial number the next name will get.
    private(set) var nextSerial: UInt64 = 0

    /// Number of names.
    var count: Int { entries.count - gapCount }

    /// Hash of a name; seeded per process, so nobody outside can make names that collide.
    static func hash(_ name: RawSpan) -> UInt32 {
        var hasher = Hasher()
        name.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Index of the entry called `name`, compared in place.
    func find(_ name: RawSpan) -> Int? {
        let hash = Self.hash(name)
        if slots.isEmpty {
            for index in entries.indices where matches(index, name, hash) { return index }
            return nil
        }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if matches(index, name, hash) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a name that is not there yet.
    mutating func append(_ name: [UInt8], inode: Int) {
        let room = slots.isEmpty ? Self.largestUnindexed : slots.count / 2
        if entries.count >= room { rebuild() }
        let hash = Self.hash(name.span.bytes)
        entries.append(Entry(name: name, hash: hash, serial: nextSerial, inode: inode))
        nextSerial += 1
        if !slots.isEmpty { occupySlot(entries.count - 1) }
    }

    /// Removes the entry at `index`.
    mutating func remove(at index: Int) {
        entries[index].inode = -1
        entries[index].name = []
        gapCount += 1
        if gapCount > 32, gapCount > count { rebuild() }
    }

    /// Index of the first entry whose serial is not below `serial`; `hint` is tried first.
    func index(ofSerial serial: UInt64, hint: Int) -> Int {
        if hint < entries.count, entries[hint].serial == serial { return hint }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].serial < serial { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func matches(_ index: Int, _ name: RawSpan, _ hash: UInt32) -> Bool {
        guard entries[index].hash == hash, entries[index].inode >= 0 else { return false }
        let known = entries[index].name
        guard known.count == name.byteCount else { return false }
        for offset in 0..<known.count where known[offset] != name.byte(at: offset) { return false }
        return true
    }

    private mutating func occupySlot(_ index: Int) {
        var slot = Int(entries[index].hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }

    /// Closes the gaps and sizes the index for twice the names there are.
    private mutating func rebuild() {
        if gapCount > 0 {
            entries.removeAll { $0.inode < 0 }
            gapCount = 0
        }
        guard entries.count >= Self.largestUnindexed else {
            slots = []
            return
        }
        var size = 32
        while size < 4 * entries.count { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for index in entries.indices { occupySlot(index) }
    }
}
