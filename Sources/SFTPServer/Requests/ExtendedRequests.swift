internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// SSH_FXP_EXTENDED: OpenSSH's extensions (its PROTOCOL file, sections 4.3 to 4.12).
extension Session {
    /// Answers an extension by its name; an unknown one is OP_UNSUPPORTED (draft-02 section 8).
    func extended(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let header = reader.header
        let request = try ExtendedRequest(from: &reader, version: version)
        guard let name = ExtensionName(request.name) else {
            unknownExtension(header, request.name, packet)
            return
        }
        switch name {
        case .posixRename:
            let request = try PosixRenameRequest(from: &reader, version: version)
            let exchange = exchange(.fileRename, header, .extended, name)
            move(exchange, packet, from: request.oldpath, to: request.newpath, replacing: true)
        case .hardlink:
            let request = try HardlinkRequest(from: &reader, version: version)
            makeHardLink(
                exchange(.linkCreate, header, .extended, name), packet, at: request.newpath,
                existing: request.oldpath)
        case .lsetstat:
            let request = try LsetstatRequest(from: &reader, version: version)
            let exchange = exchange(.setAttributes, header, .extended, name)
            change(
                exchange, packet, request.attributes, of: request.path, followingSymlinks: false)
        case .expandPath:
            let request = try ExpandPathRequest(from: &reader, version: version)
            let exchange = exchange(.resolvePath, header, .extended, name)
            expand(exchange, packet, request.path)
        case .statvfs:
            let request = try StatvfsRequest(from: &reader, version: version)
            statvfs(header, packet, request.path)
        case .fstatvfs:
            let request = try FstatvfsRequest(from: &reader, version: version)
            fstatvfs(header, packet, request.handle)
        case .fsync:
            let request = try FsyncRequest(from: &reader, version: version)
            fsync(header, packet, request.handle)
        case .limits:
            _ = try LimitsRequest(from: &reader, version: version)
            limits(header, packet)
        case .copyData:
            try copyData(header, &reader, packet)
        case .homeDirectory:
            let request = try HomeDirectoryRequest(from: &reader, version: version)
            homeDirectory(header, packet, request.username)
        case .usersGroupsByID:
            try names(header, &reader, packet)
        }
    }

    private func unknownExtension(_ header: PacketHeader, _ name: RawSpan, _ packet: RawSpan) {
        var exchange = exchange(.extended, header, .extended)
        exchange.extensionName = name.array
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        replyStatus(&exchange, .opUnsupported)
        finish(&exchange, path: RawSpan())
    }

    /// expand-path@openssh.com: `~` is the session's folder, `~user` that user's home.
    private func expand(_ exchange: Exchange, _ packet: RawSpan, _ sent: RawSpan) {
        let path = sent.array
        guard path.first == UInt8(ascii: "~") else {
            resolve(exchange, packet, sent)
            return
        }
        let end = path.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        let user = String(decoding: path[1..<end], as: UTF8.self)
        let home = user.isEmpty ? identity.home : context.homes[user]
        guard let home else {
            fail(exchange, packet, .notFound)
            return
        }
        let expanded = home + path[end...]
        resolve(exchange, packet, expanded.span.bytes)
    }

    private func fail(_ started: Exchange, _ packet: RawSpan, _ error: FileSystemError) {
        var exchange = started
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        reply(&exchange, error)
        finish(&exchange, path: RawSpan())
    }

