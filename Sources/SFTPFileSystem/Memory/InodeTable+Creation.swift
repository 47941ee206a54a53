import SFTPWire

/// What the creation of an inode needs to know besides its path.
struct Creation: Sendable {
    /// Explicit attributes; the size is not one of them.
    var attributes: FileAttributes
    /// The owner where the attributes name none.
    var owner: FileOwner
    /// The time to stamp.
    var time: Timestamp
}

extension InodeTable {
    /// Finds or makes a regular file.
    ///
    /// - Throws: as open(2), except for the permissions of an existing file, which it keeps.
    mutating func open(
        _ path: RawSpan, options: OpenOptions, creation: Creation
    ) throws(FileSystemError) -> (node: FileNode, isNew: Bool) {
        let isExclusive = options.isSuperset(of: [.create, .exclusive])
        let location: Location
        do {
            let isKept = isExclusive || options.contains(.noFollow)
            location = try locate(path, lastLink: isKept ? .keep : .follow)
        } catch .notFound where options.contains(.create) && PathRules.endsInSlash(path) {
            throw .isADirectory
        }
        if let inode = location.inode {
            if isExclusive { throw .alreadyExists }
            switch inodes[inode].kind {
            case .file(let node): return (node, false)
            case .directory: throw .isADirectory
            case .special: throw .unsupported
            case .symlink, .free: throw .linkLoop
            }
        }
        guard options.contains(.create) else { throw .notFound }
        if location.hasTrailingSlash { throw .isADirectory }
        try creation.attributes.checkCreation()
        var metadata = Metadata(
            type: FileMode.regular, attributes: creation.attributes,
            defaultMode: FileMode.defaultFile, owner: creation.owner, time: creation.time)
        metadata.quotaFolder = inodes[location.directory].quotaFolder
        let node = try FileNode(
            metadata, .computed(VirtualContent(.zero(size: 0))),
            preallocated: creation.attributes.allocationSize ?? 0, identity: takeIdentity(),
            storage: storage)
        try insert(
            .file(node), metadata: metadata, name: location.newName(in: path),
            into: location.directory, time: creation.time)
        return (node, true)
    }

    /// Makes an empty directory.
    ///
    /// - Throws: as mkdir(2).
    mutating func makeDirectory(_ path: RawSpan, creation: Creation) throws(FileSystemError) {
        let location = try locateNew(path, directoryAllowed: true)
        try creation.attributes.checkCreation()
        let metadata = Metadata(
            type: FileMode.directory, attributes: creation.attributes,
            defaultMode: FileMode.defaultDirectory, owner: creation.owner, time: creation.time)
        try insert(
            .directory, metadata: metadata, name: location.newName(in: path),
            into: location.directory, time: creation.time)
    }

    /// Makes a symbolic link.
    ///
    /// - Throws: as symlink(2).
    mutating func makeSymlink(
        at path: RawSpan, target: RawSpan, creation: Creation
    ) throws(FileSystemError) {
        try PathRules.checkSymlinkTarget(target)
        let location = try locateNew(path, directoryAllowed: false)
        let metadata = Metadata(
            type: FileMode.symlink, attributes: creation.attributes, defaultMode: 0o777,
            owner: creation.owner, time: creation.time)
        try insert(
            .symlink(target.array), metadata: metadata,
            name: location.newName(in: path), into: location.directory, time: creation.time)
    }

    /// Makes another name for a file or a symbolic link; returns the file, if it is one.
    ///
    /// - Throws: as link(2): `permissionDenied` for a directory.
    mutating func makeHardLink(
        at path: RawSpan, existing: RawSpan, time: Timestamp
    ) throws(FileSystemError) -> FileNode? {
        let inode = try self.existing(existing, lastLink: .keep)
        guard !isDirectory(inode) else { throw .permissionDenied }
        let location = try locateNew(path, directoryAllowed: false)
        try requireMovable(inode)
        try requireAdding(to: location.directory)
        let name = location.newName(in: path)
        try storage.pool.reserve(Self.cost(ofName: name))
        attachName(name, of: inode, to: location.directory, time: time)
        return inodes[inode].file
    }

    /// Finds the place of a name that must not exist yet.
    private mutating func locateNew(
        _ path: RawSpan, directoryAllowed: Bool
    ) throws(FileSystemError) -> Location {
        let location = try locate(path, lastLink: .keepName)
        guard location.inode == nil else { throw .alreadyExists }
        guard directoryAllowed || !location.hasTrailingSlash else { throw .notFound }
        return location
    }

    /// Adds an inode and its first name, both or neither.
    mutating func insert(
        _ kind: InodeKind, metadata: Metadata, name: [UInt8], into directory: Int, time: Timestamp
    ) throws(FileSystemError) {
        try requireAdding(to: directory)
        var metadata = metadata
        metadata.quotaFolder = inodes[directory].quotaFolder
        try storage.charge(kind, metadata, name: name)
        let inode = allocate(kind, metadata: metadata)
        attachName(name, of: inode, to: directory, time: time)
    }
}
