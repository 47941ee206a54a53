internal import SFTPFileSystem
internal import Synchronization

/// Which files are open, for what, and what their handles keep others from doing: one table for
/// all sessions of a server.
///
/// Opening and closing touch it always, because a later handle may block what an earlier one
/// does (draft-13 section 8.1.1.3). Other requests ask a counter first and go no further while
/// nobody blocks, locks or deletes anything.
final class SharingTable: Sendable {
    /// The files of which the identity leads here; sessions of several event loops take turns.
    private final class Shard: Sendable {
        let files = Mutex<[FileIdentity: FileShares]>([:])
    }

    /// More than there are event loops, so that two rarely meet.
    private static let shardCount = 32

    private let shards: [Shard]
    private let lockLimit: Int
    private let restrictionCount = Atomic<Int>(0)
    private let lockCount = Atomic<Int>(0)
    private let deletionCount = Atomic<Int>(0)

    /// Makes an empty table that grants at most `lockLimit` byte-range locks at a time.
    init(lockLimit: Int) {
        self.lockLimit = lockLimit
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// Whether any handle blocks, locks or is about to delete anything.
    var isRestricting: Bool { restrictionCount.load(ordering: .relaxed) > 0 }

    /// Whether there are byte-range locks.
    var hasLocks: Bool { lockCount.load(ordering: .relaxed) > 0 }

    /// Whether some file is to be deleted at a close.
    var hasDeletions: Bool { deletionCount.load(ordering: .relaxed) > 0 }

    /// How many files are open, for tests of leaks.
    var openFileCount: Int {
        shards.reduce(0) { $0 + $1.files.withLock { $0.count } }
    }

    /// Counts a handle that is open or about to be.
    ///
    /// - Throws: when it does not go together with another handle; then nothing is counted.
    func add(_ use: ShareUse, to identity: FileIdentity) throws(SharingRefusal) {
        try shard(of: identity).files.withLock { files throws(SharingRefusal) in
            if let refusal = files[identity]?.refusal(of: use) { throw refusal }
            files[identity, default: FileShares()].add(use)
        }
        if !use.blocks.isEmpty { restrictionCount.wrappingAdd(1, ordering: .relaxed) }
    }

    /// Says where the file of a handle that deletes on close is; the handle was added.
    func expectDeletion(of identity: FileIdentity, at path: [UInt8]) {
        let isNew = shard(of: identity).files.withLock { files in
            guard let shares = files[identity], shares.deletion == nil else { return false }
            files[identity]?.deletion = FileShares.Deletion(path: path)
            return true
        }
        if isNew { countDeletions(1) }
    }

    /// Forgets a handle that was counted before its file was opened, and then was not; returns
    /// the path of the file when it is to go now, because it kept others from deleting it.
    func withdraw(_ use: ShareUse, from identity: FileIdentity) -> [UInt8]? {
        var use = use
        use.deletesOnClose = false
        return remove(use, owner: nil, from: identity)
    }

    /// Forgets a handle and the locks of `owner`; returns the path of the file when it is to go
    /// now.
    func remove(_ use: ShareUse, owner: LockOwner?, from identity: FileIdentity) -> [UInt8]? {
        let (deletion, unlocked) = shard(of: identity).files.withLock { files in
            guard var shares = files.removeValue(forKey: identity) else {
                return (FileShares.Deletion?.none, 0)
            }
            let unlocked = owner.map { shares.unlockAll(of: $0) } ?? 0
            shares.remove(use)
            if use.deletesOnClose { shares.deletion?.isPending = true }
            guard shares.openCount > 0 else { return (shares.deletion, unlocked) }
            files[identity] = shares
            return (nil, unlocked)
        }
        if deletion != nil { countDeletions(-1) }
        if unlocked > 0 { countLocks(-unlocked) }
        if !use.blocks.isEmpty { restrictionCount.wrappingSubtract(1, ordering: .relaxed) }
        guard let deletion, deletion.isPending else { return nil }
        return deletion.path
    }

    /// Says why a file may not be used so by a request that opens no handle; nil when it may.
    func refusal(of access: ShareModes, on identity: FileIdentity) -> SharingRefusal? {
        shard(of: identity).files.withLock {
            $0[identity]?.refusal(of: ShareUse(access: access))
        }
    }

    /// Grants a byte-range lock to a handle whose use was added; tells whether it did.
    func lock(
        _ lock: RangeLock, _ range: ByteRange?, offset: UInt64, length: UInt64,
        by use: ShareUse, on identity: FileIdentity
    ) -> Bool {
        guard lockCount.load(ordering: .relaxed) < lockLimit else { return false }
        let isGranted = shard(of: identity).files.withLock {
            $0[identity]?.lock(lock, range, offset: offset, length: length, by: use) ?? false
        }
        if isGranted { countLocks(1) }
        return isGranted
    }

    /// Takes back the lock a handle was granted for this offset and length; tells whether there
    /// was one.
    func unlock(
        offset: UInt64, length: UInt64, owner: LockOwner, on identity: FileIdentity
    ) -> Bool {
        let wasLocked = shard(of: identity).files.withLock {
            $0[identity]?.unlock(offset: offset, length: length, owner: owner) ?? false
        }
        if wasLocked { countLocks(-1) }
        return wasLocked
    }

    /// Whether a mandatory lock of another handle keeps `owner` from doing `mode` in `range`.
    func forbids(
        _ mode: ShareModes, in range: ByteRange, of identity: FileIdentity, to owner: LockOwner?
    ) -> Bool {
        shard(of: identity).files.withLock {
            $0[identity]?.locks.forbids(mode, in: range, to: owner) ?? false
        }
    }

    /// Follows a rename, so that what is deleted at a close is found then.
    func moved(from old: [UInt8], to new: [UInt8]) {
        let slash = UInt8(ascii: "/")
        for shard in shards {
            shard.files.withLock { files in
                let moving = files.filter { _, shares in
                    guard let path = shares.deletion?.path, path.starts(with: old) else {
                        return false
                    }
                    return path.count == old.count || path[old.count] == slash
                }
                for (identity, shares) in moving {
                    guard let path = shares.deletion?.path else { continue }
                    files[identity]?.deletion?.path = new + path[old.count...]
                }
            }
        }
    }

    private func countLocks(_ change: Int) {
        lockCount.wrappingAdd(change, ordering: .relaxed)
        restrictionCount.wrappingAdd(change, ordering: .relaxed)
    }

    private func countDeletions(_ change: Int) {
        deletionCount.wrappingAdd(change, ordering: .relaxed)
        restrictionCount.wrappingAdd(change, ordering: .relaxed)
    }

    private func shard(of identity: FileIdentity) -> Shard {
        // Inode numbers are given out one after the other.
        shards[Int(truncatingIfNeeded: identity.inode % UInt64(Self.shardCount))]
    }
}
