internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// SETSTAT and FSETSTAT (draft-02 section 6.9, draft-13 8.6).
extension Session {
    /// SETSTAT.
    func setstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PathAttributesRequest(.setstat, from: &reader, version: version)
        let exchange = exchange(.setAttributes, reader.header, .setstat)
        change(exchange, packet, request.attributes, of: request.path, followingSymlinks: true)
    }

    /// SETSTAT and lsetstat@openssh.com.
    func change(
        _ started: Exchange, _ packet: RawSpan, _ wanted: FileAttributes, of sent: RawSpan,
        followingSymlinks: Bool
    ) {
        var exchange = started
        exchange.attributes = wanted.flags(for: version)
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            if let attributes = changes(&exchange, wanted),
                !refuse(&exchange, attributes, path, followingSymlinks: followingSymlinks)
            {
                perform(&exchange) { () throws(FileSystemError) in
                    try fileSystem.setAttributes(
                        attributes, path: path, followingSymlinks: followingSymlinks)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// Answers a change that handles of the file are in the way of; tells whether it did.
    private func refuse(
        _ exchange: inout Exchange, _ attributes: FileAttributes, _ path: RawSpan,
        followingSymlinks: Bool
    ) -> Bool {
        let size = attributes.size ?? attributes.allocationSize
        return refuseForSharing(
            &exchange, path, size == nil ? [] : .write, followingSymlinks: followingSymlinks)
            || refuseForLocks(&exchange, path, nil, newSize: size)
    }

    /// The attributes to set, with what a rule of the before phase makes of them.
    private func changes(
        _ exchange: inout Exchange, _ wanted: FileAttributes
    ) -> FileAttributes? {
        var attributes = wanted
        exchange.rules?.before?.directive.attributes?.apply(to: &attributes, version: version)
        return accept(&exchange, attributes, for: .change)
    }

    /// FSETSTAT.
    func fsetstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try FsetstatRequest(from: &reader, version: version)
        var exchange = exchange(.setAttributes, reader.header, .fsetstat)
        exchange.attributes = request.attributes.flags(for: version)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            change(&exchange, request.attributes, of: entry)
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func change(
        _ exchange: inout Exchange, _ wanted: FileAttributes, of entry: HandleEntry
    ) {
        guard let attributes = changes(&exchange, wanted) else { return }
        // A handle needs the rights, whatever the path would allow (draft-13 section 8.6).
        guard entry.allowsChange(of: exchange.attributes ?? []) else {
            reply(&exchange, FileSystemError.permissionDenied)
            return
        }
        let path = entry.path
        let size = attributes.size ?? attributes.allocationSize
        guard !refuseForLocks(&exchange, path.span.bytes, entry.object.file, newSize: size) else {
            return
        }
        perform(&exchange) { () throws(FileSystemError) in
            try set(attributes, of: entry.object)
        }
    }

    private func set(
        _ attributes: FileAttributes, of object: OpenObject
    ) throws(FileSystemError) {
        switch object {
        case .file(let file):
            try file.setAttributes(attributes)
        case .directory(_, let location):
            try fileSystem.setAttributes(
                attributes, path: location.span.bytes, followingSymlinks: true)
        }
    }
}

extension OpenObject {
    /// The file, if it is one.
    fileprivate var file: (any OpenFile)? {
        if case .file(let file) = self { file } else { nil }
    }
}
