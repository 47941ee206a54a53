import SFTPWire
import Synchronization

/// One regular file; it lives as long as a name or an open handle refers to it.
///
/// Its mutex is never taken while the tree's is held, so a long copy holds up nobody but other
/// users of the same file.
final class FileNode: Sendable {
    private struct State: ~Copyable {
        var metadata: Metadata
        var body: FileBody

        /// What the owner pays for.
        var charge: Charge { Charge(metadata, bytes: body.chargedBytes) }
    }

    /// Which file this is.
    let identity: FileIdentity
    /// How many names it has; changed while the tree's lock is held.
    let linkCount = Atomic<UInt32>(0)
    /// A copy of the attribute bits, for those who hold the tree's lock.
    private let shownBits: Atomic<UInt32>
    private let storage: Storage
    private let state: Locked<State>

    /// Makes a file over `base` and accounts for it.
    ///
    /// - Throws: `noSpace`; `quotaExceeded`, unless the file `isGiven` by a tree or a lower
    ///   folder.
    init(
        _ metadata: Metadata, _ base: FileBase, preallocated: UInt64 = 0,
        identity: FileIdentity, storage: Storage, isGiven: Bool = false
    ) throws(FileSystemError) {
        try storage.checkPreallocation(preallocated)
        try storage.resizeAttributes(from: 0, to: metadata.extraBytes)
        let charge = Charge(metadata, bytes: max(base.size, preallocated))
        do {
            try storage.account?.replace(nil, by: charge, isEnforced: !isGiven)
        } catch {
            storage.pool.release(metadata.extraBytes)
            throw error
        }
        self.identity = identity
        self.storage = storage
        shownBits = Atomic(metadata.bits.rawValue)
        state = Locked(
            State(
                metadata: metadata,
                body: FileBody(base, preallocated: preallocated, pool: storage.pool)))
    }

    deinit {
        state.withLock { state in
            storage.discharge(state.metadata, bytes: state.body.chargedBytes)
        }
    }

    /// The attribute bits.
    var bits: AttributeBits { AttributeBits(rawValue: shownBits.load(ordering: .relaxed)) }

    /// The attributes to show.
    var attributes: FileAttributes {
        let linkCount = linkCount.load(ordering: .relaxed)
        return state.withLock { state in
            state.metadata.attributes(
                size: state.body.size, allocationSize: state.body.allocatedBytes,
                linkCount: linkCount)
        }
    }

    /// Checks what the owner and the attribute bits allow and empties the file, as open(2) does.
    ///
    /// Returns the lower file that the handle needs, if there is one, to keep open with it.
    ///
    /// - Throws: `permissionDenied`; `invalidArgument` for writing an append-only file without
    ///   appending (draft-13 7.9); what opening the lower file does.
    func open(
        _ options: OpenOptions, time: Timestamp
    ) throws(FileSystemError) -> OpenLowerFile? {
        var needed: UInt32 = 0
        if options.contains(.read) { needed |= FileMode.ownerRead }
        if !options.isDisjoint(with: [.write, .truncate]) { needed |= FileMode.ownerWrite }
        let isChange = needed & FileMode.ownerWrite != 0
        return try state.withLock { state throws(FileSystemError) in
            guard state.metadata.allows(needed) else { throw .permissionDenied }
            if isChange { try Self.checkWriting(options, state.metadata.bits) }
            guard options.contains(.truncate) else { return try state.body.openLowerFile() }
            let old = state.charge
            try state.body.resize(to: 0)
            state.metadata.noteModification(time)
            try storage.account?.replace(old, by: state.charge)
            return nil
        }
    }

    private static func checkWriting(
        _ options: OpenOptions, _ bits: AttributeBits
    ) throws(FileSystemError) {
        guard bits.isDisjoint(with: [.readOnly, .immutable]) else { throw .permissionDenied }
        guard bits.contains(.appendOnly) else { return }
        if options.contains(.truncate) { throw .permissionDenied }
        guard options.contains(.append) else { throw .invalidArgument }
    }

