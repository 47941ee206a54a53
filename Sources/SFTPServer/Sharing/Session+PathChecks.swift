internal import SFTPFileSystem
internal import SFTPWire

// What requests that name a file by its path, or change its size, must ask first.
extension Session {
    /// Answers a request that other handles are in the way of; tells whether it did.
    ///
    /// - Parameter access: What the request does: `delete` for REMOVE, for RENAME of a file and
    ///   for the file a RENAME replaces; `write` for a new size; nothing for STAT, which meets
    ///   a pending deletion only (draft-13 sections 8.1.1.3 and 9.1).
    func refuseForSharing(
        _ exchange: inout Exchange, _ path: RawSpan, _ access: ShareModes,
        followingSymlinks: Bool
    ) -> Bool {
        guard context.sharing.isRestricting,
            let identity = try? fileSystem.identity(
                path, followingSymlinks: followingSymlinks),
            let refusal = context.sharing.refusal(of: access, on: identity)
        else { return false }
        reply(&exchange, Refusal(refusal))
        return true
    }

    /// Answers a change of a file's size that would touch bytes another handle has locked; tells
    /// whether it did.
    ///
    /// - Parameter file: The handle's file, or nil when the request names a path.
    func refuseForLocks(
        _ exchange: inout Exchange, _ path: RawSpan, _ file: (any OpenFile)?, newSize: UInt64?
    ) -> Bool {
        guard let newSize, context.sharing.hasLocks,
            let (identity, size) = try? locate(path, file),
            let range = ByteRange(offset: min(size, newSize), length: .max),
            context.sharing.forbids(
                .write, in: range, of: identity, to: file.map { ObjectIdentifier($0) })
        else { return false }
        reply(&exchange, .rangeIsLocked)
        return true
    }

    private func locate(
        _ path: RawSpan, _ file: (any OpenFile)?
    ) throws(FileSystemError) -> (FileIdentity, UInt64) {
        if let file { return (file.identity, try file.attributes().size ?? 0) }
        let identity = try fileSystem.identity(path, followingSymlinks: true)
        let found = try fileSystem.attributes(path, followingSymlinks: true)
        return (identity, found.size ?? 0)
    }

    /// Renames by `rename`; a file that is to be deleted at a close is found there afterwards.
    func followingDeletions(
        from old: RawSpan, to new: RawSpan, _ rename: () throws(FileSystemError) -> Void
    ) throws(FileSystemError) {
        guard context.sharing.hasDeletions, let place = realPlace(of: old) else {
            try rename()
            return
        }
        try rename()
        guard let target = try? fileSystem.canonicalPath(new) else { return }
        context.sharing.moved(from: place, to: target)
    }

    /// Where a file or directory is; nil for a symbolic link, whose target stays where it is.
    private func realPlace(of path: RawSpan) -> [UInt8]? {
        guard let itself = try? fileSystem.identity(path, followingSymlinks: false),
            itself == (try? fileSystem.identity(path, followingSymlinks: true))
        else { return nil }
        return try? fileSystem.canonicalPath(path)
    }
}
