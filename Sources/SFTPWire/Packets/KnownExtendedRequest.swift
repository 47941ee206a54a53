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
    /// version-select.
    case versionSelect(VersionSelectRequest)
    /// text-seek.
    case textSeek(TextSeekRequest)
    /// vendor-id.
    case vendorID(VendorIDRequest)
    /// filename-translation-control.
    case filenameTranslationControl(FilenameTranslationControlRequest)
    /// check-file.
    case checkFile(CheckFileHandleRequest)
    /// check-file-handle.
    case checkFileHandle(CheckFileHandleRequest)
    /// check-file-name.
    case checkFileName(CheckFileNameRequest)
    /// md5-hash.
    case md5Hash(MD5HashRequest)
    /// md5-hash-handle.
    case md5HashHandle(MD5HashHandleRequest)
    /// space-available.
    case spaceAvailable(SpaceAvailableRequest)
    /// copy-file.
    case copyFile(CopyFileRequest)
    /// get-temp-folder.
    case getTempFolder(GetTempFolderRequest)
    /// make-temp-folder.
    case makeTempFolder(MakeTempFolderRequest)

    /// Reads the payload of the extension `name`, whose name was read.
    ///
    /// Throws the packets' errors, and `unexpectedType` for a name that is announced only.
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
        case .versionSelect:
            self = .versionSelect(try VersionSelectRequest(from: &reader, version: version))
        case .textSeek: self = .textSeek(try TextSeekRequest(from: &reader, version: version))
        case .vendorID: self = .vendorID(try VendorIDRequest(from: &reader, version: version))
        case .filenameTranslationControl:
            self = .filenameTranslationControl(
                try FilenameTranslationControlRequest(from: &reader, version: version))
        case .checkFile:
            self = .checkFile(try CheckFileHandleRequest(from: &reader, version: version))
        case .checkFileHandle:
            self = .checkFileHandle(try CheckFileHandleRequest(from: &reader, version: version))
        case .checkFileName:
            self = .checkFileName(try CheckFileNameRequest(from: &reader, version: version))
        case .md5Hash: self = .md5Hash(try MD5HashRequest(from: &reader, version: version))
        case .md5HashHandle:
            self = .md5HashHandle(try MD5HashHandleRequest(from: &reader, version: version))
        case .spaceAvailable:
            self = .spaceAvailable(try SpaceAvailableRequest(from: &reader, version: version))
        case .copyFile: self = .copyFile(try CopyFileRequest(from: &reader, version: version))
        case .getTempFolder:
            self = .getTempFolder(try GetTempFolderRequest(from: &reader, version: version))
        case .makeTempFolder:
            self = .makeTempFolder(try MakeTempFolderRequest(from: &reader, version: version))
        case .versions, .newline, .filenameCharset, .supported, .supported2, .aclSupported:
            throw WireError(.unexpectedType, at: reader.offset, in: "extended-request")
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
        case .versionSelect(let packet): packet.write(to: &buffer, version: version)
        case .textSeek(let packet): packet.write(to: &buffer, version: version)
        case .vendorID(let packet): packet.write(to: &buffer, version: version)
        case .filenameTranslationControl(let packet):
            packet.write(to: &buffer, version: version)
        case .checkFile(let packet):
            packet.write(to: &buffer, version: version, as: .checkFile)
        case .checkFileHandle(let packet): packet.write(to: &buffer, version: version)
        case .checkFileName(let packet): packet.write(to: &buffer, version: version)
        case .md5Hash(let packet): packet.write(to: &buffer, version: version)
        case .md5HashHandle(let packet): packet.write(to: &buffer, version: version)
        case .spaceAvailable(let packet): packet.write(to: &buffer, version: version)
        case .copyFile(let packet): packet.write(to: &buffer, version: version)
        case .getTempFolder(let packet): packet.write(to: &buffer, version: version)
        case .makeTempFolder(let packet): packet.write(to: &buffer, version: version)
        }
    }
}