    /// Copies bytes at `offset` into `buffer`; returns how many there were.
    ///
    /// - Throws: what reading a lower file does.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer, time: Timestamp
    ) throws(FileSystemError) -> Int {
        try state.withLock { state throws(FileSystemError) in
            state.metadata.accessTime = time
            return try state.body.read(at: offset, into: buffer)
        }
    }

    /// Stores `bytes` at `offset`, or at the end.
    ///
    /// - Throws: `invalidArgument`; `permissionDenied` for an immutable file; `noSpace` and
    ///   `quotaExceeded`, with the bytes that had room stored.
    func write(
        _ bytes: RawSpan, at offset: UInt64, appending: Bool, time: Timestamp
    ) throws(FileSystemError) {
        try state.withLock { state throws(FileSystemError) in
            if state.metadata.bits.contains(.immutable) { throw .permissionDenied }
            guard bytes.byteCount > 0 else { return }
            state.metadata.noteModification(time)
            let place = appending ? state.body.size : offset
            try bytes.withUnsafeBytes { bytes throws(FileSystemError) in
                if let account = storage.account {
                    try Self.write(bytes, at: place, to: &state, within: account)
                } else {
                    try state.body.write(bytes, at: place)
                }
            }
        }
    }

    /// Stores as many of `bytes` as the account has room for.
    private static func write(
        _ bytes: UnsafeRawBufferPointer, at place: UInt64, to state: inout State,
        within account: SpaceAccount
    ) throws(FileSystemError) {
        let end = try FileLimits.end(of: bytes.count, at: place)
        let paid = state.charge
        guard end > paid.bytes else { return try state.body.write(bytes, at: place) }
        let (granted, refusal) = account.grow(paid, by: end - paid.bytes)
        let limit = paid.bytes + granted
        let room = limit > place ? Int(clamping: limit - place) : 0
        // A hole with no room for a byte behind it, or what memory had no room for.
        defer { account.shrink(paid, by: limit - state.body.chargedBytes) }
        try state.body.write(UnsafeRawBufferPointer(rebasing: bytes[..<room]), at: place)
        if let refusal { throw refusal }
    }

    /// Changes the attributes that are present, all or none of them.
    ///
    /// - Throws: `invalidArgument`, `unsupported`, `noSpace`, `quotaExceeded`;
    ///   `permissionDenied` where the attribute bits forbid it, or when a size is to change
    ///   without the owner's write permission and `isOpenForWriting` is false.
    func setAttributes(
        _ attributes: FileAttributes, isOpenForWriting: Bool, time: Timestamp
    ) throws(FileSystemError) {
        try attributes.checkChange()
        try attributes.checkBits()
        try state.withLock { state throws(FileSystemError) in
            if !state.metadata.bits.isDisjoint(with: .fixed), attributes.changesMoreThanBits {
                throw .permissionDenied
            }
            if attributes.isResizing, !isOpenForWriting {
                guard state.metadata.allows(FileMode.ownerWrite),
                    !state.metadata.bits.contains(.readOnly)
                else { throw .permissionDenied }
            }
            var changed = state.metadata
            changed.apply(attributes, time: time)
            let sizes = state.body.sizes(after: attributes)
            try storage.checkPreallocation(sizes.preallocated)
            try storage.pay(
                for: changed, bytes: sizes.charged, insteadOf: state.metadata,
                bytes: state.body.chargedBytes)
            try state.body.resize(to: sizes.size)
            state.body.preallocated = sizes.preallocated
            if attributes.isResizing, attributes.modifyTime == nil { changed.modifyTime = time }
            state.metadata = changed
            shownBits.store(changed.bits.rawValue, ordering: .relaxed)
        }
    }

    /// What its owner and the folders it lies in pay for.
    var charge: Charge { state.withLock { $0.charge } }

    /// Counts it in another folder with a quota, or in none; what is moved is not refused.
    func move(toQuotaFolder number: UInt16?) {
        state.withLock { state in
            let old = state.charge
            state.metadata.quotaFolder = number
            try? storage.account?.replace(old, by: state.charge, isEnforced: false)
        }
    }

    /// Notes that a name was made, moved or removed, as link(2), rename(2) and unlink(2) do.
    func noteNameChange(_ time: Timestamp) {
        state.withLock { $0.metadata.changeTime = time }
    }
}
