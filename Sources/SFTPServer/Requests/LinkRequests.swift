internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// READLINK, SYMLINK and LINK (draft-02 section 6.10, draft-13 8.7).
extension Session {
    /// READLINK.
    func readlink(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathRequest(.readlink, from: &reader, version: version)
        var exchange = exchange(.linkRead, reader.header, .readlink)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            do throws(FileSystemError) {
                replyPath(&exchange, try fileSystem.readSymlink(path))
            } catch {
                reply(&exchange, error)
            }
            finish(&exchange, path: shown)
        }
    }

    /// SYMLINK, the two paths in the order the scenario says: OpenSSH's, which every common
    /// client sends, unless it wants the draft's.
    func symlink(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let isDraftOrder = context.protocolSpec.symlinkOrder == .draft
        let request = try SymlinkRequest(
            from: &reader, version: version, order: isDraftOrder ? .draft : .openSSH)
        let exchange = exchange(.linkCreate, reader.header, .symlink)
        makeSymlink(exchange, packet, at: request.linkpath, target: request.targetpath)
    }

    /// LINK, which is SYMLINK and hard links in one from version 6 on.
    func link(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try LinkRequest(from: &reader, version: version)
        let exchange = exchange(.linkCreate, reader.header, .link)
        if request.isSymbolic {
            makeSymlink(
                exchange, packet, at: request.newLinkPath, target: request.existingPath)
        } else {
            makeHardLink(
                exchange, packet, at: request.newLinkPath, existing: request.existingPath)
        }
    }

    private func makeSymlink(
        _ started: Exchange, _ packet: RawSpan, at path: RawSpan, target: RawSpan
    ) {
        var exchange = started
        exchange.namesTarget = true
        withPath(path) { link, shown in
            observe(&exchange, shown)
            exchange.rules?.event.target = target.array
            guard begin(&exchange, packet: packet, path: shown, newPath: target) else { return }
            perform(&exchange) { () throws(FileSystemError) in
                try fileSystem.makeSymlink(
                    at: link, target: target, owner: identity.owner)
            }
            finish(&exchange, path: shown, newPath: target)
        }
    }

    /// LINK and hardlink@openssh.com; rules know the file as the path, its new name as the new
    /// path.
    func makeHardLink(
        _ started: Exchange, _ packet: RawSpan, at path: RawSpan, existing: RawSpan
    ) {
        var exchange = started
        withPath(existing) { old, shownOld in
            withPath(path) { new, shownNew in
                observe(&exchange, shownOld, newPath: shownNew)
                guard begin(&exchange, packet: packet, path: shownOld, newPath: shownNew) else {
                    return
                }
                if !refuseForSharing(&exchange, old, [], followingSymlinks: false) {
                    perform(&exchange) { () throws(FileSystemError) in
                        try fileSystem.makeHardLink(at: new, existing: old)
                    }
                }
                finish(&exchange, path: shownOld, newPath: shownNew)
            }
        }
    }
}
