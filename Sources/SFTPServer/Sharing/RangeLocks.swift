/// The handle that a lock belongs to: its open file, of which there is one for each handle.
typealias LockOwner = ObjectIdentifier

/// What one byte-range lock keeps others from doing (draft-13 section 8.8.1).
struct RangeLock: Equatable, Sendable {
    /// The handle it was granted to.
    var owner: LockOwner
    /// What others may not do in the range.
    var blocks: ShareModes
    /// Whether reading and writing go on in spite of it.
    var isAdvisory: Bool
}

/// The byte-range locks of one file.
///
/// Granted ranges never overlap, even those of one handle (draft-13 section 8.8.1), so they are
/// kept in one sorted array and every question is a binary search.
struct RangeLocks {
    private struct Entry {
        var range: ByteRange
        /// The length that was asked for: with the offset it is the key that unlocks.
        var length: UInt64
        var lock: RangeLock
    }

    /// The key of a lock that covers nothing: length 0 at the end of the file or behind it.
    private struct EmptyKey: Hashable {
        var owner: LockOwner
        var offset: UInt64
    }

    private var entries: [Entry] = []
    private var empty: [EmptyKey: RangeLock] = [:]

    /// How many locks there are.
    var count: Int { entries.count + empty.count }

    /// Grants a lock unless its range overlaps a granted one; tells whether it did.
    ///
    /// - Parameters:
    ///   - range: What it covers; nil for nothing, when it began at the end of the file.
    ///   - offset: The offset asked for.
    ///   - length: The length asked for, 0 for what there is up to the end of the file.
    mutating func insert(
        _ lock: RangeLock, _ range: ByteRange?, offset: UInt64, length: UInt64
    ) -> Bool {
        guard let range else {
            let key = EmptyKey(owner: lock.owner, offset: offset)
            guard empty[key] == nil else { return false }
            empty[key] = lock
            return true
        }
        let index = firstIndex(reaching: range.first)
        if index < entries.count, entries[index].range.first <= range.last { return false }
        entries.insert(Entry(range: range, length: length, lock: lock), at: index)
        return true
    }

    /// Takes back the lock that `owner` was granted for exactly this offset and length.
    mutating func remove(offset: UInt64, length: UInt64, owner: LockOwner) -> RangeLock? {
        let index = firstIndex(reaching: offset)
        if index < entries.count {
            let entry = entries[index]
            if entry.range.first == offset, entry.length == length, entry.lock.owner == owner {
                entries.remove(at: index)
                return entry.lock
            }
        }
        guard length == 0 else { return nil }
        return empty.removeValue(forKey: EmptyKey(owner: owner, offset: offset))
    }

    /// Takes back all locks of a handle.
    mutating func removeAll(of owner: LockOwner) -> [RangeLock] {
        var removed: [RangeLock] = []
        entries.removeAll { entry in
            guard entry.lock.owner == owner else { return false }
            removed.append(entry.lock)
            return true
        }
        for (key, lock) in empty where key.owner == owner {
            empty[key] = nil
            removed.append(lock)
        }
        return removed
    }

    /// Whether a mandatory lock of another handle keeps `owner` from doing `mode` in `range`.
    func forbids(_ mode: ShareModes, in range: ByteRange, to owner: LockOwner?) -> Bool {
        var index = firstIndex(reaching: range.first)
        while index < entries.count, entries[index].range.first <= range.last {
            let lock = entries[index].lock
            if lock.owner != owner, !lock.isAdvisory, lock.blocks.contains(mode) { return true }
            index += 1
        }
        return false
    }

    /// Index of the first range that ends at `offset` or behind it.
    private func firstIndex(reaching offset: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].range.last < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
