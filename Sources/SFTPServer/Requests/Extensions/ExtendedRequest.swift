internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// SSH_FXP_EXTENDED (draft-02 section 8, draft-13 section 10): from a name to its function.
extension Session {
    /// Answers an extension by its name; what is unknown or switched off is OP_UNSUPPORTED.
    func extended(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try ExtendedRequest(from: &reader, version: version)
        guard let name = ExtensionName(request: request.name),
            context.protocolSpec.honours(name, at: version)
        else {
            unsupportedExtension(reader.header, request.name, packet)
            return
        }
        switch name {
        case .posixRename: try posixRename(&reader, packet)
        case .statvfs: try statvfs(&reader, packet)
        case .fstatvfs: try fstatvfs(&reader, packet)
        case .hardlink: try hardlink(&reader, packet)
        case .fsync: try fsync(&reader, packet)
        case .lsetstat: try lsetstat(&reader, packet)
        case .limits: try limits(&reader, packet)
        case .expandPath: try expandPath(&reader, packet)
        case .copyData: try copyData(&reader, packet)
        case .homeDirectory: try homeDirectory(&reader, packet)
        case .usersGroupsByID: try usersGroupsByID(&reader, packet)
        case .versionSelect: versionSelect(reader.header, &reader, packet)
        case .textSeek: try textSeek(&reader, packet)
        case .vendorID: try vendorID(&reader, packet)
        case .filenameTranslationControl: try filenameTranslationControl(&reader, packet)
        case .checkFile, .checkFileHandle: try checkFileHandle(&reader, packet, name)
        case .checkFileName: try checkFileName(&reader, packet)
        case .md5Hash: try md5Hash(&reader, packet)
        case .md5HashHandle: try md5HashHandle(&reader, packet)
        case .copyFile: try copyFile(&reader, packet)
        case .spaceAvailable: try spaceAvailable(&reader, packet)
        case .getTempFolder: try getTempFolder(&reader, packet)
        case .makeTempFolder: try makeTempFolder(&reader, packet)
        case .versions, .newline, .filenameCharset, .supported, .supported2, .aclSupported:
            unsupportedExtension(reader.header, request.name, packet)
        }
    }

    /// OP_UNSUPPORTED, which the drafts want for names a server does not know.
    private func unsupportedExtension(
        _ header: PacketHeader, _ name: RawSpan, _ packet: RawSpan
    ) {
        var exchange = exchange(.extended, header, .extended)
        exchange.extensionName = name.array
        answer(&exchange, packet) { replyStatus(&$0, .opUnsupported) }
    }

    /// Begins an exchange for a known extension.
    func exchange(
        _ kind: EventKind, _ header: PacketHeader, _ name: ExtensionName
    ) -> Exchange {
        var exchange = exchange(kind, header, .extended)
        exchange.extensionName = Array(name.rawValue.utf8)
        return exchange
    }

    /// Answers a request that names no file.
    func answer(
        _ exchange: inout Exchange, _ packet: RawSpan, _ reply: (inout Exchange) -> Void
    ) {
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        reply(&exchange)
        finish(&exchange, path: RawSpan())
    }

    /// Answers a request on a path.
    func answer(
        _ exchange: inout Exchange, _ packet: RawSpan, path sent: RawSpan,
        _ reply: (inout Exchange, RawSpan) -> Void
    ) {
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            reply(&exchange, path)
            finish(&exchange, path: shown)
        }
    }

    /// Answers a request on a handle; a handle nobody has is INVALID_HANDLE.
    func answer(
        _ exchange: inout Exchange, _ packet: RawSpan, handle: RawSpan,
        _ reply: (inout Exchange, HandleEntry) -> Void
    ) {
        let entry = handles.entry(handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            reply(&exchange, entry)
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }
}
