public import SFTPWire

extension InMemoryFileSystem {
    /// Makes a directory.
    public func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        try requireWritable()
        let creation = Creation(attributes: attributes, owner: owner, time: configuration.now())
        try table.withLock { table throws(FileSystemError) in
            try table.makeDirectory(path, creation: creation)
        }
    }

    /// Removes an empty directory.
    public func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let time = configuration.now()
        try table.withLock { table throws(FileSystemError) in
            try table.removeDirectory(path, time: time)
        }
    }

    /// Removes a file or a symbolic link.
    public func removeFile(_ path: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let time = configuration.now()
        // The file is let go of here, outside the lock: giving back much memory takes time.
        let file = try table.withLock { table throws(FileSystemError) in
            try table.removeFile(path, time: time)
        }
        file?.noteNameChange(time)
    }

    /// Moves a file or directory.
    public func rename(
        _ from: RawSpan, to: RawSpan, replacing: Bool
    ) throws(FileSystemError) {
        try requireWritable()
        let time = configuration.now()
        let files = try table.withLock { table throws(FileSystemError) in
            try table.rename(from, to: to, replacing: replacing, time: time)
        }
        files.moved?.noteNameChange(time)
        files.replaced?.noteNameChange(time)
        for (file, number) in files.recounted { file.move(toQuotaFolder: number) }
    }

    /// The target text of a symbolic link.
    public func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try table.withLock { table throws(FileSystemError) in
            let inode = try table.existing(path, lastLink: .keep)
            guard case .symlink(let target) = table.inodes[inode].kind
            else { throw .invalidArgument }
            return target
        }
    }

    /// Makes a symbolic link.
    public func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        try requireWritable()
        let creation = Creation(
            attributes: FileAttributes(), owner: owner, time: configuration.now())
        try table.withLock { table throws(FileSystemError) in
            try table.makeSymlink(at: path, target: target, creation: creation)
        }
    }

    /// Makes a second name for a file.
    public func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let time = configuration.now()
        let file = try table.withLock { table throws(FileSystemError) in
            try table.makeHardLink(at: path, existing: existing, time: time)
        }
        file?.noteNameChange(time)
    }
}
