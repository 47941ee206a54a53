import SFTPWire

/// The files that a change of names concerns, for what has to wait until the lock is free.
struct MovedFiles {
    /// The one that was moved.
    var moved: FileNode?
    /// The one whose name it took.
    var replaced: FileNode?
    /// What lies in another folder with a quota now, or in none.
    var recounted: [(file: FileNode, quotaFolder: UInt16?)] = []
}

extension InodeTable {
    /// Removes a file or link; returns the file, if it is one.
    ///
    /// - Throws: as unlink(2).
    mutating func removeFile(
        _ path: RawSpan, time: Timestamp
    ) throws(FileSystemError) -> FileNode? {
        let location = try locate(path, lastLink: .keepName)
        guard let inode = location.inode else { throw .notFound }
        guard !isDirectory(inode) else { throw .isADirectory }
        guard let entry = location.entry, !location.hasTrailingSlash else { throw .notADirectory }
        try requireTaking(from: location.directory)
        try requireDeletable(inode)
        let file = inodes[inode].file
        removeName(at: entry, of: location.directory, time: time)
        return file
    }

    /// Removes an empty directory.
    ///
    /// - Throws: as rmdir(2); `invalidArgument` for the root and a path that ends in dots.
    mutating func removeDirectory(_ path: RawSpan, time: Timestamp) throws(FileSystemError) {
        let location = try locate(path, lastLink: .keepName)
        guard let inode = location.inode else { throw .notFound }
        guard isDirectory(inode) else { throw .notADirectory }
        guard let entry = location.entry else { throw .invalidArgument }
        guard try isEmpty(inode) else { throw .directoryNotEmpty }
        try requireTaking(from: location.directory)
        try requireDeletable(inode)
        removeName(at: entry, of: location.directory, time: time)
    }

    /// Moves a name; returns the files among what was moved and replaced.
    ///
    /// - Throws: as rename(2), or `alreadyExists` for any existing target without `replacing`.
    mutating func rename(
        _ from: RawSpan, to: RawSpan, replacing: Bool, time: Timestamp
    ) throws(FileSystemError) -> MovedFiles {
        let source = try locate(from, lastLink: .keepName)
        let target = try locate(to, lastLink: .keepName)
        guard source.last == .name, target.last == .name else { throw .invalidArgument }
        guard let moved = source.inode, let sourceEntry = source.entry else { throw .notFound }
        if target.inode != nil, !replacing { throw .alreadyExists }
        if isDirectory(moved) {
            guard !isSameOrAbove(moved, target.directory) else { throw .invalidArgument }
        } else if source.hasTrailingSlash || target.hasTrailingSlash {
            throw .notADirectory
        }
        if target.inode == moved { return MovedFiles() }
        try checkReplacement(of: target, by: moved, from: source.directory)
        try requireTaking(from: source.directory)
        try requireMovable(moved)
        try requireAdding(to: target.directory)
        if let replaced = target.inode {
            try requireTaking(from: target.directory)
            try requireDeletable(replaced)
        }
        if isDirectory(moved), source.directory != target.directory {
            // Its `..` changes.
            try require(FileMode.ownerWrite, on: moved)
        }

        let name = target.newName(in: to)
        // The one step that can fail comes before anything is changed.
        try storage.pool.reserve(Self.cost(ofName: name))
        var files = MovedFiles(
            moved: inodes[moved].file, replaced: target.inode.flatMap { inodes[$0].file })
        if let entry = target.entry {
            removeName(at: entry, of: target.directory, time: time)
        }
        // Removing the target may have closed gaps in a directory that is also the source.
        let entry = inodes[source.directory].names.find(from.extracting(source.name))
        _ = detachName(at: entry ?? sourceEntry, of: source.directory, time: time)
        attachName(name, of: moved, to: target.directory, time: time)
        if storage.account?.folders.isEmpty == false {
            files.recounted = recount(moved, in: target.directory)
        }
        return files
    }

    /// Checks that `moved` may take the place of what is at `target`.
    private mutating func checkReplacement(
        of target: Location, by moved: Int, from directory: Int
    ) throws(FileSystemError) {
        guard let replaced = target.inode else { return }
        // A directory above the source is not empty, whatever the source is.
        guard !isSameOrAbove(replaced, directory) else { throw .directoryNotEmpty }
        switch (isDirectory(moved), isDirectory(replaced)) {
        case (true, false): throw .notADirectory
        case (false, true): throw .isADirectory
        case (true, true):
            guard try isEmpty(replaced) else { throw .directoryNotEmpty }
        case (false, false): break
        }
    }
}
