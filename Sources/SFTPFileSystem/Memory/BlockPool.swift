import Glibc

/// One block of file memory of ``BlockPool/blockSize`` bytes, its content undefined.
///
/// Unchecked because a pointer is not Sendable by itself. Safe: a block belongs to one owner at
/// a time (the pool's lists, or one ``FileBody``), and each owner is guarded by its own mutex.
struct BlockMemory: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
}

/// Accounts for all memory of one in-memory file system and recycles its file blocks.
///
/// The first touch of fresh memory costs more than the copy into it (29 % of the time of an
/// upload when every page faults), so blocks are reused, and fresh ones are cut from chunks that
/// ask the kernel for huge pages: 512 times fewer faults.
final class BlockPool: Sendable {
    /// Bytes of a block.
    static let blockSize = 65_536
    private static let hugePageSize = 2 << 20
    private static let chunkSize = 32 << 20

    private struct Mapping: @unchecked Sendable {
        // Safe: only the pool's mutex-guarded state holds it, and only deinit unmaps it.
        let address: UnsafeMutableRawPointer
        let length: Int
    }

    private struct State {
        var usedBytes: UInt64 = 0
        /// Free blocks whose memory is still there; taken first.
        var warm: [BlockMemory] = []
        /// Free blocks whose memory went back to the kernel.
        var cold: [BlockMemory] = []
        var mappings: [Mapping] = []
        /// The part of the newest chunk that was never used.
        var fresh: BlockMemory?
        var freshCount = 0
    }

    /// Most bytes that files, names and inodes may take together.
    let limitBytes: UInt64
    private let warmLimit: Int
    private let state = Locked(State())

    /// Makes an empty pool that keeps at most `retainedBytes` of freed blocks for reuse.
    init(limitBytes: UInt64, retainedBytes: UInt64) {
        self.limitBytes = limitBytes
        warmLimit = Int(clamping: retainedBytes / UInt64(Self.blockSize))
    }

    deinit {
        // No FileBody is left: each one keeps the pool alive until it has given its blocks back.
        state.withLock { state in
            for mapping in state.mappings { munmap(mapping.address, mapping.length) }
        }
    }

    /// Bytes accounted for at present.
    var usedBytes: UInt64 { state.withLock { $0.usedBytes } }

    /// Free blocks that still hold memory.
    var warmBlockCount: Int { state.withLock { $0.warm.count } }

    /// Accounts for `count` bytes allocated elsewhere.
    ///
    /// - Throws: `noSpace` over the limit.
    func reserve(_ count: Int) throws(FileSystemError) {
        try state.withLock { state throws(FileSystemError) in
            try reserve(count, in: &state)
        }
    }

    /// Ends the accounting of `count` bytes.
    func release(_ count: Int) {
        state.withLock { $0.usedBytes -= UInt64(count) }
    }

    /// Hands out a block and accounts for it.
    ///
    /// - Throws: `noSpace` over the limit, or when the kernel has no memory.
    func takeBlock() throws(FileSystemError) -> BlockMemory {
        try state.withLock { state throws(FileSystemError) in
            try reserve(Self.blockSize, in: &state)
            if let block = state.warm.popLast() ?? state.cold.popLast() { return block }
            if state.freshCount == 0, !mapChunk(in: &state) {
                state.usedBytes -= UInt64(Self.blockSize)
                throw .noSpace
            }
            guard let block = state.fresh else { throw .noSpace }
            state.fresh = BlockMemory(address: block.address + Self.blockSize)
            state.freshCount -= 1
            return block
        }
    }

    /// Takes a block back.
    func giveBack(_ block: BlockMemory) {
        state.withLock { state in
            state.usedBytes -= UInt64(Self.blockSize)
            if state.warm.count < warmLimit {
                state.warm.append(block)
            } else {
                madvise(block.address, Self.blockSize, MADV_DONTNEED)
                state.cold.append(block)
            }
        }
    }

    private func reserve(_ count: Int, in state: inout State) throws(FileSystemError) {
        let (used, overflow) = state.usedBytes.addingReportingOverflow(UInt64(count))
        guard !overflow, used <= limitBytes else { throw .noSpace }
        state.usedBytes = used
    }

    /// Maps a chunk that begins at a huge-page boundary; untouched, it costs addresses only.
    private func mapChunk(in state: inout State) -> Bool {
        let length = Self.chunkSize + Self.hugePageSize
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let mapped = mmap(nil, length, PROT_READ | PROT_WRITE, flags, -1, 0),
            mapped != MAP_FAILED
        else { return false }
        state.mappings.append(Mapping(address: mapped, length: length))
        let start = mapped.alignedUp(toMultipleOf: Self.hugePageSize)
        madvise(start, Self.chunkSize, MADV_HUGEPAGE)
        state.fresh = BlockMemory(address: start)
        state.freshCount = Self.chunkSize / Self.blockSize
        return true
    }
}
