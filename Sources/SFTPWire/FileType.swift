/// The type of a file: the `type` byte of ATTRS from version 4 on (draft-04 5.2, draft-13 7.2).
///
/// Any number can be carried; the table names those of the drafts.
public struct FileType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt8

    /// Makes a type from any number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An ordinary file.
    public static let regular = FileType(rawValue: 1)
    /// A directory.
    public static let directory = FileType(rawValue: 2)
    /// A symbolic link.
    public static let symlink = FileType(rawValue: 3)
    /// A type the protocol has no number for.
    public static let special = FileType(rawValue: 4)
    /// Nobody knows.
    public static let unknown = FileType(rawValue: 5)
    /// A socket (v5 and later).
    public static let socket = FileType(rawValue: 6)
    /// A character device (v5 and later).
    public static let characterDevice = FileType(rawValue: 7)
    /// A block device (v5 and later).
    public static let blockDevice = FileType(rawValue: 8)
    /// A named pipe (v5 and later).
    public static let fifo = FileType(rawValue: 9)

    /// The type in the file-type bits of a POSIX mode; `unknown` when it has none.
    public init(mode: UInt32) {
        switch mode & 0o170000 {
        case 0o100000: self = .regular
        case 0o040000: self = .directory
        case 0o120000: self = .symlink
        case 0o140000: self = .socket
        case 0o020000: self = .characterDevice
        case 0o060000: self = .blockDevice
        case 0o010000: self = .fifo
        case 0: self = .unknown
        default: self = .special
        }
    }

    /// One line of the table of types.
    public struct Row: Sendable {
        /// The type.
        public let type: FileType
        /// Its name in the drafts without `SSH_FILEXFER_TYPE_`.
        public let name: String
        /// The versions that define it.
        public let versions: ClosedRange<ProtocolVersion>
    }

    /// The table: every type once, by number.
    public static let table: [Row] = [
        Row(type: .regular, name: "REGULAR", versions: .v4 ... .v6),
        Row(type: .directory, name: "DIRECTORY", versions: .v4 ... .v6),
        Row(type: .symlink, name: "SYMLINK", versions: .v4 ... .v6),
        Row(type: .special, name: "SPECIAL", versions: .v4 ... .v6),
        Row(type: .unknown, name: "UNKNOWN", versions: .v4 ... .v6),
        Row(type: .socket, name: "SOCKET", versions: .v5 ... .v6),
        Row(type: .characterDevice, name: "CHAR_DEVICE", versions: .v5 ... .v6),
        Row(type: .blockDevice, name: "BLOCK_DEVICE", versions: .v5 ... .v6),
        Row(type: .fifo, name: "FIFO", versions: .v5 ... .v6),
    ]

    /// Whether `version` defines this type.
    public func exists(in version: ProtocolVersion) -> Bool {
        Self.table.contains { $0.type == self && $0.versions.contains(version) }
    }

    /// The type `version` has for this one: `special` for a known one it lacks.
    public func nearest(in version: ProtocolVersion) -> FileType {
        version == .v4 && (Self.socket.rawValue...Self.fifo.rawValue).contains(rawValue)
            ? .special : self
    }
}
