/// The vendor extensions this package knows, with the version text they are announced with.
///
/// Layouts: OpenSSH's PROTOCOL file, section 4; draft-ietf-secsh-filexfer-extensions-00.
public enum ExtensionName: String, CaseIterable, Sendable {
    /// Rename that replaces the target.
    case posixRename = "posix-rename@openssh.com"
    /// statvfs(3) of a path.
    case statvfs = "statvfs@openssh.com"
    /// statvfs(3) of an open file.
    case fstatvfs = "fstatvfs@openssh.com"
    /// Hard link.
    case hardlink = "hardlink@openssh.com"
    /// Flushes an open file.
    case fsync = "fsync@openssh.com"
    /// SETSTAT that does not follow links.
    case lsetstat = "lsetstat@openssh.com"
    /// The server's size limits.
    case limits = "limits@openssh.com"
    /// REALPATH that knows `~`.
    case expandPath = "expand-path@openssh.com"
    /// Copies between open files on the server.
    case copyData = "copy-data"
    /// A user's home directory.
    case homeDirectory = "home-directory"
    /// Names of numeric users and groups.
    case usersGroupsByID = "users-groups-by-id@openssh.com"

    /// The version OpenSSH announces in its VERSION packet.
    public var version: String {
        switch self {
        case .statvfs, .fstatvfs: "2"
        default: "1"
        }
    }

    /// The extension with exactly these bytes as its name, or nil.
    public init?(_ name: RawSpan) {
        for candidate in Self.allCases where name.isEqual(to: candidate.rawValue.utf8) {
            self = candidate
            return
        }
        return nil
    }
}
