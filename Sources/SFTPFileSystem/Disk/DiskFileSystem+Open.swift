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
    /// - Throws: as open(2), and `applyToNew` with no file made.
    func create(
        _ path: RawSpan, _ options: OpenOptions, _ attributes: FileAttributes
    ) throws(FileSystemError) -> any OpenFile {
        do throws(FileSystemError) {
            try attributes.checkDiskCreation()
        } catch {
            // They matter to a new file only.
            do throws(FileSystemError) {
                _ = try root.reference(path, following: false)
            } catch .notFound {
                throw error
            }
            throw .alreadyExists
        }
        let descriptor = try root.open(
            path, flags: Self.flags(options) | O_CREAT | O_EXCL, mode: 0o666)
        let identity = try descriptor.status().identity
        do throws(FileSystemError) {
            try descriptor.applyToNew(attributes)
        } catch {
            // A file that could not be made as it was asked for is not made (draft-13 7.4).
            removeNew(path, identity, 0)
            throw error
        }
        return DiskOpenFile(
            descriptor, identity: identity, options: options, isReadOnly: isReadOnly)
    }

    /// Removes what this call has made, unless something else has taken its place.
    func removeNew(_ path: RawSpan, _ identity: FileIdentity, _ flags: Int32) {
        guard let parts = try? PathParts(path), let parent = try? root.parent(of: path, parts)
        else { return }
        let name = path.extracting(parts.name)
        guard let status = try? Descriptor.status(of: name, in: parent.number),
            status.identity == identity
        else { return }
        _ = name.withTerminator { unlinkat(parent.number, $0, flags) }
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
