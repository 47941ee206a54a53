internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// OPENDIR, READDIR, MKDIR and RMDIR (draft-02 sections 6.6 and 6.7).
extension Session {
    /// OPENDIR.
    func opendir(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathRequest(.opendir, from: &reader, version: version)
        var exchange = exchange(.dirList, reader.header, .opendir)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            if handles.isFull {
                replyTooManyHandles(&exchange)
            } else {
                do throws(FileSystemError) {
                    let before = exchange.rules?.before?.directive.content
                    let directory =
                        before?.needsNoDirectory == true
                        ? EmptyDirectory() : try fileSystem.openDirectory(path)
                    addHandle(
                        &exchange, .directory(directory, path: path.array), shown, .directory)
                    if let names = before?.names { list(names, in: exchange) }
                } catch {
                    reply(&exchange, error)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// READDIR: as many names as fit in about 32 KB, EOF when there are no more.
    func readdir(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try HandleRequest(.readdir, from: &reader, version: version)
        var exchange = exchange(.dirRead, reader.header, .readdir)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if isListedByHand(exchange, entry) {
            listByHand(&exchange, entry)
        } else if let entry, case .directory(let directory, _) = entry.object {
            list(&exchange, directory)
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func list(_ exchange: inout Exchange, _ directory: any OpenDirectory) {
        var entries: [DirectoryEntry] = []
        entries.reserveCapacity(256)
        var room = context.limits.listingBytes
        var areLast = false
        do throws(FileSystemError) {
            while room > 0 {
                guard var entry = try directory.next() else {
                    areLast = true
                    break
                }
                room -= roughSize(of: entry)
                entry.attributes.keepForListing(in: version)
                entries.append(entry)
            }
        } catch {
            // Names already taken from the listing must not be lost with the error: it comes
            // again with the next READDIR, or the listing ends there.
            guard !entries.isEmpty else {
                reply(&exchange, error)
                return
            }
        }
        if entries.isEmpty {
            replyStatus(&exchange, .eof)
        } else {
            replyNames(&exchange, entries, areLast: areLast)
        }
    }

    /// About how many bytes an entry takes in a NAME reply.
    func roughSize(of entry: DirectoryEntry) -> Int {
        // Two strings, their lengths, and the attributes besides the name itself; version 3 has
        // the name a second time in its line for people, later versions have lists.
        let bytesBesideNames = 112
        if version == .v3 { return bytesBesideNames + 2 * entry.name.count }
        let bytesOfACLEntry = 32
        let listed = entry.attributes.acl?.entries.count ?? 0
        return bytesBesideNames + entry.name.count + bytesOfACLEntry * listed
    }

    /// MKDIR.
    func mkdir(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathAttributesRequest(.mkdir, from: &reader, version: version)
        var exchange = exchange(.dirCreate, reader.header, .mkdir)
        exchange.attributes = request.attributes.flags(for: version)
        var attributes = masked(request.attributes)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            exchange.rules?.before?.directive.attributes?.apply(to: &attributes, version: version)
            if let attributes = accept(&exchange, attributes, for: .creation) {
                perform(&exchange) { () throws(FileSystemError) in
                    try fileSystem.makeDirectory(
                        path, attributes: attributes, owner: identity.owner)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// The attributes of something new, without the permissions the server never gives.
    ///
    /// In version 6 that is the client's business (draft-13 section 7.6).
    func masked(_ attributes: FileAttributes) -> FileAttributes {
        guard version < .v6 else { return attributes }
        var attributes = attributes
        if let permissions = attributes.permissions {
            attributes.permissions = permissions & ~context.limits.umask
        }
        return attributes
    }

    /// RMDIR.
    func rmdir(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathRequest(.rmdir, from: &reader, version: version)
        var exchange = exchange(.dirRemove, reader.header, .rmdir)
        withPath(request.path) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            perform(&exchange) { () throws(FileSystemError) in
                try fileSystem.removeDirectory(path)
            }
            finish(&exchange, path: shown)
        }
    }

    /// Does something that is answered by STATUS alone.
    func perform(_ exchange: inout Exchange, _ work: () throws(FileSystemError) -> Void) {
        do throws(FileSystemError) {
            try work()
            replyStatus(&exchange, .ok)
        } catch {
            reply(&exchange, error)
        }
    }
}
