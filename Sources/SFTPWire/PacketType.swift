/// The packet types of every version (draft-02 section 3, draft-13 section 4.3).
public enum PacketType: UInt8, CaseIterable, Sendable {
    /// First packet of the client.
    case `init` = 1
    /// The server's answer to INIT.
    case version = 2
    /// Opens or creates a file.
    case open = 3
    /// Closes a file or directory handle.
    case close = 4
    /// Reads from an open file.
    case read = 5
    /// Writes to an open file.
    case write = 6
    /// Attributes of a path, links not followed.
    case lstat = 7
    /// Attributes of an open file.
    case fstat = 8
    /// Changes the attributes of a path.
    case setstat = 9
    /// Changes the attributes of an open file.
    case fsetstat = 10
    /// Opens a directory for listing.
    case opendir = 11
    /// The next names of an open directory.
    case readdir = 12
    /// Removes a file.
    case remove = 13
    /// Makes a directory.
    case mkdir = 14
    /// Removes a directory.
    case rmdir = 15
    /// The absolute form of a path.
    case realpath = 16
    /// Attributes of a path, links followed.
    case stat = 17
    /// Renames a file or directory.
    case rename = 18
    /// The target of a symbolic link.
    case readlink = 19
    /// Makes a symbolic link (v3 to v5).
    case symlink = 20
    /// Makes a hard or symbolic link (v6).
    case link = 21
    /// Locks a byte range (v6).
    case block = 22
    /// Unlocks a byte range (v6).
    case unblock = 23
    /// Outcome of a request.
    case status = 101
    /// A handle that was opened.
    case handle = 102
    /// Bytes that were read.
    case data = 103
    /// Names, of a directory or of one path.
    case name = 104
    /// Attributes that were asked for.
    case attrs = 105
    /// A request of a vendor extension.
    case extended = 200
    /// An answer in a form of the extension's own.
    case extendedReply = 201

    /// Who sends a packet.
    public enum Direction: String, Sendable {
        /// Client to server.
        case request
        /// Server to client.
        case reply
    }

    /// One line of the table of packet types.
    public struct Row: Sendable {
        /// The type.
        public let type: PacketType
        /// Its name in the drafts without `SSH_FXP_`.
        public let shortName: String
        /// Who sends it.
        public let direction: Direction
        /// The versions that have it.
        public let versions: ClosedRange<ProtocolVersion>
        /// Whether a request id follows the type.
        public let hasRequestID: Bool

        /// Its name in the drafts.
        public var name: String { "SSH_FXP_" + shortName }

        fileprivate init(
            _ type: PacketType, _ shortName: String, _ direction: Direction,
            _ versions: ClosedRange<ProtocolVersion> = .v3 ... .v6, hasRequestID: Bool = true
        ) {
            self.type = type
            self.shortName = shortName
            self.direction = direction
            self.versions = versions
            self.hasRequestID = hasRequestID
        }
    }

    // Inlined, so that who wants one column of it looks that column up.

    /// The line of the table for this type; everything else about a type derives from it.
    @inline(__always)
    public var row: Row {
        switch self {
        case .`init`: Row(self, "INIT", .request, hasRequestID: false)
        case .version: Row(self, "VERSION", .reply, hasRequestID: false)
        case .open: Row(self, "OPEN", .request)
        case .close: Row(self, "CLOSE", .request)
        case .read: Row(self, "READ", .request)
        case .write: Row(self, "WRITE", .request)
        case .lstat: Row(self, "LSTAT", .request)
        case .fstat: Row(self, "FSTAT", .request)
        case .setstat: Row(self, "SETSTAT", .request)
        case .fsetstat: Row(self, "FSETSTAT", .request)
        case .opendir: Row(self, "OPENDIR", .request)
        case .readdir: Row(self, "READDIR", .request)
        case .remove: Row(self, "REMOVE", .request)
        case .mkdir: Row(self, "MKDIR", .request)
        case .rmdir: Row(self, "RMDIR", .request)
        case .realpath: Row(self, "REALPATH", .request)
        case .stat: Row(self, "STAT", .request)
        case .rename: Row(self, "RENAME", .request)
        case .readlink: Row(self, "READLINK", .request)
        case .symlink: Row(self, "SYMLINK", .request, .v3 ... .v5)
        case .link: Row(self, "LINK", .request, .v6 ... .v6)
        case .block: Row(self, "BLOCK", .request, .v6 ... .v6)
        case .unblock: Row(self, "UNBLOCK", .request, .v6 ... .v6)
        case .status: Row(self, "STATUS", .reply)
        case .handle: Row(self, "HANDLE", .reply)
        case .data: Row(self, "DATA", .reply)
        case .name: Row(self, "NAME", .reply)
        case .attrs: Row(self, "ATTRS", .reply)
        case .extended: Row(self, "EXTENDED", .request)
        case .extendedReply: Row(self, "EXTENDED_REPLY", .reply)
        }
    }

    /// The table: every type once, by number.
    public static let table = allCases.map(\.row)

    /// Its name in the drafts, `SSH_FXP_` included.
    public var name: String { row.name }

    /// Who sends it.
    public var direction: Direction { row.direction }

    /// Whether a request id follows the type byte.
    public var hasRequestID: Bool { row.hasRequestID }

    /// Whether `version` has this type.
    public func exists(in version: ProtocolVersion) -> Bool { row.versions.contains(version) }
}
