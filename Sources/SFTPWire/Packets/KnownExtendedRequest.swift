/// An EXTENDED request whose name this package knows, its payload decoded.
public enum KnownExtendedRequest: ~Escapable {
    /// posix-rename@openssh.com.
    case posixRename(PosixRenameRequest)
    /// statvfs@openssh.com.
    case statvfs(StatvfsRequest)
    /// fstatvfs@openssh.com.
    case fstatvfs(FstatvfsRequest)
    /// hardlink@openssh.com.
    case hardlink(HardlinkRequest)
    /// fsync@openssh.com.
    case fsync(FsyncRequest)
    /// lsetstat@openssh.com.
    case lsetstat(LsetstatRequest)
    /// limits@openssh.com.
    case limits(LimitsRequest)
    /// expand-path@openssh.com.
    case expandPath(ExpandPathRequest)
    /// copy-data.
    case copyData(CopyDataRequest)
    /// home-directory.
    case homeDirectory(HomeDirectoryRequest)
    /// users-groups-by-id@openssh.com.
    case usersGroupsByID(UsersGroupsByIDRequest)

    /// Reads the payload of the extension `name`, whose name was read; throws its errors.
    @_lifetime(copy reader)
    public init(
        _ name: ExtensionName, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        switch name {
        case .posixRename:
            self = .posixRename(try PosixRenameRequest(from: &reader, version: version))
        case .statvfs: self = .statvfs(try StatvfsRequest(from: &reader, version: version))
        case .fstatvfs: self = .fstatvfs(try FstatvfsRequest(from: &reader, version: version))
        case .hardlink: self = .hardlink(try HardlinkRequest(from: &reader, version: version))
        case .fsync: self = .fsync(try FsyncRequest(from: &reader, version: version))
        case .lsetstat: self = .lsetstat(try LsetstatRequest(from: &reader, version: version))
        case .limits: self = .limits(try LimitsRequest(from: &reader, version: version))
        case .expandPath:
            self = .expandPath(try ExpandPathRequest(from: &reader, version: version))
        case .copyData: self = .copyData(try CopyDataRequest(from: &reader, version: version))
        case .homeDirectory:
            self = .homeDirectory(try HomeDirectoryRequest(from: &reader, version: version))
        case .usersGroupsByID:
            self = .usersGroupsByID(try UsersGroupsByIDRequest(from: &reader, version: version))
        }
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        switch self {
        case .posixRename(let packet): packet.write(to: &buffer, version: version)
        case .statvfs(let packet): packet.write(to: &buffer, version: version)
        case .fstatvfs(let packet): packet.write(to: &buffer, version: version)
        case .hardlink(let packet): packet.write(to: &buffer, version: version)
        case .fsync(let packet): packet.write(to: &buffer, version: version)
        case .lsetstat(let packet): packet.write(to: &buffer, version: version)
        case .limits(let packet): packet.write(to: &buffer, version: version)
        case .expandPath(let packet): packet.write(to: &buffer, version: version)
        case .copyData(let packet): packet.write(to: &buffer, version: version)
        case .homeDirectory(let packet): packet.write(to: &buffer, version: version)
        case .usersGroupsByID(let packet): packet.write(to: &buffer, version: version)
        }
    }
}
