/// Any packet, decoded down to its last field.
///
/// Sessions that dispatch on the type decode the one struct they need; this enumeration is for
/// what must treat all packets alike: fuzzing, corpus replay, hexdumps.
public enum Packet: ~Escapable {
    /// SSH_FXP_INIT.
    case `init`(InitPacket)
    /// SSH_FXP_VERSION.
    case version(VersionPacket)
    /// SSH_FXP_OPEN.
    case open(OpenRequest)
    /// SSH_FXP_CLOSE.
    case close(HandleRequest)
    /// SSH_FXP_READ.
    case read(ReadRequest)
    /// SSH_FXP_WRITE.
    case write(WriteRequest)
    /// SSH_FXP_LSTAT.
    case lstat(StatRequest)
    /// SSH_FXP_FSTAT.
    case fstat(FstatRequest)
    /// SSH_FXP_SETSTAT.
    case setstat(PathAttributesRequest)
    /// SSH_FXP_FSETSTAT.
    case fsetstat(FsetstatRequest)
    /// SSH_FXP_OPENDIR.
    case opendir(PathRequest)
    /// SSH_FXP_READDIR.
    case readdir(HandleRequest)
    /// SSH_FXP_REMOVE.
    case remove(PathRequest)
    /// SSH_FXP_MKDIR.
    case mkdir(PathAttributesRequest)
    /// SSH_FXP_RMDIR.
    case rmdir(PathRequest)
    /// SSH_FXP_REALPATH.
    case realpath(RealpathRequest)
    /// SSH_FXP_STAT.
    case stat(StatRequest)
    /// SSH_FXP_RENAME.
    case rename(RenameRequest)
    /// SSH_FXP_READLINK.
    case readlink(PathRequest)
    /// SSH_FXP_SYMLINK.
    case symlink(SymlinkRequest)
    /// SSH_FXP_LINK.
    case link(LinkRequest)
    /// SSH_FXP_BLOCK.
    case block(BlockRequest)
    /// SSH_FXP_UNBLOCK.
    case unblock(UnblockRequest)
    /// SSH_FXP_STATUS.
    case status(StatusReply)
    /// SSH_FXP_HANDLE.
    case handle(HandleReply)
    /// SSH_FXP_DATA.
    case data(DataReply)
    /// SSH_FXP_NAME.
    case name(NameReply)
    /// SSH_FXP_ATTRS.
    case attrs(AttributesReply)
    /// SSH_FXP_EXTENDED with a name this package does not know in the version.
    case extended(ExtendedRequest)
    /// SSH_FXP_EXTENDED with a known name.
    case knownExtended(KnownExtendedRequest)
    /// SSH_FXP_EXTENDED_REPLY; its form depends on the request.
    case extendedReply(ExtendedReply)

    /// Decodes a whole packet, its four length bytes included.
    ///
    /// Pairs of INIT and VERSION and entries of NAME are read to the end. Throws the errors of
    /// reader and packets, `unknownType`, and `unexpectedType` for a type the other side sends
    /// or the version lacks.
    @_lifetime(copy packet)
    public init(
        _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion = .v3,
        isStrict: Bool = false, dissection: PacketDissection? = nil
    ) throws(WireError) {
        var reader = try WireReader(packet: packet, isStrict: isStrict, dissection: dissection)
        guard let type = reader.header.type else {
            throw WireError(.unknownType, at: 4, in: "type")
        }
        guard type.direction == direction, type.exists(in: version) else {
            throw WireError(.unexpectedType, at: 4, in: "type")
        }
        switch direction {
        case .request: self = try Self.request(type, from: &reader, version: version)
        case .reply: self = try Self.reply(type, from: &reader, version: version)
        }
    }

