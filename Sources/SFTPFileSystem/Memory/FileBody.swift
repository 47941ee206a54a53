import SFTPWire

/// The bytes of one file: blocks that were written over a content that costs no memory.
///
/// Each block holds the first `filled` bytes of its 64 KiB of the file; what follows them, and
/// what no block covers, is the base. So nothing is ever cleared in advance, a hole
/// costs nothing and a write copies only what it touches.
struct FileBody: ~Copyable {
    /// One written part of the file.
    ///
    /// Unchecked because of the pointer. Safe: the memory belongs to this body alone, and the
    /// body sits behind the mutex of its ``FileNode``.
    private struct Block: @unchecked Sendable {
        /// Offset in the file divided by the block size.
        var number: UInt64
        var memory: UnsafeMutableRawPointer
        /// Bytes of `memory` that hold content.
        var filled: Int
        /// Bytes of `memory`; below the block size only for a small file.
        var capacity: Int
    }

    private static let blockSize = BlockPool.blockSize
    /// A file up to this size gets memory by powers of two instead of a block.
    private static let largestSmallCapacity = blockSize / 2
    private static let smallestCapacity = 128

    /// The size in bytes.
    private(set) var size: UInt64
    /// The allocation size a client asked for, bytes (draft-13 7.4); 0 for none.
    var preallocated: UInt64
    /// Ordered by number, so that truncating pops from the end.
    private var blocks: [Block] = []
    private var base: FileBase
    private let pool: BlockPool

    /// Makes a body of declared content.
    init(_ content: FileContent, preallocated: UInt64 = 0, pool: BlockPool) {
        self.init(.computed(VirtualContent(content)), preallocated: preallocated, pool: pool)
    }

    /// Makes a body over a base.
    init(_ base: FileBase, preallocated: UInt64 = 0, pool: BlockPool) {
        size = base.size
        self.base = base
        self.preallocated = preallocated
        self.pool = pool
    }

    deinit {
        for block in blocks { Self.free(block, to: pool) }
    }

    /// Opens the file of a lower folder that this body still needs, if there is one.
    ///
    /// - Throws: as open(2).
    func openLowerFile() throws(FileSystemError) -> OpenLowerFile? {
        guard case .lower(let content) = base, content.size > 0 else { return nil }
        return try content.file.open()
    }

    /// What quotas count, bytes.
    var chargedBytes: UInt64 { max(size, preallocated) }

    /// What the file takes up, bytes: written blocks, and declared content as if it were stored.
    var allocatedBytes: UInt64 {
        let declared = base.storedSize
        let first = position(of: (declared + UInt64(Self.blockSize) - 1) / UInt64(Self.blockSize))
        var bytes = declared + UInt64(blocks.count - first) * UInt64(Self.blockSize)
        if first == 0, let block = blocks.first {
            bytes = bytes + UInt64(block.capacity) - UInt64(Self.blockSize)
        }
        return max(bytes, preallocated)
    }

    /// The sizes after a change of them: a lesser allocation size truncates, as does a lesser
    /// size, and that takes back what was preallocated (draft-13 7.3 and 7.4).
    func sizes(
        after change: FileAttributes
    ) -> (size: UInt64, preallocated: UInt64, charged: UInt64) {
        let newSize = change.size ?? min(size, change.allocationSize ?? size)
        let kept = newSize < size ? 0 : preallocated
        let newPreallocated = change.allocationSize ?? kept
        return (newSize, newPreallocated, max(newSize, newPreallocated))
    }

