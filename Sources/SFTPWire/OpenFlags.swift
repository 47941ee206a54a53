/// How OPEN opens a file: `pflags` of version 3 and 4 (draft-02 section 6.3, draft-04 6.3).
public struct OpenFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes flags from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reading is allowed.
    public static let read = OpenFlags(rawValue: 0x1)
    /// Writing is allowed.
    public static let write = OpenFlags(rawValue: 0x2)
    /// Writes go to the end of the file.
    public static let append = OpenFlags(rawValue: 0x4)
    /// A missing file is created.
    public static let create = OpenFlags(rawValue: 0x8)
    /// An existing file is emptied.
    public static let truncate = OpenFlags(rawValue: 0x10)
    /// An existing file is an error.
    public static let exclusive = OpenFlags(rawValue: 0x20)
    /// Line ends are converted (v4).
    public static let text = OpenFlags(rawValue: 0x40)

    /// One line of the table of flags.
    public struct Row: Sendable {
        /// The bit.
        public let flag: OpenFlags
        /// Its name in the drafts without `SSH_FXF_`, which is its name in JSON.
        public let name: String
        /// The versions that define it.
        public let versions: ClosedRange<ProtocolVersion>
    }

    /// The table: every flag once, by bit.
    public static let table: [Row] = [
        Row(flag: .read, name: "READ", versions: .v3 ... .v4),
        Row(flag: .write, name: "WRITE", versions: .v3 ... .v4),
        Row(flag: .append, name: "APPEND", versions: .v3 ... .v4),
        Row(flag: .create, name: "CREAT", versions: .v3 ... .v4),
        Row(flag: .truncate, name: "TRUNC", versions: .v3 ... .v4),
        Row(flag: .exclusive, name: "EXCL", versions: .v3 ... .v4),
        Row(flag: .text, name: "TEXT", versions: .v4 ... .v4),
    ]

    /// The flag with this name of the table, case and `SSH_FXF_` prefix as in the drafts.
    public init?(name: String) {
        let short = name.hasPrefix("SSH_FXF_") ? String(name.dropFirst(8)) : name
        guard let row = Self.table.first(where: { $0.name == short }) else { return nil }
        self = row.flag
    }
}
