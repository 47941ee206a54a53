internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// STAT, LSTAT, FSTAT, SETSTAT, FSETSTAT (draft-02 sections 6.8 and 6.9).
extension Session {
    /// STAT.
    func stat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try StatRequest(from: &reader, version: version)
        let exchange = exchange(.getAttributes, reader.header, .stat)
        attributes(
            exchange, packet, of: request.path, wanted: request.wanted, followingSymlinks: true)
    }

    /// LSTAT.
    func lstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try LstatRequest(from: &reader, version: version)
        let exchange = exchange(.getAttributes, reader.header, .lstat)
        attributes(
            exchange, packet, of: request.path, wanted: request.wanted, followingSymlinks: false)
    }

    private func attributes(
        _ started: Exchange, _ packet: RawSpan, of sent: RawSpan, wanted: AttributeFlags?,
        followingSymlinks: Bool
    ) {
        var exchange = started
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            answerAttributes(&exchange, wanted) { () throws(FileSystemError) in
                try context.fileSystem.attributes(path, followingSymlinks: followingSymlinks)
            }
            finish(&exchange, path: shown)
        }
    }

    /// FSTAT.
    func fstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try FstatRequest(from: &reader, version: version)
        var exchange = exchange(.getAttributes, reader.header, .fstat)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        switch entry?.object {
        case .file(let file):
            answerAttributes(&exchange, request.wanted) { () throws(FileSystemError) in
                try file.attributes()
            }
        case .directory(_, let location):
            answerAttributes(&exchange, request.wanted) { () throws(FileSystemError) in
                try context.fileSystem.attributes(location.span.bytes, followingSymlinks: true)
            }
        case nil:
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    /// ATTRS, changed by a rule of the before phase; such a rule also answers for what is
    /// missing, so that a scenario can show files that do not exist.
    private func answerAttributes(
        _ exchange: inout Exchange, _ wanted: AttributeFlags?,
        _ look: () throws(FileSystemError) -> FileAttributes
    ) {
        let patch = exchange.rules?.before?.attributes
        do throws(FileSystemError) {
            var attributes = try look()
            if let wanted { attributes.keep(wanted) }
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

    /// SETSTAT.
    func setstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try SetstatRequest(from: &reader, version: version)
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
            if let attributes = changes(&exchange, wanted) {
                perform(&exchange) { () throws(FileSystemError) in
                    try context.fileSystem.setAttributes(
                        attributes, path: path, followingSymlinks: followingSymlinks)
                }
            }
            finish(&exchange, path: shown)
        }
    }

    /// The attributes to set, with what a rule of the before phase makes of them.
    private func changes(
        _ exchange: inout Exchange, _ wanted: FileAttributes
    ) -> FileAttributes? {
        var attributes = wanted
        exchange.rules?.before?.attributes?.apply(to: &attributes, version: version)
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
            if let attributes = changes(&exchange, request.attributes) {
                perform(&exchange) { () throws(FileSystemError) in
                    try set(attributes, of: entry.object)
                }
            }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func set(
        _ attributes: FileAttributes, of object: OpenObject
    ) throws(FileSystemError) {
        switch object {
        case .file(let file):
            try file.setAttributes(attributes)
        case .directory(_, let location):
            try context.fileSystem.setAttributes(
                attributes, path: location.span.bytes, followingSymlinks: true)
        }
    }
}
