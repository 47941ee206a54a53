internal import SFTPFileSystem
internal import SFTPWire

// Opening and closing files that other handles share (draft-13 section 8.1.1.3).
extension Session {
    /// What was done for an open before the file was touched.
    private struct Reservation {
        /// The file that the handle is counted for already.
        var identity: FileIdentity?
        /// Where the file is that goes with the handle.
        var deletionPath: [UInt8]?
    }

    /// Opens a file unless other handles are in the way.
    ///
    /// While nobody blocks anything the file is opened first and counted then: whoever began to
    /// block it in between is seen at the counting. In all other cases it is counted before,
    /// because a refused open must neither create nor empty a file.
    func openShared(
        _ path: RawSpan, _ wish: OpenWish, _ attributes: FileAttributes
    ) throws(Refusal) -> any OpenFile {
        let sharing = context.sharing
        let reservation = try reserve(path, wish)
        let file: any OpenFile
        do throws(FileSystemError) {
            file = try fileSystem.open(
                path, options: wish.options, attributes: attributes, owner: identity.owner)
        } catch {
            withdraw(wish.use, from: reservation.identity)
            throw Refusal(directoryError(error, path))
        }
        if file.identity != reservation.identity {
            // Nothing was counted, or another file came to the name meanwhile.
            withdraw(wish.use, from: reservation.identity)
            do throws(SharingRefusal) {
                try sharing.add(wish.use, to: file.identity)
            } catch {
                try? file.close()
                throw Refusal(error)
            }
        }
        if let path = reservation.deletionPath {
            sharing.expectDeletion(of: file.identity, at: path)
        }
        return file
    }

    private func reserve(_ path: RawSpan, _ wish: OpenWish) throws(Refusal) -> Reservation {
        let sharing = context.sharing
        var reservation = Reservation()
        let mayDelete = wish.use.access.contains(.delete)
        guard sharing.isRestricting || mayDelete || !wish.use.blocks.isEmpty else {
            return reservation
        }
        if mayDelete { try requireDeletable(path) }
        let follows = wish.options.isDisjoint(with: [.noFollow, .exclusive])
        do throws(FileSystemError) {
            if wish.use.deletesOnClose {
                reservation.deletionPath = try fileSystem.canonicalPath(path)
            }
            reservation.identity = try fileSystem.identity(
                path, followingSymlinks: follows)
        } catch {
            // Opening tells better what is wrong, or makes the file.
            return reservation
        }
        guard let existing = reservation.identity else { return reservation }
        do throws(SharingRefusal) {
            guard !wish.options.contains(.exclusive) else {
                // The file exists, so there will be no handle to count.
                reservation.identity = nil
                if sharing.refusal(of: [], on: existing) != nil { throw .deletePending }
                return reservation
            }
            try sharing.add(wish.use, to: existing)
            return reservation
        } catch {
            throw Refusal(error)
        }
    }

    /// Refuses a file whose attribute bits or file system keep it from being deleted, which
    /// would come out at the close only (draft-13 sections 7.9 and 9.1).
    private func requireDeletable(_ path: RawSpan) throws(Refusal) {
        do throws(FileSystemError) {
            let found = try fileSystem.attributes(path, followingSymlinks: true)
            if found.bits?.isDisjoint(with: [.readOnly, .immutable]) == false {
                throw .cannotDelete
            }
            // Flag 1 of statvfs: read-only.
            if try fileSystem.statistics(path).flags & 1 != 0 { throw .readOnly }
        } catch {
            if error == .cannotDelete || error == .readOnly { throw Refusal(error) }
        }
    }

    /// Draft-13 section 8.1.1.1 wants to hear of a directory even where a file was to be new.
    private func directoryError(_ error: FileSystemError, _ path: RawSpan) -> FileSystemError {
        guard error == .alreadyExists, version >= .v6,
            let found = try? fileSystem.attributes(path, followingSymlinks: false),
            found.permissions.map({ FileType(mode: $0) }) == .directory
        else { return error }
        return .isADirectory
    }

    /// Forgets what a file's handle meant for others; the file goes when it was to go with it.
    ///
    /// - Throws: why it could not be deleted.
    func endSharing(_ file: any OpenFile, _ use: HandleUse) throws(FileSystemError) {
        guard let share = use.share else { return }
        let owner = use.lockCount > 0 ? ObjectIdentifier(file) : nil
        let left = context.sharing.remove(share, owner: owner, from: file.identity)
        if let left { try delete(left, file.identity) }
    }

    /// Takes a handle back that was counted and not opened.
    private func withdraw(_ use: ShareUse, from counted: FileIdentity?) {
        guard let counted, let path = context.sharing.withdraw(use, from: counted) else { return }
        // The last handle that was open cannot be told any more.
        try? delete(path, counted)
    }

    private func delete(
        _ path: [UInt8], _ identity: FileIdentity
    ) throws(FileSystemError) {
        let place = path.span.bytes
        // Whoever took the name away, or gave it to another file, has deleted this one.
        let now = try? fileSystem.identity(place, followingSymlinks: false)
        guard now == identity else { return }
        try fileSystem.removeFile(place)
    }

    /// Whether a mandatory lock of another handle is on `count` bytes from `start`.
    func isLocked(
        _ file: any OpenFile, from start: UInt64, count: Int, against mode: ShareModes
    ) -> Bool {
        guard let range = ByteRange(offset: start, length: UInt64(count)) else { return false }
        return context.sharing.forbids(
            mode, in: range, of: file.identity, to: ObjectIdentifier(file))
    }
}
