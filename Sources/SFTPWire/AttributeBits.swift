/// What a file is beside its permissions: `attrib-bits` (draft-05 5.8, draft-13 7.9).
public struct AttributeBits: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes bits from their number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Should not be written; advice, no protection.
    public static let readOnly = AttributeBits(rawValue: 0x1)
    /// Belongs to the operating system.
    public static let system = AttributeBits(rawValue: 0x2)
    /// Should not be shown.
    public static let hidden = AttributeBits(rawValue: 0x4)
    /// Names in this directory are compared without case.
    public static let caseInsensitive = AttributeBits(rawValue: 0x8)
    /// Wants to be backed up.
    public static let archive = AttributeBits(rawValue: 0x10)
    /// Stored encrypted.
    public static let encrypted = AttributeBits(rawValue: 0x20)
    /// Stored compressed.
    public static let compressed = AttributeBits(rawValue: 0x40)
    /// Blocks never written are not stored.
    public static let sparse = AttributeBits(rawValue: 0x80)
    /// Can be written at its end only.
    public static let appendOnly = AttributeBits(rawValue: 0x100)
    /// Cannot be written, renamed, linked or deleted.
    public static let immutable = AttributeBits(rawValue: 0x200)
    /// Changes go to the disk at once.
    public static let sync = AttributeBits(rawValue: 0x400)
    /// The name could not be translated to UTF-8 (v6).
    public static let translationError = AttributeBits(rawValue: 0x800)

    /// The table; names are the drafts' without `SSH_FILEXFER_ATTR_FLAGS_`.
    public static let table: [FlagRow<AttributeBits>] = [
        FlagRow(.readOnly, "READONLY", .v5 ... .v6),
        FlagRow(.system, "SYSTEM", .v5 ... .v6),
        FlagRow(.hidden, "HIDDEN", .v5 ... .v6),
        FlagRow(.caseInsensitive, "CASE_INSENSITIVE", .v5 ... .v6),
        FlagRow(.archive, "ARCHIVE", .v5 ... .v6),
        FlagRow(.encrypted, "ENCRYPTED", .v5 ... .v6),
        FlagRow(.compressed, "COMPRESSED", .v5 ... .v6),
        FlagRow(.sparse, "SPARSE", .v5 ... .v6),
        FlagRow(.appendOnly, "APPEND_ONLY", .v5 ... .v6),
        FlagRow(.immutable, "IMMUTABLE", .v5 ... .v6),
        FlagRow(.sync, "SYNC", .v5 ... .v6),
        FlagRow(.translationError, "TRANSLATION_ERR", .v6 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> AttributeBits {
        byVersion[version.index]
    }
}
