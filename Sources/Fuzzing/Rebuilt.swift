internal import SFTPWire

/// Builds packets from the parts of decoded ones, as client and server do.
enum Rebuilt {
    /// The bytes of the packet built from its parts; nil for packets that nobody builds so.
    static func bytes(
        _ packet: RawSpan, _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> [UInt8]? {
        var buffer = WireBuffer(limit: CorpusFile.maximumByteCount)
        do throws(WireError) {
            let packet = try Packet(packet, direction: direction, version: version)
            guard write(packet, version, &buffer) else { return nil }
        } catch {
            return nil
        }
        return buffer.unread.array
    }

    private static func write(
        _ packet: borrowing Packet, _ version: ProtocolVersion, _ buffer: inout WireBuffer
    ) -> Bool {
        switch packet {
        case .open(let it):
            OpenRequest(
                id: it.id, filename: it.filename, flags: it.flags,
                desiredAccess: it.desiredAccess, modes: it.modes, attributes: it.attributes
            ).write(to: &buffer, version: version)
        case .close(let it), .readdir(let it):
            HandleRequest(it.type, id: it.id, handle: it.handle)
                .write(to: &buffer, version: version)
        case .read(let it):
            ReadRequest(id: it.id, handle: it.handle, offset: it.offset, length: it.length)
                .write(to: &buffer, version: version)
        case .write(let it):
            WriteRequest(id: it.id, handle: it.handle, offset: it.offset, data: it.data)
                .write(to: &buffer, version: version)
        case .lstat(let it), .stat(let it):
            StatRequest(it.type, id: it.id, path: it.path, wanted: it.wanted)
                .write(to: &buffer, version: version)
        case .fstat(let it):
            FstatRequest(id: it.id, handle: it.handle, wanted: it.wanted)
                .write(to: &buffer, version: version)
        case .setstat(let it), .mkdir(let it):
            PathAttributesRequest(it.type, id: it.id, path: it.path, attributes: it.attributes)
                .write(to: &buffer, version: version)
        case .fsetstat(let it):
            FsetstatRequest(id: it.id, handle: it.handle, attributes: it.attributes)
                .write(to: &buffer, version: version)
        case .opendir(let it), .remove(let it), .rmdir(let it), .readlink(let it):
            PathRequest(it.type, id: it.id, path: it.path).write(to: &buffer, version: version)
        case .rename(let it):
            RenameRequest(id: it.id, oldpath: it.oldpath, newpath: it.newpath, flags: it.flags)
                .write(to: &buffer, version: version)
        case .symlink(let it):
            // In the draft's order the two change places.
            SymlinkRequest(id: it.id, linkpath: it.targetpath, targetpath: it.linkpath)
                .write(to: &buffer, version: version, order: .draft)
        case .link(let it):
            LinkRequest(
                id: it.id, newLinkPath: it.newLinkPath, existingPath: it.existingPath,
                isSymbolic: it.isSymbolic
            ).write(to: &buffer, version: version)
        case .block(let it):
            BlockRequest(
                id: it.id, handle: it.handle, offset: it.offset, length: it.length, mask: it.mask
            ).write(to: &buffer, version: version)
        case .unblock(let it):
            UnblockRequest(id: it.id, handle: it.handle, offset: it.offset, length: it.length)
                .write(to: &buffer, version: version)
        case .extended(let it):
            ExtendedRequest(id: it.id, name: it.name, payload: it.payload)
                .write(to: &buffer, version: version)
        case .knownExtended(let it): return write(it, version, &buffer)
        case .handle(let it):
            HandleReply(id: it.id, handle: it.handle).write(to: &buffer, version: version)
        case .data(let it):
            DataReply(id: it.id, data: it.data, endOfFile: it.endOfFile)
                .write(to: &buffer, version: version)
        case .attrs(let it):
            AttributesReply.write(
                id: it.id, attributes: it.attributes, to: &buffer, version: version)
        case .status(let it):
            StatusReply(
                id: it.id, code: it.code, message: it.message, language: it.language,
                errorData: it.errorData
            ).write(to: &buffer, version: version)
        case .extendedReply(let it):
            ExtendedReply(id: it.id, payload: it.payload).write(to: &buffer, version: version)
        default: return false
        }
        return true
    }

    private static func write(
        _ packet: borrowing KnownExtendedRequest, _ version: ProtocolVersion,
        _ buffer: inout WireBuffer
    ) -> Bool {
        switch packet {
        case .posixRename(let it):
            PosixRenameRequest(id: it.id, oldpath: it.oldpath, newpath: it.newpath)
                .write(to: &buffer, version: version)
        case .statvfs(let it):
            StatvfsRequest(id: it.id, path: it.path).write(to: &buffer, version: version)
        case .fstatvfs(let it):
            FstatvfsRequest(id: it.id, handle: it.handle).write(to: &buffer, version: version)
        case .hardlink(let it):
            HardlinkRequest(id: it.id, oldpath: it.oldpath, newpath: it.newpath)
                .write(to: &buffer, version: version)
        case .fsync(let it):
            FsyncRequest(id: it.id, handle: it.handle).write(to: &buffer, version: version)
        case .lsetstat(let it):
            LsetstatRequest(id: it.id, path: it.path, attributes: it.attributes)
                .write(to: &buffer, version: version)
        case .limits(let it): LimitsRequest(id: it.id).write(to: &buffer, version: version)
        case .expandPath(let it):
            ExpandPathRequest(id: it.id, path: it.path).write(to: &buffer, version: version)
        case .copyData(let it):
            CopyDataRequest(
                id: it.id, sourceHandle: it.sourceHandle, sourceOffset: it.sourceOffset,
                length: it.length, targetHandle: it.targetHandle, targetOffset: it.targetOffset
            ).write(to: &buffer, version: version)
        case .homeDirectory(let it):
            HomeDirectoryRequest(id: it.id, username: it.username)
                .write(to: &buffer, version: version)
        case .usersGroupsByID(let it):
            UsersGroupsByIDRequest(id: it.id, uids: it.uids, gids: it.gids)
                .write(to: &buffer, version: version)
        case .versionSelect(let it):
            VersionSelectRequest(id: it.id, wanted: it.wanted)
                .write(to: &buffer, version: version)
        case .textSeek(let it):
            TextSeekRequest(id: it.id, handle: it.handle, lineNumber: it.lineNumber)
                .write(to: &buffer, version: version)
        case .vendorID(let it):
            VendorIDRequest(id: it.id, vendor: it.vendor).write(to: &buffer, version: version)
        case .filenameTranslationControl(let it):
            FilenameTranslationControlRequest(id: it.id, translates: it.translates)
                .write(to: &buffer, version: version)
        case .checkFile(let it):
            CheckFileHandleRequest(id: it.id, handle: it.handle, range: copy(it.range))
                .write(to: &buffer, version: version, as: .checkFile)
        case .checkFileHandle(let it):
            CheckFileHandleRequest(id: it.id, handle: it.handle, range: it.range)
                .write(to: &buffer, version: version)
        case .checkFileName(let it):
            CheckFileNameRequest(id: it.id, path: it.path, range: it.range)
                .write(to: &buffer, version: version)
        case .md5Hash(let it):
            MD5HashRequest(id: it.id, path: it.path, range: it.range)
                .write(to: &buffer, version: version)
        case .md5HashHandle(let it):
            MD5HashHandleRequest(id: it.id, handle: it.handle, range: copy(it.range))
                .write(to: &buffer, version: version)
        case .spaceAvailable(let it):
            SpaceAvailableRequest(id: it.id, path: it.path).write(to: &buffer, version: version)
        case .copyFile(let it):
            CopyFileRequest(
                id: it.id, source: it.source, destination: it.destination,
                overwrites: it.overwrites
            ).write(to: &buffer, version: version)
        case .getTempFolder(let it):
            GetTempFolderRequest(id: it.id).write(to: &buffer, version: version)
        case .makeTempFolder(let it):
            MakeTempFolderRequest(id: it.id).write(to: &buffer, version: version)
        }
        return true
    }

    @_lifetime(copy range)
    private static func copy(_ range: CheckFileRange) -> CheckFileRange {
        CheckFileRange(
            algorithms: range.algorithms, offset: range.offset, length: range.length,
            blockSize: range.blockSize)
    }

    @_lifetime(copy range)
    private static func copy(_ range: MD5HashRange) -> MD5HashRange {
        MD5HashRange(
            offset: range.offset, length: range.length, quickCheckHash: range.quickCheckHash)
    }
}
