internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// STAT, LSTAT and FSTAT (draft-02 section 6.8, draft-13 8.5).
extension Session {
    /// STAT.
    func stat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try StatRequest(.stat, from: &reader, version: version)
        let exchange = exchange(.getAttributes, reader.header, .stat)
        attributes(
            exchange, packet, of: request.path, wanted: request.wanted, followingSymlinks: true)
    }

    /// LSTAT.
    func lstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try StatRequest(.lstat, from: &reader, version: version)
        let exchange = exchange(.getAttributes, reader.header, .lstat)
        attributes(
            exchange, packet, of: request.path, wanted: request.wanted, followingSymlinks: false)
    }

    private func attributes(
        _ started: Exchange, _ packet: RawSpan, of sent: RawSpan, wanted: AttributeFlags?,
        followingSymlinks: Bool
    ) {
        var exchange = started
        exchange.attributes = wanted
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            if !refuseForSharing(&exchange, path, [], followingSymlinks: followingSymlinks) {
                answerAttributes(&exchange, wanted) { () throws(FileSystemError) in
                    try fileSystem.attributes(path, followingSymlinks: followingSymlinks)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// FSTAT.
    func fstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try FstatRequest(from: &reader, version: version)
        var exchange = exchange(.getAttributes, reader.header, .fstat)
        exchange.attributes = request.wanted
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            if entry.allows(.readAttributes) {
                answerAttributes(&exchange, request.wanted) { () throws(FileSystemError) in
                    try attributes(of: entry.object)
                }
            } else {
                reply(&exchange, FileSystemError.permissionDenied)
            }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func attributes(
        of object: OpenObject
    ) throws(FileSystemError) -> FileAttributes {
        switch object {
        case .file(let file): try file.attributes()
        case .directory(_, let location):
            try fileSystem.attributes(location.span.bytes, followingSymlinks: true)
        }
    }

    /// ATTRS, changed by a rule of the before phase; such a rule also answers for what is
    /// missing, so that a scenario can show files that do not exist.
    private func answerAttributes(
        _ exchange: inout Exchange, _ wanted: AttributeFlags?,
        _ look: () throws(FileSystemError) -> FileAttributes
    ) {
        let patch = exchange.rules?.before?.directive.attributes
        do throws(FileSystemError) {
            var attributes = try look()
            if version > .v3 { attributes.keep(wanted, in: version) }
            patch?.apply(to: &attributes, version: version)
            replyAttributes(&exchange, attributes)
        } catch {
            guard let patch else {
                reply(&exchange, error)
                return
            }
            var attributes = FileAttributes()
            patch.apply(to: &attributes, version: version)
            replyAttributes(&exchange, attributes)
        }
    }
}

extension FileAttributes {
    /// Leaves out what the mask of a request does not ask for; without one, or with an empty
    /// one, which is what lftp sends, as for a listing.
    fileprivate mutating func keep(_ wanted: AttributeFlags?, in version: ProtocolVersion) {
        guard let wanted, !wanted.isEmpty else {
            keepForListing(in: version)
            return
        }
        keep(wanted)
    }
}
