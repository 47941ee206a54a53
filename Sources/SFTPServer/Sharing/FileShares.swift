/// How one file is in use: how many handles do and block what, its locks and its deletion.
///
/// Counts in place of a list of handles: opening costs the same however many share the file.
struct FileShares {
    /// How many handles do or block each of the modes.
    private struct Counts {
        private var read: UInt32 = 0
        private var write: UInt32 = 0
        private var delete: UInt32 = 0

        /// The modes that some handle counts for.
        var modes: ShareModes {
            var modes: ShareModes = []
            if read > 0 { modes.insert(.read) }
            if write > 0 { modes.insert(.write) }
            if delete > 0 { modes.insert(.delete) }
            return modes
        }

        /// How many handles count for deleting.
        var deleting: UInt32 { delete }

        mutating func add(_ modes: ShareModes) {
            if modes.contains(.read) { read &+= 1 }
            if modes.contains(.write) { write &+= 1 }
            if modes.contains(.delete) { delete &+= 1 }
        }

        mutating func remove(_ modes: ShareModes) {
            if modes.contains(.read) { read &-= 1 }
            if modes.contains(.write) { write &-= 1 }
            if modes.contains(.delete) { delete &-= 1 }
        }
    }

    /// A file that goes with its last handle (SSH_FXF_DELETE_ON_CLOSE).
    struct Deletion {
        /// Where it is now, links resolved.
        var path: [UInt8]
        /// Whether a handle that deletes on close was closed already.
        var isPending = false
    }

    /// How many handles are open.
    private(set) var openCount = 0
    /// The locks on ranges of bytes.
    private(set) var locks = RangeLocks()
    /// Set while a handle is open, or was, that deletes on close.
    var deletion: Deletion?

    private var access = Counts()
    /// The access of those handles that block something, which advisory blocks bind.
    private var accessOfBlocking = Counts()
    private var mandatory = Counts()
    private var advisory = Counts()

    /// Whether another handle may be opened.
    func refusal(of use: ShareUse) -> SharingRefusal? {
        if deletion?.isPending == true { return .deletePending }
        if !mandatory.modes.isDisjoint(with: use.access) { return .lockConflict }
        guard !use.blocks.isEmpty else { return nil }
        if !advisory.modes.isDisjoint(with: use.access) { return .lockConflict }
        let others = use.isAdvisory ? accessOfBlocking : access
        return others.modes.isDisjoint(with: use.blocks) ? nil : .lockConflict
    }

    /// Counts a handle that was opened.
    mutating func add(_ use: ShareUse) {
        openCount += 1
        access.add(use.access)
        guard !use.blocks.isEmpty else { return }
        accessOfBlocking.add(use.access)
        if use.isAdvisory { advisory.add(use.blocks) } else { mandatory.add(use.blocks) }
    }

    /// Forgets a handle that was closed.
    mutating func remove(_ use: ShareUse) {
        openCount -= 1
        access.remove(use.access)
        guard !use.blocks.isEmpty else { return }
        accessOfBlocking.remove(use.access)
        if use.isAdvisory { advisory.remove(use.blocks) } else { mandatory.remove(use.blocks) }
    }

    /// Grants a byte-range lock; tells whether it did.
    ///
    /// Keeping the file from being deleted binds the whole file, as there are no bytes to it:
    /// it is refused while another handle may delete the file.
    mutating func lock(
        _ lock: RangeLock, _ range: ByteRange?, offset: UInt64, length: UInt64, by use: ShareUse
    ) -> Bool {
        if lock.blocks.contains(.delete) {
            let deleting = lock.isAdvisory ? accessOfBlocking.deleting : access.deleting
            let isCounted =
                use.access.contains(.delete)
                && (!lock.isAdvisory || !use.blocks.isEmpty)
            guard deleting == (isCounted ? 1 : 0) else { return false }
        }
        guard locks.insert(lock, range, offset: offset, length: length) else { return false }
        countDeletion(lock, adding: true)
        return true
    }

    /// Takes back one lock; tells whether there was one.
    mutating func unlock(offset: UInt64, length: UInt64, owner: LockOwner) -> Bool {
        guard let lock = locks.remove(offset: offset, length: length, owner: owner) else {
            return false
        }
        countDeletion(lock, adding: false)
        return true
    }

    /// Takes back all locks of a handle; returns how many there were.
    mutating func unlockAll(of owner: LockOwner) -> Int {
        guard locks.count > 0 else { return 0 }
        let removed = locks.removeAll(of: owner)
        for lock in removed { countDeletion(lock, adding: false) }
        return removed.count
    }

    private mutating func countDeletion(_ lock: RangeLock, adding: Bool) {
        let modes = lock.blocks.intersection(.delete)
        switch (lock.isAdvisory, adding) {
        case (true, true): advisory.add(modes)
        case (true, false): advisory.remove(modes)
        case (false, true): mandatory.add(modes)
        case (false, false): mandatory.remove(modes)
        }
    }
}
