/// What all files of an in-memory file system store into, and what limits them.
struct Storage: Sendable {
    /// The memory of file content and the accounting of all memory.
    let pool: BlockPool
    /// The quotas, when there are any.
    let account: SpaceAccount?

    /// Accounts for the memory of attributes that went from `old` to `new` bytes.
    ///
    /// - Throws: `noSpace` over the limit.
    func resizeAttributes(from old: Int, to new: Int) throws(FileSystemError) {
        if new > old { try pool.reserve(new - old) }
        if new < old { pool.release(old - new) }
    }

    /// Accounts for a new inode and its first name; a file accounts for its own part itself.
    ///
    /// - Throws: `noSpace`, `quotaExceeded` where it `isEnforced`; then nothing is accounted for.
    func charge(
        _ kind: InodeKind, _ metadata: Metadata, name: [UInt8], isEnforced: Bool = true
    ) throws(FileSystemError) {
        let nameCost = InodeTable.cost(of: kind) + InodeTable.cost(ofName: name)
        if case .file = kind { return try pool.reserve(nameCost) }
        let cost = nameCost + metadata.extraBytes
        try pool.reserve(cost)
        do {
            try account?.replace(
                nil, by: Charge(metadata), isEnforced: isEnforced)
        } catch {
            pool.release(cost)
            throw error
        }
    }

    /// Checks that a preallocated size could be filled.
    ///
    /// - Throws: `noSpace`.
    func checkPreallocation(_ size: UInt64) throws(FileSystemError) {
        if size > pool.limitBytes { throw .noSpace }
    }

    /// Accounts for new attributes and a new size in place of old ones.
    ///
    /// - Throws: `noSpace`, `quotaExceeded` where it `isEnforced`; then nothing has changed.
    func pay(
        for new: Metadata, bytes: UInt64 = 0, insteadOf old: Metadata, bytes oldBytes: UInt64 = 0,
        isEnforced: Bool = true
    ) throws(FileSystemError) {
        let paid = Charge(old, bytes: oldBytes)
        let due = Charge(new, bytes: bytes)
        try account?.replace(paid, by: due, isEnforced: isEnforced)
        do {
            try resizeAttributes(from: old.extraBytes, to: new.extraBytes)
        } catch {
            try account?.replace(due, by: paid, isEnforced: false)
            throw error
        }
    }

    /// Ends the accounting for something of `bytes` with these attributes.
    func discharge(_ metadata: Metadata, bytes: UInt64) {
        pool.release(metadata.extraBytes)
        // What gives back only is never refused.
        try? account?.replace(Charge(metadata, bytes: bytes), by: nil)
    }
}
