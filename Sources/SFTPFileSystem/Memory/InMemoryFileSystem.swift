public import SFTPWire

/// A file system in memory: the default backend.
///
/// The owner's permission bits are honoured as if every session were the owner; user and group
/// are stored and shown. Extended attributes are ignored. Modes are taken as they are given: no
/// umask applies. One short lock guards all names, one more lock each file's bytes.
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
        /// Whether every change throws `readOnly`.
        public var isReadOnly: Bool
        /// The clock that stamps files; it is called outside all locks, from any thread.
        public var now: @Sendable () -> Timestamp

        /// Makes a configuration; the defaults are 4 GiB, 256 MiB kept, writable, real time.
        public init(
            memoryLimitBytes: UInt64 = 4 << 30, retainedBytes: UInt64 = 256 << 20,
            isReadOnly: Bool = false, now: @escaping @Sendable () -> Timestamp = SystemClock.now
        ) {
            self.memoryLimitBytes = memoryLimitBytes
            self.retainedBytes = retainedBytes
            self.isReadOnly = isReadOnly
            self.now = now
        }
    }

    /// How it was made.
    public let configuration: Configuration
    let pool: BlockPool
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
        pool = BlockPool(
            limitBytes: configuration.memoryLimitBytes, retainedBytes: configuration.retainedBytes)
        let root = Metadata(
            type: FileMode.directory, attributes: lower?.rootAttributes ?? FileAttributes(),
            defaultMode: FileMode.defaultDirectory, owner: owner, time: configuration.now())
        table = Locked(InodeTable(root: root, pool: pool, lower: lower))
    }

    func requireWritable() throws(FileSystemError) {
        if configuration.isReadOnly { throw .readOnly }
    }

    /// The absolute path with dots and links resolved.
    public func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try table.withLock { table throws(FileSystemError) in
            let location = try table.locate(path, lastLink: .follow)
            if let inode = location.inode, table.isDirectory(inode) {
                let path = table.path(of: inode)
                return path.isEmpty ? [UInt8(ascii: "/")] : path
            }
            var result = table.path(of: location.directory)
            result.append(UInt8(ascii: "/"))
            if let entry = location.entry {
                result += table.inodes[location.directory].names.entries[entry].name
            } else {
                result += location.newName(in: path)
            }
            return result
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
            switch table.inodes[inode].kind {
            case .file(let node): return node
            case .directory:
                if attributes.size != nil { throw .isADirectory }
            case .special:
                if attributes.size != nil { throw .invalidArgument }
            case .symlink, .free:
                if attributes.size != nil { throw .invalidArgument }
                if attributes.permissions != nil { throw .unsupported }
            }
            try attributes.checkRanges()
            table.inodes[inode].metadata.apply(attributes)
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

    /// Space and inode counts under the memory limit.
    public func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        _ = try table.withLock { table throws(FileSystemError) in
            try table.existing(path, lastLink: .follow)
        }
        return statistics()
    }

    /// Counts in pages of 4 KiB; every inode could take the smallest cost.
    func statistics() -> FileSystemStatistics {
        let pageBytes: UInt64 = 4_096
        let inodeBytes = UInt64(InodeTable.inodeCost + InodeTable.nameCost)
        let free = pool.limitBytes - min(pool.usedBytes, pool.limitBytes)
        let inodes = UInt64(table.withLock { $0.inodeCount })
        return FileSystemStatistics(
            blockSize: pageBytes, fragmentSize: pageBytes, blocks: pool.limitBytes / pageBytes,
            freeBlocks: free / pageBytes, availableBlocks: free / pageBytes,
            files: inodes + free / inodeBytes, freeFiles: free / inodeBytes,
            availableFiles: free / inodeBytes, identifier: 0,
            flags: configuration.isReadOnly ? 1 : 0,
            maximumNameLength: UInt64(PathLimits.nameLength))
    }
}
