import CLinux
import Glibc
public import SFTPWire

extension DiskFileSystem {
    /// Makes a directory; explicit permissions win over the umask.
    public func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        try requireWritable()
        let parts = try newParts(of: path)
        try attributes.checkDiskCreation()
        let parent = try root.parent(of: path, parts)
        try parent.call(parts, of: path) { mkdirat($0, $1, 0o777) }
        guard attributes != FileAttributes() else { return }
        let made = path.extracting(parts.name).withTerminator { name in
            openat(
                parent.number, name, clinux_o_path | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        guard made >= 0 else { throw FileSystemError(errno) }
        let directory = Descriptor(owning: made)
        do throws(FileSystemError) {
            try directory.applyToNew(attributes)
        } catch {
            if let identity = try? directory.status().identity {
                removeNew(path, identity, AT_REMOVEDIR)
            }
            throw error
        }
    }

    /// Removes an empty directory.
    public func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let parts = try PathParts(path)
        guard parts.last == .name else {
            _ = try root.reference(path, following: true)
            throw .invalidArgument
        }
        try root.parent(of: path, parts).call(parts, of: path) { unlinkat($0, $1, AT_REMOVEDIR) }
    }

    /// Removes a file or a symbolic link.
    public func removeFile(_ path: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let parts = try PathParts(path)
        guard parts.last == .name else {
            _ = try root.reference(path, following: true)
            throw .isADirectory
        }
        try root.parent(of: path, parts).call(parts, of: path) { unlinkat($0, $1, 0) }
    }

    /// Moves a file or directory.
    public func rename(
        _ from: RawSpan, to: RawSpan, replacing: Bool
    ) throws(FileSystemError) {
        try requireWritable()
        let source = try PathParts(from)
        let target = try PathParts(to)
        let sourceParent = try root.parent(of: from, source)
        let targetParent = try root.parent(of: to, target)
        guard source.last == .name, target.last == .name else { throw .invalidArgument }
        do {
            try targetParent.call(target, of: to) { directory, name in
                from.withName(source) { from in
                    replacing
                        ? renameat(sourceParent.number, from, directory, name)
                        : clinux_rename_without_replacing(
                            sourceParent.number, from, directory, name)
                }
            }
        } catch .alreadyExists where replacing {
            // Some file systems say so of a directory that is not empty.
            throw .directoryNotEmpty
        }
    }

    /// The target text of a symbolic link.
    public func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        let descriptor = try root.reference(path, following: false)
        guard try descriptor.status().type == FileMode.symlink,
            let target = descriptor.symlinkTarget(RawSpan())
        else { throw .invalidArgument }
        return target
    }

    /// Makes a symbolic link; its target is resolved inside the root when it is followed.
    public func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        try requireWritable()
        try PathRules.checkSymlinkTarget(target)
        let parts = try newParts(of: path)
        try root.parent(of: path, parts).call(parts, of: path) { directory, name in
            target.withTerminator { symlinkat($0, directory, name) }
        }
    }

    /// Makes a second name for a file or a symbolic link.
    public func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError) {
        try requireWritable()
        let source = try PathParts(existing)
        let type = try root.reference(existing, following: false).status().type
        guard source.last == .name, type != FileMode.directory else { throw .permissionDenied }
        let sourceParent = try root.parent(of: existing, source)
        let parts = try newParts(of: path)
        try root.parent(of: path, parts).call(parts, of: path) { directory, name in
            existing.withName(source) { linkat(sourceParent.number, $0, directory, name, 0) }
        }
    }

    /// The parts of a path whose last component is to be made.
    ///
    /// - Throws: `alreadyExists` where that is a dot or the root.
    private func newParts(of path: RawSpan) throws(FileSystemError) -> PathParts {
        let parts = try PathParts(path)
        guard parts.last == .name else {
            _ = try root.reference(path, following: true)
            throw .alreadyExists
        }
        return parts
    }
}

extension RawSpan {
    /// Calls `body` with the last component and the slashes behind it: the kernel knows best
    /// what they mean to each operation.
    fileprivate func withName<Result>(
        _ parts: PathParts, _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        extracting(parts.name.lowerBound..<byteCount).withTerminator(body)
    }
}

extension Descriptor {
    /// Calls `body` with this directory and the last component of a path in it.
    ///
    /// - Throws: the mapped errno when `body` returns a negative number.
    fileprivate func call(
        _ parts: PathParts, of path: RawSpan, _ body: (Int32, UnsafePointer<CChar>) -> Int32
    ) throws(FileSystemError) {
        let (result, code) = path.withName(parts) { name in
            let result = body(number, name)
            return (result, errno)
        }
        guard result >= 0 else { throw FileSystemError(code) }
    }
}
