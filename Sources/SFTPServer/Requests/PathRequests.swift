internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// REMOVE and RENAME (draft-02 section 6.5, draft-05 6.5, draft-13 8.3).
extension Session {
    /// REMOVE.
    func remove(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathRequest(.remove, from: &reader, version: version)
        var exchange = exchange(.fileRemove, reader.header, .remove)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            if !refuseForSharing(&exchange, path, .delete, followingSymlinks: false) {
                perform(&exchange) { () throws(FileSystemError) in
                    try fileSystem.removeFile(path)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// RENAME.
    ///
    /// Up to version 4 an existing target is an error; later flags decide. Every rename here
    /// is atomic, so that each of the three flags lets the target be replaced; a flag nobody
    /// defined asks for a mode the server cannot support.
    func rename(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try RenameRequest(from: &reader, version: version)
        var exchange = exchange(.fileRename, reader.header, .rename)
        if version >= .v5 { exchange.renameFlags = request.flags }
        let isDefined = request.flags.isSubset(of: .defined(in: version))
        move(
            exchange, packet, from: request.oldpath, to: request.newpath,
            replacing: !request.flags.isEmpty, isSupported: isDefined)
    }

    /// RENAME and posix-rename@openssh.com.
    func move(
        _ started: Exchange, _ packet: RawSpan, from: RawSpan, to: RawSpan, replacing: Bool,
        isSupported: Bool = true
    ) {
        var exchange = started
        withPath(from) { old, shownOld in
            withPath(to) { new, shownNew in
                observe(&exchange, shownOld, newPath: shownNew)
                guard begin(&exchange, packet: packet, path: shownOld, newPath: shownNew) else {
                    return
                }
                if isSupported {
                    move(&exchange, from: old, to: new, replacing: replacing)
                } else {
                    replyStatus(&exchange, .opUnsupported, message: "Undefined rename flags")
                }
                finish(&exchange, path: shownOld, newPath: shownNew)
            }
        }
    }

    /// Renames unless another handle keeps the file, or the one that is replaced, where it is.
    private func move(
        _ exchange: inout Exchange, from old: RawSpan, to new: RawSpan, replacing: Bool
    ) {
        if refuseForSharing(&exchange, old, .delete, followingSymlinks: false) { return }
        if replacing, refuseForSharing(&exchange, new, .delete, followingSymlinks: false) {
            return
        }
        perform(&exchange) { () throws(FileSystemError) in
            try followingDeletions(from: old, to: new) { () throws(FileSystemError) in
                try fileSystem.rename(old, to: new, replacing: replacing)
            }
        }
    }
}