    /// Copies bytes at `offset` into `buffer`; returns how many there were.
    ///
    /// - Throws: what reading a lower file does.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int {
        guard offset < size else { return 0 }
        let total = Int(clamping: min(UInt64(buffer.count), size - offset))
        var done = 0
        var index = position(of: offset / UInt64(Self.blockSize))
        while done < total {
            let place = offset + UInt64(done)
            let within = Int(place % UInt64(Self.blockSize))
            var count = total - done
            var source: UnsafeMutableRawPointer?
            if index < blocks.count {
                let block = blocks[index]
                let start = block.number * UInt64(Self.blockSize)
                if start > place {
                    count = Int(clamping: min(UInt64(count), start - place))
                } else if within < block.filled {
                    count = min(count, block.filled - within)
                    source = block.memory + within
                } else {
                    count = min(count, Self.blockSize - within)
                }
                if within + count == Self.blockSize, start <= place { index += 1 }
            }
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count])
            if let source {
                target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: count))
            } else {
                try base.fill(target, at: place)
            }
            done += count
        }
        return total
    }

    /// Stores `bytes` at `offset`, extending the file if needed.
    ///
    /// - Throws: `invalidArgument` beyond the largest size; `noSpace` at the memory limit, with
    ///   the bytes before that point stored; what reading a lower file does.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: UInt64
    ) throws(FileSystemError) {
        _ = try FileLimits.end(of: bytes.count, at: offset)
        var done = 0
        while done < bytes.count {
            let place = offset + UInt64(done)
            let within = Int(place % UInt64(Self.blockSize))
            let count = min(bytes.count - done, Self.blockSize - within)
            let index = try prepareBlock(place / UInt64(Self.blockSize), capacity: within + count)
            try fillGap(in: index, to: within)
            UnsafeMutableRawBufferPointer(start: blocks[index].memory + within, count: count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[done..<done + count]))
            blocks[index].filled = max(blocks[index].filled, within + count)
            done += count
            size = max(size, place + UInt64(count))
        }
    }

    /// Cuts the file, or extends it with a hole.
    ///
    /// - Throws: `invalidArgument` beyond the largest size.
    mutating func resize(to newSize: UInt64) throws(FileSystemError) {
        guard newSize <= FileLimits.size else { throw .invalidArgument }
        if newSize < size {
            preallocated = 0
            base.cut(to: newSize)
            while let block = blocks.last {
                let start = block.number * UInt64(Self.blockSize)
                if start < newSize {
                    let kept = Int(clamping: newSize - start)
                    blocks[blocks.count - 1].filled = min(block.filled, kept)
                    break
                }
                blocks.removeLast()
                Self.free(block, to: pool)
            }
        }
        size = newSize
    }

    /// Index of the first block whose number is not below `number`.
    private func position(of number: UInt64) -> Int {
        // A file without holes before this block: no search.
        if number < UInt64(blocks.count), blocks[Int(number)].number == number {
            return Int(number)
        }
        if let last = blocks.last, last.number < number { return blocks.count }
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = low + (high - low) / 2
            if blocks[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Index of block `number`, made or grown to hold `capacity` bytes.
    private mutating func prepareBlock(
        _ number: UInt64, capacity: Int
    ) throws(FileSystemError) -> Int {
        let index = position(of: number)
        if index < blocks.count, blocks[index].number == number {
            if blocks[index].capacity < capacity {
                let old = blocks[index]
                var grown = try allocate(number, capacity: capacity)
                grown.memory.copyMemory(from: old.memory, byteCount: old.filled)
                grown.filled = old.filled
                blocks[index] = grown
                Self.free(old, to: pool)
            }
            return index
        }
        // Out of order this moves the later blocks' records: 32 bytes for 64 KiB of file each.
        blocks.insert(try allocate(number, capacity: capacity), at: index)
        return index
    }

    private func allocate(_ number: UInt64, capacity: Int) throws(FileSystemError) -> Block {
        guard number == 0, capacity <= Self.largestSmallCapacity else {
            let memory = try pool.takeBlock().address
            return Block(number: number, memory: memory, filled: 0, capacity: Self.blockSize)
        }
        var rounded = Self.smallestCapacity
        while rounded < capacity { rounded *= 2 }
        try pool.reserve(rounded)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: rounded, alignment: 16)
        return Block(number: number, memory: memory, filled: 0, capacity: rounded)
    }

    private static func free(_ block: Block, to pool: BlockPool) {
        if block.capacity == blockSize {
            pool.giveBack(BlockMemory(address: block.memory))
        } else {
            block.memory.deallocate()
            pool.release(block.capacity)
        }
    }

    /// Brings the content before `within` into the block, when a write begins beyond `filled`.
    private mutating func fillGap(in index: Int, to within: Int) throws(FileSystemError) {
        let block = blocks[index]
        guard block.filled < within else { return }
        let gap = UnsafeMutableRawBufferPointer(
            start: block.memory + block.filled, count: within - block.filled)
        try base.fill(gap, at: block.number * UInt64(Self.blockSize) + UInt64(block.filled))
        blocks[index].filled = within
    }
}
