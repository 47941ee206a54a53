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
        /// Its name in the drafts, `SSH_FXP_` included.
        public let name: String
        /// Who sends it.
        public let direction: Direction
        /// The versions that have it.
        public let versions: ClosedRange<ProtocolVersion>
        /// Whether a request id follows the type.
        public let hasRequestID: Bool

        fileprivate init(
            _ type: PacketType, _ name: String, _ direction: Direction,
            _ versions: ClosedRange<ProtocolVersion> = .v3 ... .v6, hasRequestID: Bool = true
        ) {
            self.type = type
            self.name = "SSH_FXP_" + name
            self.direction = direction
            self.versions = versions
            self.hasRequestID = hasRequestID
        }
    }

    /// The table: every type once, by number.
    public static let table: [Row] = [
        Row(.`init`, "INIT", .request, hasRequestID: false),
        Row(.version, "VERSION", .reply, hasRequestID: false),
        Row(.open, "OPEN", .request),
        Row(.close, "CLOSE", .request),
        Row(.read, "READ", .request),
        Row(.write, "WRITE", .request),
        Row(.lstat, "LSTAT", .request),
        Row(.fstat, "FSTAT", .request),
        Row(.setstat, "SETSTAT", .request),
        Row(.fsetstat, "FSETSTAT", .request),
        Row(.opendir, "OPENDIR", .request),
        Row(.readdir, "READDIR", .request),
        Row(.remove, "REMOVE", .request),
        Row(.mkdir, "MKDIR", .request),
        Row(.rmdir, "RMDIR", .request),
        Row(.realpath, "REALPATH", .request),
        Row(.stat, "STAT", .request),
        Row(.rename, "RENAME", .request),
        Row(.readlink, "READLINK", .request),
        Row(.symlink, "SYMLINK", .request, .v3 ... .v5),
        Row(.link, "LINK", .request, .v6 ... .v6),
        Row(.block, "BLOCK", .request, .v6 ... .v6),
        Row(.unblock, "UNBLOCK", .request, .v6 ... .v6),
        Row(.status, "STATUS", .reply),
        Row(.handle, "HANDLE", .reply),
        Row(.data, "DATA", .reply),
        Row(.name, "NAME", .reply),
        Row(.attrs, "ATTRS", .reply),
        Row(.extended, "EXTENDED", .request),
        Row(.extendedReply, "EXTENDED_REPLY", .reply),
    ]

    /// The line of the table for this type.
    public var row: Row {
        Self.table.first { $0.type == self } ?? Self.table[0]
    }

    /// Its name in the drafts, `SSH_FXP_` included.
    public var name: String { row.name }

    /// Who sends it: replies are 2 and 101 to 105 and 201 (draft-02 section 3).
    public var direction: Direction {
        switch self {
        case .version, .status, .handle, .data, .name, .attrs, .extendedReply: .reply
        default: .request
        }
    }

    /// Whether a request id follows the type byte.
    public var hasRequestID: Bool { self != .`init` && self != .version }

    /// Whether `version` has this type.
    public func exists(in version: ProtocolVersion) -> Bool {
        switch self {
        case .symlink: version < .v6
        case .link, .block, .unblock: version == .v6
        default: true
        }
    }
}
