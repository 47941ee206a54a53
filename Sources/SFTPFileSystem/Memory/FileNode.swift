import SFTPWire

/// Owner, permissions and times of one inode.
struct Metadata: Sendable {
    /// Type and permission bits.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    var accessTime: Timestamp
    var modifyTime: Timestamp

    /// Metadata of something new; explicit attributes win over the owner and `time`.
    init(
        type: UInt32, attributes: FileAttributes, defaultMode: UInt32, owner: FileOwner,
        time: Timestamp
    ) {
        let permissions = attributes.permissions ?? defaultMode
        mode = type | (permissions & FileMode.permissionMask)
        uid = attributes.uid ?? owner.uid
        gid = attributes.gid ?? owner.gid
        accessTime = attributes.accessTime ?? time
        modifyTime = attributes.modifyTime ?? time
    }

    /// Whether the owner's bits allow all of `access`, bits of the owner class.
    func allows(_ access: UInt32) -> Bool { mode & access == access }

    /// Changes what is present, except the size.
    mutating func apply(_ attributes: FileAttributes) {
        if let permissions = attributes.permissions {
            mode = (mode & FileMode.typeMask) | (permissions & FileMode.permissionMask)
        }
        uid = attributes.uid ?? uid
        gid = attributes.gid ?? gid
        accessTime = attributes.accessTime ?? accessTime
        modifyTime = attributes.modifyTime ?? modifyTime
    }

    /// The attributes to show.
    func attributes(size: UInt64) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.size = size
        attributes.uid = uid
        attributes.gid = gid
        attributes.permissions = mode
        attributes.accessTime = accessTime
        attributes.modifyTime = modifyTime
        return attributes
    }
}

/// One regular file; it lives as long as a name or an open handle refers to it.
///
/// Its mutex is never taken while the tree's is held, so a long copy holds up nobody but other
/// users of the same file.
final class FileNode: Sendable {
    private struct State: ~Copyable {
        var metadata: Metadata
        var body: FileBody
    }

    /// Which file this is.
    let identity: FileIdentity
    /// What it is in the lower folder, where it has several names.
    let lowerIdentity: FileIdentity?
    private let state: Locked<State>

    /// Makes a file.
    init(_ metadata: Metadata, content: FileContent, identity: FileIdentity, pool: BlockPool) {
        self.identity = identity
        lowerIdentity = nil
        state = Locked(State(metadata: metadata, body: FileBody(content, pool: pool)))
    }

    /// Makes a file over one of a lower folder; `lowerIdentity` if that has several names.
    init(
        _ metadata: Metadata, over content: LowerContent, lowerIdentity: FileIdentity?,
        identity: FileIdentity, pool: BlockPool
    ) {
        self.identity = identity
        self.lowerIdentity = lowerIdentity
        state = Locked(State(metadata: metadata, body: FileBody(.lower(content), pool: pool)))
    }

    /// The attributes to show.
    var attributes: FileAttributes {
        state.withLock { $0.metadata.attributes(size: $0.body.size) }
    }

    /// Checks the owner's permission and empties the file, as open(2) does.
    ///
    /// Returns the lower file that the handle needs, if there is one, to keep open with it.
    ///
    /// - Throws: `permissionDenied`, and what opening the lower file does.
    func open(
        _ options: OpenOptions, time: Timestamp
    ) throws(FileSystemError) -> OpenLowerFile? {
        var needed: UInt32 = 0
        if options.contains(.read) { needed |= FileMode.ownerRead }
        if !options.isDisjoint(with: [.write, .truncate]) { needed |= FileMode.ownerWrite }
        return try state.withLock { state throws(FileSystemError) in
            guard state.metadata.allows(needed) else { throw .permissionDenied }
            guard options.contains(.truncate) else { return try state.body.openLowerFile() }
            try state.body.resize(to: 0)
            state.metadata.modifyTime = time
            return nil
        }
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
    /// - Throws: `invalidArgument`, `noSpace`.
    func write(
        _ bytes: RawSpan, at offset: UInt64, appending: Bool, time: Timestamp
    ) throws(FileSystemError) {
        try state.withLock { state throws(FileSystemError) in
            state.metadata.modifyTime = time
            let place = appending ? state.body.size : offset
            try bytes.withUnsafeBytes { bytes throws(FileSystemError) in
                try state.body.write(bytes, at: place)
            }
        }
    }

    /// Changes the attributes that are present, all or none of them.
    ///
    /// - Throws: `invalidArgument`; `permissionDenied` when the size is to change without the
    ///   owner's write permission and `isOpenForWriting` is false.
    func setAttributes(
        _ attributes: FileAttributes, isOpenForWriting: Bool, time: Timestamp
    ) throws(FileSystemError) {
        try attributes.checkRanges()
        try state.withLock { state throws(FileSystemError) in
            if let size = attributes.size {
                guard isOpenForWriting || state.metadata.allows(FileMode.ownerWrite)
                else { throw .permissionDenied }
                try state.body.resize(to: size)
                state.metadata.modifyTime = time
            }
            state.metadata.apply(attributes)
        }
    }
}
