internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// REMOVE, RENAME, REALPATH, READLINK, SYMLINK (draft-02 sections 6.5, 6.10 and 6.11).
extension Session {
    /// REMOVE.
    func remove(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try RemoveRequest(from: &reader, version: version)
        var exchange = exchange(.fileRemove, reader.header, .remove)
        withPath(request.filename) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            perform(&exchange) { () throws(FileSystemError) in
                try context.fileSystem.removeFile(path)
            }
            finish(&exchange, path: shown)
        }
    }

    /// RENAME: an existing target is an error in version 3 (draft-02 section 6.5).
    func rename(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try RenameRequest(from: &reader, version: version)
        let exchange = exchange(.fileRename, reader.header, .rename)
        move(exchange, packet, from: request.oldpath, to: request.newpath, replacing: false)
    }

    /// RENAME and posix-rename@openssh.com.
    func move(
        _ started: Exchange, _ packet: RawSpan, from: RawSpan, to: RawSpan, replacing: Bool
    ) {
        var exchange = started
        withPath(from) { old, shownOld in
            withPath(to) { new, shownNew in
                observe(&exchange, shownOld, newPath: shownNew)
                guard begin(&exchange, packet: packet, path: shownOld, newPath: shownNew) else {
                    return
                }
                perform(&exchange) { () throws(FileSystemError) in
                    try context.fileSystem.rename(old, to: new, replacing: replacing)
                }
                finish(&exchange, path: shownOld, newPath: shownNew)
            }
        }
    }

    /// REALPATH.
    func realpath(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try RealpathRequest(from: &reader, version: version)
        let exchange = exchange(.resolvePath, reader.header, .realpath)
        resolve(exchange, packet, request.path)
    }

    /// REALPATH and expand-path@openssh.com.
    func resolve(_ started: Exchange, _ packet: RawSpan, _ sent: RawSpan) {
        var exchange = started
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            do throws(FileSystemError) {
                replyPath(&exchange, try context.fileSystem.canonicalPath(path))
            } catch {
                reply(&exchange, error)
            }
            finish(&exchange, path: shown)
        }
    }

    /// READLINK.
    func readlink(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try ReadlinkRequest(from: &reader, version: version)
        var exchange = exchange(.linkRead, reader.header, .readlink)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            do throws(FileSystemError) {
                replyPath(&exchange, try context.fileSystem.readSymlink(path))
            } catch {
                reply(&exchange, error)
            }
            finish(&exchange, path: shown)
        }
    }

    /// SYMLINK, with OpenSSH's order of the two paths: every common client sends it so.
    func symlink(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try SymlinkRequest(from: &reader, version: version)
        var exchange = exchange(.linkCreate, reader.header, .symlink)
        exchange.namesTarget = true
        withPath(request.linkpath) { link, shown in
            observe(&exchange, shown)
            exchange.rules?.event.target = request.targetpath.array
            let target = request.targetpath
            guard begin(&exchange, packet: packet, path: shown, newPath: target) else { return }
            perform(&exchange) { () throws(FileSystemError) in
                try context.fileSystem.makeSymlink(
                    at: link, target: request.targetpath, owner: identity.owner)
            }
            finish(&exchange, path: shown, newPath: request.targetpath)
        }
    }
}
