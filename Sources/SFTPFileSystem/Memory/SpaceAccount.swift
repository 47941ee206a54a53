/// What one file, directory or link takes from its owner's quota, from those of the folders it
/// lies in and from the capacity.
struct Charge: Equatable, Sendable {
    /// Who pays.
    var uid: UInt32
    /// The innermost folder with a quota that it lies in.
    var folder: UInt16?
    /// Size in bytes, or the preallocated size where that is greater; 0 for anything but a file.
    var bytes: UInt64

    /// What something with these attributes takes.
    init(_ metadata: Metadata, bytes: UInt64 = 0) {
        uid = metadata.uid
        folder = metadata.quotaFolder
        self.bytes = bytes
    }
}

/// Counts what each user with a quota, each folder with one, and all together, store.
///
/// Unlike ``BlockPool``, which bounds the memory of this process, it goes by the sizes that
/// clients see. There is none in a file system without quotas, which then pays nothing for it.
final class SpaceAccount: Sendable {
    // 128 bits: the sum of many sizes near 2^63 must not overflow.
    fileprivate struct Usage {
        var bytes: UInt128 = 0
        var files: UInt128 = 0
    }

    private struct State {
        var total = Usage()
        /// Of users who have a quota.
        var users: [UInt32: Usage]
        /// Of folders, by number.
        var folders: [Usage]
    }

    /// The folders that have quotas.
    let folders: FolderQuotas
    private let quotas: [UInt32: Quota]
    private let capacity: Quota
    private let state: Locked<State>

    /// Makes an account, or nothing when there is nothing to limit.
    init?(quotas: [UInt32: Quota], folders: FolderQuotas, capacity: Quota) {
        guard !quotas.isEmpty || !folders.isEmpty || capacity != Quota() else { return nil }
        self.quotas = quotas
        self.folders = folders
        self.capacity = capacity
        state = Locked(
            State(
                users: quotas.mapValues { _ in Usage() },
                folders: Array(repeating: Usage(), count: folders.count)))
    }

    /// Replaces the charge of one file by another; nil stands for a file that is not there.
    ///
    /// A charge that does not grow is never refused, so that who is over a quota can make room.
    ///
    /// - Throws: `quotaExceeded`, `noSpace` over the capacity; then nothing has changed. Nothing
    ///   unless `isEnforced`: what a file system starts with may fill it beyond its limits.
    func replace(
        _ old: Charge?, by new: Charge?, isEnforced: Bool = true
    ) throws(FileSystemError) {
        try state.withLock { state throws(FileSystemError) in
            if isEnforced, let new {
                let before = old.flatMap { $0.uid == new.uid ? $0 : nil }
                try Self.check(
                    quotas[new.uid], state.users[new.uid], from: before, to: new, .quotaExceeded)
                // What moves to another folder is not enforced, so the old one is here too.
                for folder in folders.chain(from: new.folder) {
                    try Self.check(
                        folders.quota(of: folder), state.folders[folder], from: old, to: new,
                        .quotaExceeded)
                }
                try Self.check(capacity, state.total, from: old, to: new, .noSpace)
            }
            if let old { update(&state, old) { $0.remove(old) } }
            if let new { update(&state, new) { $0.add(new) } }
        }
    }

    /// Changes every sum that a charge is part of.
    private func update(_ state: inout State, _ charge: Charge, _ change: (inout Usage) -> Void) {
        change(&state.total)
        if var usage = state.users[charge.uid] {
            change(&usage)
            state.users[charge.uid] = usage
        }
        for folder in folders.chain(from: charge.folder) { change(&state.folders[folder]) }
    }

    private static func check(
        _ limit: Quota?, _ usage: Usage?, from old: Charge?, to new: Charge,
        _ refusal: FileSystemError
    ) throws(FileSystemError) {
        guard let limit, let usage else { return }
        let oldBytes = old?.bytes ?? 0
        if let bytes = limit.bytes, new.bytes > oldBytes,
            usage.bytes + UInt128(new.bytes - oldBytes) > UInt128(bytes)
        {
            throw refusal
        }
        if let files = limit.files, old == nil, usage.files >= UInt128(files) { throw refusal }
    }

    /// Lets the file of a charge grow by `count` bytes, or by as many as there is room for.
    ///
    /// The refusal, where not all were granted, is that of the tighter limit.
    func grow(
        _ charge: Charge, by count: UInt64
    ) -> (granted: UInt64, refusal: FileSystemError?) {
        state.withLock { state in
            var quota = quotas[charge.uid]?.bytes.map {
                $0.room(state.users[charge.uid]?.bytes ?? 0)
            }
            for folder in folders.chain(from: charge.folder) {
                let room = folders.quota(of: folder).room(state.folders[folder]).bytes
                quota = Quota.tighter(quota, room)
            }
            let space = capacity.bytes.map { $0.room(state.total.bytes) }
            let granted = min(count, quota ?? .max, space ?? .max)
            update(&state, charge) { $0.bytes += UInt128(granted) }
            guard granted < count else { return (granted, nil) }
            return (granted, granted == quota ? .quotaExceeded : .noSpace)
        }
    }

    /// Takes back what a file was let grow by and did not use.
    func shrink(_ charge: Charge, by count: UInt64) {
        state.withLock { state in
            update(&state, charge) { $0.bytes -= UInt128(count) }
        }
    }

    /// The capacity, and what is left of it and of it and the quotas of `uid` and of a folder;
    /// nil is no limit.
    func room(
        for uid: UInt32, in folder: UInt16?
    ) -> (capacity: Quota, free: Quota, available: Quota) {
        state.withLock { state in
            let free = capacity.room(state.total)
            var available = free
            if let quota = quotas[uid], let usage = state.users[uid] {
                available.tighten(quota.room(usage))
            }
            for folder in folders.chain(from: folder) {
                available.tighten(folders.quota(of: folder).room(state.folders[folder]))
            }
            return (capacity, free, available)
        }
    }
}

extension SpaceAccount.Usage {
    fileprivate mutating func add(_ charge: Charge) {
        bytes += UInt128(charge.bytes)
        files += 1
    }

    fileprivate mutating func remove(_ charge: Charge) {
        bytes -= UInt128(charge.bytes)
        files -= 1
    }
}

extension Quota {
    fileprivate func room(_ usage: SpaceAccount.Usage) -> Quota {
        Quota(
            bytes: bytes.map { $0.room(usage.bytes) }, files: files.map { $0.room(usage.files) })
    }

    /// Takes over what is less in another limit.
    fileprivate mutating func tighten(_ other: Quota) {
        bytes = Quota.tighter(bytes, other.bytes)
        files = Quota.tighter(files, other.files)
    }

    /// The lesser of two limits, either of which may be none.
    static func tighter(_ one: UInt64?, _ other: UInt64?) -> UInt64? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}

extension UInt64 {
    /// What `used` leaves of this limit.
    fileprivate func room(_ used: UInt128) -> UInt64 {
        used < UInt128(self) ? self - UInt64(used) : 0
    }
}
