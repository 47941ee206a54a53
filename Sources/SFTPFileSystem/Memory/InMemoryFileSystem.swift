public import SFTPWire

/// A file system in memory: the default backend.
///
/// The owner's permission bits are honoured as if every session were the owner; user, group and
/// access control lists are stored and shown, attribute bits protect as chattr(1) has it.
/// Extended attributes are ignored. Modes are taken as they are given: no umask applies. One
/// short lock guards all names, one more lock each file's bytes.
public final class InMemoryFileSystem: FileSystem {
    /// What can be set when a file system is made.
    public struct Configuration: Sendable {
        /// Most bytes that written content, names and inodes may take together.
        ///
        /// Beyond it changes throw `noSpace`. Content declared in a ``FileTree`` counts for
        /// nothing until it is overwritten.
        public var memoryLimitBytes: UInt64
        /// Most bytes of freed file memory kept for reuse.
        public var retainedBytes: UInt64
        /// What users may store, by uid; who is not listed has no quota.
        ///
        /// All that belongs to a user counts, declared or created; a ``FileTree`` may begin
        /// beyond a quota. Beyond it changes throw `quotaExceeded`.
        public var quotas: [UInt32: Quota]
        /// What may lie in folders, by absolute path without a slash at the end, whoever's it is
        /// and whether the folder is there yet.
        ///
        /// Beyond it changes throw `quotaExceeded`, except for what is moved into it.
        public var folderQuotas: [[UInt8]: Quota]
        /// What all together may store; beyond it changes throw `noSpace`.
        public var capacity: Quota
        /// Whether every change throws `readOnly`.
        public var isReadOnly: Bool
        /// The clock that stamps files; it is called outside all locks, from any thread.
        public var now: @Sendable () -> Timestamp

        /// Makes a configuration; the defaults are 4 GiB, 256 MiB kept, no quotas, writable,
        /// real time.
        public init(
            memoryLimitBytes: UInt64 = 4 << 30, retainedBytes: UInt64 = 256 << 20,
            quotas: [UInt32: Quota] = [:], folderQuotas: [[UInt8]: Quota] = [:],
            capacity: Quota = Quota(), isReadOnly: Bool = false,
            now: @escaping @Sendable () -> Timestamp = SystemClock.now
        ) {
            self.memoryLimitBytes = memoryLimitBytes
            self.retainedBytes = retainedBytes
            self.quotas = quotas
            self.folderQuotas = folderQuotas
            self.capacity = capacity
            self.isReadOnly = isReadOnly
            self.now = now
        }
    }

    /// How it was made.
    public let configuration: Configuration
    let storage: Storage
    let table: Locked<InodeTable>

    /// Makes an empty file system, whose root has mode 0755 and belongs to `owner`.
    public convenience init(
        configuration: Configuration = Configuration(),
        owner: FileOwner = FileOwner(uid: 0, gid: 0)
    ) {
        self.init(configuration: configuration, owner: owner, lower: nil)
    }

    init(configuration: Configuration, owner: FileOwner, lower: LowerFolder?) {
        self.configuration = configuration
        storage = Storage(
            pool: BlockPool(
                limitBytes: configuration.memoryLimitBytes,
                retainedBytes: configuration.retainedBytes),
            account: SpaceAccount(
                quotas: configuration.quotas, folders: FolderQuotas(configuration.folderQuotas),
                capacity: configuration.capacity))
        let root = Metadata(
            type: FileMode.directory, attributes: lower?.rootAttributes ?? FileAttributes(),
            defaultMode: FileMode.defaultDirectory, owner: owner, time: configuration.now())
        table = Locked(InodeTable(root: root, storage: storage, lower: lower))
    }

    func requireWritable() throws(FileSystemError) {
        if configuration.isReadOnly { throw .readOnly }
    }

    /// The absolute path with dots and links resolved.
    public func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try table.withLock { table throws(FileSystemError) in
            let location = try table.locate(path, lastLink: .follow)
            if let inode = location.inode, table.isDirectory(inode) {
                return try table.path(of: inode)
            }
            if let entry = location.entry {
                let name = table.inodes[location.directory].names.entries[entry].name
                return try table.path(of: location.directory, name)
            }
            return try table.path(of: location.directory, location.newName(in: path))
        }
    }

    /// Attributes of what a path names.
    public func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        let found = try table.withLock { table throws(FileSystemError) in
            let inode = try table.existing(path, lastLink: followingSymlinks ? .follow : .keep)
            return table.shown(inode)
        }
        return found.attributes
    }

    /// Which file a path names.
    public func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        try table.withLock { table throws(FileSystemError) in
            let inode = try table.existing(path, lastLink: followingSymlinks ? .follow : .keep)
            return table.identity(of: inode)
        }
    }

    /// Changes the attributes that are present, all or none of them.
    public func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        try requireWritable()
        let time = configuration.now()
        let node = try table.withLock { table throws(FileSystemError) -> FileNode? in
            let inode = try table.existing(path, lastLink: followingSymlinks ? .follow : .keep)
            if let file = table.inodes[inode].file { return file }
            try table.setAttributes(attributes, of: inode, time: time)
            return nil
        }
        try node?.setAttributes(attributes, isOpenForWriting: false, time: time)
    }

    /// Opens or creates a regular file.
    public func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        if !options.isDisjoint(with: [.write, .append, .create, .truncate]) {
            try requireWritable()
        }
        let creation = Creation(attributes: attributes, owner: owner, time: configuration.now())
        let (node, isNew) = try table.withLock { table throws(FileSystemError) in
            try table.open(path, options: options, creation: creation)
        }
        let lowerFile = isNew ? nil : try node.open(options, time: creation.time)
        return InMemoryOpenFile(
            node, lowerFile: lowerFile, options: options, fileSystem: self)
    }

    /// Opens a directory for listing.
    public func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        let time = configuration.now()
        let position = try table.withLock { table throws(FileSystemError) in
            let inode = try table.existing(path, lastLink: .follow)
            guard table.isDirectory(inode) else { throw .notADirectory }
            try table.require(FileMode.ownerRead, on: inode)
            try table.readAll(of: inode)
            table.inodes[inode].metadata.accessTime = time
            return ListingPosition(
                directory: inode, inodeSerial: table.inodes[inode].serial,
                end: table.inodes[inode].names.nextSerial)
        }
        return InMemoryOpenDirectory(position, fileSystem: self)
    }

    /// Space and inode counts; what is available is what the owner of `path` may still store
    /// there.
    public func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        let (owner, folder, file) = try table.withLock { table throws(FileSystemError) in
            let inode = try table.existing(path, lastLink: .follow)
            let folder =
                table.isDirectory(inode)
                ? table.inodes[inode].quotaFolder : table.inodes[inode].metadata.quotaFolder
            return (table.inodes[inode].metadata.uid, folder, table.inodes[inode].file)
        }
        let charge = file?.charge
        return statistics(for: charge?.uid ?? owner, in: charge?.folder ?? folder)
    }
}