    @_lifetime(copy reader)
    @inline(__always)
    private static func request(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) -> Packet {
        switch type {
        case .`init`:
            let packet = try InitPacket(from: &reader)
            try reader.checkExtensionPairs()
            return .`init`(packet)
        case .open: return .open(try OpenRequest(from: &reader, version: version))
        case .close: return .close(try HandleRequest(.close, from: &reader, version: version))
        case .read: return .read(try ReadRequest(from: &reader, version: version))
        case .write: return .write(try WriteRequest(from: &reader, version: version))
        case .lstat: return .lstat(try StatRequest(.lstat, from: &reader, version: version))
        case .fstat: return .fstat(try FstatRequest(from: &reader, version: version))
        case .setstat:
            return .setstat(try PathAttributesRequest(.setstat, from: &reader, version: version))
        case .fsetstat: return .fsetstat(try FsetstatRequest(from: &reader, version: version))
        case .opendir: return .opendir(try PathRequest(.opendir, from: &reader, version: version))
        case .readdir: return .readdir(try HandleRequest(.readdir, from: &reader, version: version))
        case .remove: return .remove(try PathRequest(.remove, from: &reader, version: version))
        case .mkdir:
            return .mkdir(try PathAttributesRequest(.mkdir, from: &reader, version: version))
        case .rmdir: return .rmdir(try PathRequest(.rmdir, from: &reader, version: version))
        case .realpath: return .realpath(try RealpathRequest(from: &reader, version: version))
        case .stat: return .stat(try StatRequest(.stat, from: &reader, version: version))
        case .rename: return .rename(try RenameRequest(from: &reader, version: version))
        case .readlink:
            return .readlink(try PathRequest(.readlink, from: &reader, version: version))
        case .symlink: return .symlink(try SymlinkRequest(from: &reader, version: version))
        case .link: return .link(try LinkRequest(from: &reader, version: version))
        case .block: return .block(try BlockRequest(from: &reader, version: version))
        case .unblock: return .unblock(try UnblockRequest(from: &reader, version: version))
        case .extended:
            let packet = try ExtendedRequest(from: &reader, version: version)
            guard let name = ExtensionName(request: packet.name),
                name.row.requests?.contains(version) == true
            else { return .extended(packet) }
            return .knownExtended(
                try KnownExtendedRequest(name, from: &reader, version: version))
        default: throw WireError(.unexpectedType, at: 4, in: "type")
        }
    }

    @_lifetime(copy reader)
    @inline(__always)
    private static func reply(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) -> Packet {
        switch type {
        case .version:
            let packet = try VersionPacket(from: &reader)
            try reader.checkExtensionPairs()
            return .version(packet)
        case .status: return .status(try StatusReply(from: &reader, version: version))
        case .handle: return .handle(try HandleReply(from: &reader, version: version))
        case .data: return .data(try DataReply(from: &reader, version: version))
        case .name:
            let packet = try NameReply(from: &reader, version: version)
            try reader.checkNameEntries(count: packet.count, version: version)
            return .name(packet)
        case .attrs: return .attrs(try AttributesReply(from: &reader, version: version))
        case .extendedReply:
            return .extendedReply(try ExtendedReply(from: &reader, version: version))
        default: throw WireError(.unexpectedType, at: 4, in: "type")
        }
    }

    /// Appends the packet as this package encodes it.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        switch self {
        case .`init`(let packet): packet.write(to: &buffer)
        case .version(let packet): packet.write(to: &buffer)
        case .open(let packet): packet.write(to: &buffer, version: version)
        case .close(let packet): packet.write(to: &buffer, version: version)
        case .read(let packet): packet.write(to: &buffer, version: version)
        case .write(let packet): packet.write(to: &buffer, version: version)
        case .lstat(let packet): packet.write(to: &buffer, version: version)
        case .fstat(let packet): packet.write(to: &buffer, version: version)
        case .setstat(let packet): packet.write(to: &buffer, version: version)
        case .fsetstat(let packet): packet.write(to: &buffer, version: version)
        case .opendir(let packet): packet.write(to: &buffer, version: version)
        case .readdir(let packet): packet.write(to: &buffer, version: version)
        case .remove(let packet): packet.write(to: &buffer, version: version)
        case .mkdir(let packet): packet.write(to: &buffer, version: version)
        case .rmdir(let packet): packet.write(to: &buffer, version: version)
        case .realpath(let packet): packet.write(to: &buffer, version: version)
        case .stat(let packet): packet.write(to: &buffer, version: version)
        case .rename(let packet): packet.write(to: &buffer, version: version)
        case .readlink(let packet): packet.write(to: &buffer, version: version)
        case .symlink(let packet): packet.write(to: &buffer, version: version)
        case .link(let packet): packet.write(to: &buffer, version: version)
        case .block(let packet): packet.write(to: &buffer, version: version)
        case .unblock(let packet): packet.write(to: &buffer, version: version)
        case .status(let packet): packet.write(to: &buffer, version: version)
        case .handle(let packet): packet.write(to: &buffer, version: version)
        case .data(let packet): packet.write(to: &buffer, version: version)
        case .name(let packet): packet.write(to: &buffer, version: version)
        case .attrs(let packet): packet.write(to: &buffer, version: version)
        case .extended(let packet): packet.write(to: &buffer, version: version)
        case .knownExtended(let packet): packet.write(to: &buffer, version: version)
        case .extendedReply(let packet): packet.write(to: &buffer, version: version)
        }
    }
}
