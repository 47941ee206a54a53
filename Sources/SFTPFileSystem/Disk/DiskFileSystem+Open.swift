import CLinux
import Glibc
import SFTPWire

extension DiskFileSystem {
    /// Flags of open(2); O_NONBLOCK so that a FIFO cannot hang the caller, who refuses it next.
    private static func flags(_ options: OpenOptions) -> Int32 {
        var flags = O_NONBLOCK | O_NOCTTY
        switch (options.contains(.read), options.contains(.write)) {
        case (true, true): flags |= O_RDWR
        case (false, true): flags |= O_WRONLY
        default: flags |= O_RDONLY
        }
        if options.isSuperset(of: [.write, .append]) { flags |= O_APPEND }
        if options.contains(.truncate) { flags |= O_TRUNC }
        if options.contains(.noFollow) { flags |= O_NOFOLLOW }
        return flags
    }

    /// Opens a file that must exist.
    ///
    /// - Throws: as open(2); `isADirectory`, and `unsupported` for anything but a regular file.
    func openExisting(
        _ path: RawSpan, _ options: OpenOptions
    ) throws(FileSystemError) -> any OpenFile {
        do {
            return try checked(try root.open(path, flags: Self.flags(options)), options)
        } catch .notFound {
            _ = try root.parent(of: path, PathParts(path))
            throw .notFound
        }
    }

    /// Answers a request to create at a path that can only be a directory.
    ///
    /// - Throws: always.
    func openExistingDirectory(
        _ path: RawSpan, _ options: OpenOptions
    ) throws(FileSystemError) -> any OpenFile {
        do {
            guard options.contains(.exclusive) else { return try openExisting(path, options) }
            _ = try root.reference(path, following: false)
        } catch .notFound {
            throw .isADirectory
        }
        throw .alreadyExists
    }

    /// Opens what exists, or what a dangling link leads to.
    func openExistingOrLinked(
        _ path: RawSpan, _ options: OpenOptions
    ) throws(FileSystemError) -> any OpenFile {
        do {
            return try openExisting(path, options)
        } catch .notFound {
            // Behind a link, whether the file is new cannot be told: umask decides on its mode.
            let flags = Self.flags(options) | O_CREAT
            return try checked(try root.open(path, flags: flags, mode: 0o666), options)
        }
    }

    /// Creates a file that must not exist; explicit permissions win over the umask.
    ///
    /// - Throws: as open(2).
    func create(
        _ path: RawSpan, _ options: OpenOptions, _ attributes: FileAttributes
    ) throws(FileSystemError) -> any OpenFile {
        let descriptor = try root.open(
            path, flags: Self.flags(options) | O_CREAT | O_EXCL, mode: 0o666)
        try descriptor.applyToNew(attributes)
        let identity = try descriptor.status().identity
        return DiskOpenFile(
            descriptor, identity: identity, options: options, isReadOnly: isReadOnly)
    }

    private func checked(
        _ descriptor: consuming Descriptor, _ options: OpenOptions
    ) throws(FileSystemError) -> any OpenFile {
        let status = try descriptor.status()
        switch status.type {
        case FileMode.regular:
            return DiskOpenFile(
                descriptor, identity: status.identity, options: options, isReadOnly: isReadOnly)
        case FileMode.directory: throw .isADirectory
        default: throw .unsupported
        }
    }
}

extension Descriptor {
    /// Applies explicit permissions and times to what was just created.
    func applyToNew(_ attributes: FileAttributes) throws(FileSystemError) {
        var attributes = attributes
        attributes.uid = nil
        attributes.gid = nil
        try apply(attributes)
    }

    /// Changes owner, permissions and times that are present, in this order: a new owner may
    /// clear set-id bits, and nothing after the times changes them.
    func apply(_ attributes: FileAttributes) throws(FileSystemError) {
        if attributes.uid != nil || attributes.gid != nil {
            // All ones means "leave".
            let uid = attributes.uid ?? .max
            let gid = attributes.gid ?? .max
            guard fchownat(number, "", uid, gid, clinux_at_empty_path) == 0
            else { throw FileSystemError(errno) }
        }
        if let permissions = attributes.permissions {
            try withProcessPath { Int(chmod($0, permissions & FileMode.permissionMask)) }
        }
        if let times = attributes.timesToSet {
            let pair = [times.0, times.1]
            guard utimensat(number, "", pair, clinux_at_empty_path) == 0
            else { throw FileSystemError(errno) }
        }
    }

    /// Space and inode counts of the file system this lies on.
    func statistics(isReadOnly: Bool) throws(FileSystemError) -> FileSystemStatistics {
        var counts = statvfs()
        guard fstatvfs(number, &counts) == 0 else { throw FileSystemError(errno) }
        // Of the flags only these two are known to statvfs@openssh.com.
        let flags = UInt64(counts.f_flag) & 3
        return FileSystemStatistics(
            blockSize: UInt64(counts.f_bsize), fragmentSize: UInt64(counts.f_frsize),
            blocks: UInt64(counts.f_blocks), freeBlocks: UInt64(counts.f_bfree),
            availableBlocks: UInt64(counts.f_bavail), files: UInt64(counts.f_files),
            freeFiles: UInt64(counts.f_ffree), availableFiles: UInt64(counts.f_favail),
            identifier: UInt64(counts.f_fsid), flags: isReadOnly ? flags | 1 : flags,
            maximumNameLength: UInt64(counts.f_namemax))
    }
}