    private func statvfs(_ header: PacketHeader, _ packet: RawSpan, _ sent: RawSpan) {
        var exchange = exchange(.extended, header, .extended, .statvfs)
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            replyStatistics(&exchange) { () throws(FileSystemError) in
                try context.fileSystem.statistics(path)
            }
            finish(&exchange, path: shown)
        }
    }

    private func fstatvfs(_ header: PacketHeader, _ packet: RawSpan, _ handle: RawSpan) {
        onHandle(header, packet, handle, .fstatvfs) { exchange, entry in
            replyStatistics(&exchange) { () throws(FileSystemError) in
                switch entry.object {
                case .file(let file): try file.statistics()
                case .directory(_, let location):
                    try context.fileSystem.statistics(location.span.bytes)
                }
            }
        }
    }

    private func fsync(_ header: PacketHeader, _ packet: RawSpan, _ handle: RawSpan) {
        onHandle(header, packet, handle, .fsync) { exchange, entry in
            guard case .file(let file) = entry.object else {
                replyInvalidHandle(&exchange)
                return
            }
            perform(&exchange) { () throws(FileSystemError) in try file.synchronize() }
        }
    }

    private func onHandle(
        _ header: PacketHeader, _ packet: RawSpan, _ handle: RawSpan,
        _ extensionName: ExtensionName,
        _ body: (inout Exchange, HandleEntry) -> Void
    ) {
        var exchange = exchange(.extended, header, .extended, extensionName)
        let entry = handles.entry(handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            body(&exchange, entry)
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func limits(_ header: PacketHeader, _ packet: RawSpan) {
        var exchange = exchange(.extended, header, .extended, .limits)
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        LimitsReply(
            id: exchange.id, maximumPacketLength: UInt64(WireLimits.receivedPacketLength),
            maximumReadLength: UInt64(WireLimits.dataLength),
            maximumWriteLength: UInt64(WireLimits.dataLength),
            maximumOpenHandles: UInt64(context.limits.openHandles)
        ).write(to: &output, version: version)
        finish(&exchange, path: RawSpan())
    }

    private func homeDirectory(_ header: PacketHeader, _ packet: RawSpan, _ username: RawSpan) {
        var exchange = exchange(.extended, header, .extended, .homeDirectory)
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        let user = String(decoding: username.array, as: UTF8.self)
        if let home = user.isEmpty ? identity.home : context.homes[user] {
            replyPath(&exchange, home)
        } else {
            reply(&exchange, FileSystemError.notFound)
        }
        finish(&exchange, path: RawSpan())
    }

    /// users-groups-by-id@openssh.com.
    private func names(
        _ header: PacketHeader, _ reader: inout WireReader, _ packet: RawSpan
    ) throws(WireError) {
        let request = try UsersGroupsByIDRequest(from: &reader, version: version)
        var exchange = exchange(.extended, header, .extended, .usersGroupsByID)
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        var users: [[UInt8]] = []
        for index in 0..<request.uids.count {
            users.append(context.accounts.userIfKnown(request.uids.id(at: index) ?? 0))
        }
        var groups: [[UInt8]] = []
        for index in 0..<request.gids.count {
            groups.append(context.accounts.groupIfKnown(request.gids.id(at: index) ?? 0))
        }
        UsersGroupsByIDReply(id: exchange.id, usernames: users, groupnames: groups)
            .write(to: &output, version: version)
        finish(&exchange, path: RawSpan())
    }

    private func replyStatistics(
        _ exchange: inout Exchange, _ look: () throws(FileSystemError) -> FileSystemStatistics
    ) {
        do throws(FileSystemError) {
            let found = try look()
            StatvfsReply(
                id: exchange.id, blockSize: found.blockSize, fragmentSize: found.fragmentSize,
                blocks: found.blocks, freeBlocks: found.freeBlocks,
                availableBlocks: found.availableBlocks, files: found.files,
                freeFiles: found.freeFiles, availableFiles: found.availableFiles,
                identifier: found.identifier, flags: found.flags,
                maximumNameLength: found.maximumNameLength
            ).write(to: &output, version: version)
        } catch {
            reply(&exchange, error)
        }
    }

    /// Begins an exchange for a known extension.
    func exchange(
        _ kind: EventKind, _ header: PacketHeader, _ type: PacketType, _ name: ExtensionName
    ) -> Exchange {
        var exchange = exchange(kind, header, type)
        exchange.extensionName = Array(name.rawValue.utf8)
        return exchange
    }
}
