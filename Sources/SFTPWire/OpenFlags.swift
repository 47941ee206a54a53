/// How OPEN opens a file: `pflags` of version 3 and 4 (draft-02 section 6.3, draft-04 6.3).
public struct OpenFlags: VersionedFlags, Hashable {
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

    /// The table: every flag once, by bit; names are the drafts' without `SSH_FXF_`.
    public static let table: [FlagRow<OpenFlags>] = [
        FlagRow(.read, "READ", .v3 ... .v4),
        FlagRow(.write, "WRITE", .v3 ... .v4),
        FlagRow(.append, "APPEND", .v3 ... .v4),
        FlagRow(.create, "CREAT", .v3 ... .v4),
        FlagRow(.truncate, "TRUNC", .v3 ... .v4),
        FlagRow(.exclusive, "EXCL", .v3 ... .v4),
        FlagRow(.text, "TEXT", .v4 ... .v4),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> OpenFlags {
        byVersion[version.index]
    }
}
