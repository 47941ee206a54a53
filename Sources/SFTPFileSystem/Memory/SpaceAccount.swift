/// What one file, directory or link takes from its owner's quota and from the capacity.
struct Charge: Equatable, Sendable {
    /// Who pays.
    var uid: UInt32
    /// Size in bytes, or the preallocated size where that is greater; 0 for anything but a file.
    var bytes: UInt64
}

/// Counts what each user with a quota, and all together, store.
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
    }

    private let quotas: [UInt32: Quota]
    private let capacity: Quota
    private let state: Locked<State>

    /// Makes an account, or nothing when there is nothing to limit.
    init?(quotas: [UInt32: Quota], capacity: Quota) {
        guard !quotas.isEmpty || capacity != Quota() else { return nil }
        self.quotas = quotas
        self.capacity = capacity
        state = Locked(State(users: quotas.mapValues { _ in Usage() }))
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
                try Self.check(capacity, state.total, from: old, to: new, .noSpace)
            }
            if let old {
                state.total.remove(old)
                state.users[old.uid]?.remove(old)
            }
            if let new {
                state.total.add(new)
                state.users[new.uid]?.add(new)
            }
        }
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

    /// Lets a file grow by `count` bytes, or by as many as there is room for.
    ///
    /// The refusal, where not all were granted, is that of the tighter limit.
    func grow(
        _ uid: UInt32, by count: UInt64
    ) -> (granted: UInt64, refusal: FileSystemError?) {
        state.withLock { state in
            let quota = quotas[uid]?.bytes.map { $0.room(state.users[uid]?.bytes ?? 0) }
            let space = capacity.bytes.map { $0.room(state.total.bytes) }
            let granted = min(count, quota ?? .max, space ?? .max)
            state.total.bytes += UInt128(granted)
            state.users[uid]?.bytes += UInt128(granted)
            guard granted < count else { return (granted, nil) }
            return (granted, granted == quota ? .quotaExceeded : .noSpace)
        }
    }

    /// Takes back what a file was let grow by and did not use.
    func shrink(_ uid: UInt32, by count: UInt64) {
        state.withLock { state in
            state.total.bytes -= UInt128(count)
            state.users[uid]?.bytes -= UInt128(count)
        }
    }

    /// The capacity, and what is left of it and of it and the quota of `uid`; nil is no limit.
    func room(
        for uid: UInt32
    ) -> (capacity: Quota, free: Quota, available: Quota) {
        state.withLock { state in
            let free = capacity.room(state.total)
            guard let quota = quotas[uid], let usage = state.users[uid] else {
                return (capacity, free, free)
            }
            let own = quota.room(usage)
            let available = Quota(
                bytes: Quota.tighter(own.bytes, free.bytes),
                files: Quota.tighter(own.files, free.files))
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
