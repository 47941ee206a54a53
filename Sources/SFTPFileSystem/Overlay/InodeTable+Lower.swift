import SFTPWire

/// The folder below a directory of an overlay, as long as the directory has not taken over all
/// of its names.
struct UnreadFolder: Sendable {
    /// Its path in the lower folder, empty for the root; it stays when the directory is moved.
    let path: [UInt8]
    /// Names that were removed or moved away and must not come up again.
    var hidden: Set<[UInt8]> = []
}

// A name of the lower folder becomes an inode when it is first asked for, and all names of a
// folder do when it is listed or must be empty. From then on it is an inode as any other: moves,
// second names, open handles and identities need nothing more. Only the bytes of a file stay
// where they are, below the blocks that are written over them.
extension InodeTable {
    /// Index of the entry called `name` in a directory.
    ///
    /// - Throws: as stat(2) on the lower folder; `noSpace` at the memory limit.
    mutating func find(
        _ name: RawSpan, in directory: Int
    ) throws(FileSystemError) -> Int? {
        if let entry = inodes[directory].names.find(name) { return entry }
        guard let lower, let unread = inodes[directory].unread else { return nil }
        let text = name.array
        guard !unread.hidden.contains(text),
            let found = try lower.entry(text, in: unread.path)
        else { return nil }
        try adopt(found, name: text, into: directory, path: unread.path, of: lower)
        return inodes[directory].names.find(name)
    }

    /// Takes over all names a directory's folder still has.
    ///
    /// - Throws: as readdir(3) on the lower folder; `noSpace` at the memory limit.
    mutating func readAll(of directory: Int) throws(FileSystemError) {
        guard let lower, let unread = inodes[directory].unread else { return }
        try lower.forEachEntry(in: unread.path) { name, found throws(FileSystemError) in
            guard !unread.hidden.contains(name),
                inodes[directory].names.find(name.span.bytes) == nil
            else { return }
            try adopt(found, name: name, into: directory, path: unread.path, of: lower)
        }
        for name in unread.hidden { storage.pool.release(Self.cost(ofName: name)) }
        inodes[directory].unread = nil
        // Some file systems do not count the folders in a folder.
        let folders = inodes[directory].names.entries.count { entry in
            entry.inode >= 0 && isDirectory(entry.inode)
        }
        inodes[directory].linkCount = 2 + UInt32(clamping: folders)
    }

    /// Whether a directory has no names, those of its lower folder included.
    ///
    /// - Throws: as `readAll`.
    mutating func isEmpty(_ directory: Int) throws(FileSystemError) -> Bool {
        guard inodes[directory].names.count == 0 else { return false }
        try readAll(of: directory)
        return inodes[directory].names.count == 0
    }

    /// Notes that a name which is being removed must not come up again from below.
    ///
    /// False when there is nothing to note; else the cost of the name stays accounted for.
    mutating func hide(_ name: [UInt8], in directory: Int) -> Bool {
        inodes[directory].unread?.hidden.insert(name).inserted ?? false
    }

    /// Makes an inode of what the lower folder has under a name; times and counts of the
    /// directory stay as they are on the disk.
    private mutating func adopt(
        _ found: LowerEntry, name: [UInt8], into directory: Int, path: [UInt8],
        of lower: LowerFolder
    ) throws(FileSystemError) {
        let type = (found.attributes.permissions ?? 0) & FileMode.typeMask
        let shared = found.linkCount > 1 && type != FileMode.directory ? found.identity : nil
        if let shared, let known = sharedInodes[shared] {
            try storage.pool.reserve(Self.cost(ofName: name))
            inodes[directory].names.append(name, inode: known)
            return
        }
        var metadata = Metadata(
            type: type, attributes: found.attributes, defaultMode: 0,
            owner: FileOwner(uid: 0, gid: 0), time: found.attributes.ctime ?? Timestamp(seconds: 0))
        metadata.quotaFolder = inodes[directory].quotaFolder
        let path = path + [UInt8(ascii: "/")] + name
        let kind: InodeKind
        switch (type, found.target) {
        case (FileMode.directory, _): kind = .directory
        case (FileMode.symlink, let target?): kind = .symlink(target)
        case (FileMode.regular, _):
            let content = LowerContent(
                file: LowerFile(lower, path: path, identity: found.identity),
                size: found.attributes.size ?? 0)
            kind = .file(
                try FileNode(
                    metadata, .lower(content), identity: takeIdentity(), storage: storage,
                    isGiven: true))
        default: kind = .special
        }
        try storage.charge(kind, metadata, name: name, isEnforced: false)
        let number = allocate(kind, metadata: metadata)
        inodes[directory].names.append(name, inode: number)
        inodes[number].linkCount = found.linkCount
        if case .directory = kind {
            inodes[number].linkCount = max(2, found.linkCount)
            inodes[number].parent = directory
            inodes[number].name = name
            inodes[number].unread = UnreadFolder(path: path)
            noteQuotaFolder(of: number)
        } else if let shared {
            inodes[number].sharedIdentity = shared
            sharedInodes[shared] = number
        }
    }
}
