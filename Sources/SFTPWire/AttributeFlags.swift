/// Which fields an ATTRS value has: `valid-attribute-flags` of every version.
///
/// Sections: draft-02 5, draft-13 7.1. Draft-04 prints 0x40 for PERMISSIONS, which is ACL's
/// bit; its successors correct it to 4.
public struct AttributeFlags: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes flags from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Size.
    public static let size = AttributeFlags(rawValue: 0x1)
    /// Numeric user and group (v3).
    public static let uidGid = AttributeFlags(rawValue: 0x2)
    /// POSIX mode.
    public static let permissions = AttributeFlags(rawValue: 0x4)
    /// Access and modification time together (v3).
    public static let acModTime = AttributeFlags(rawValue: 0x8)
    /// Access time (v4 and later; the bit of `acModTime`).
    public static let accessTime = AttributeFlags(rawValue: 0x8)
    /// Creation time (v4 and later).
    public static let createTime = AttributeFlags(rawValue: 0x10)
    /// Modification time (v4 and later).
    public static let modifyTime = AttributeFlags(rawValue: 0x20)
    /// Access control list (v4 and later).
    public static let acl = AttributeFlags(rawValue: 0x40)
    /// Owner and group by name (v4 and later).
    public static let ownerGroup = AttributeFlags(rawValue: 0x80)
    /// Times have nanoseconds (v4 and later).
    public static let subsecondTimes = AttributeFlags(rawValue: 0x100)
    /// Attribute bits (v5 and later).
    public static let bits = AttributeFlags(rawValue: 0x200)
    /// Bytes occupied on disk (v6).
    public static let allocationSize = AttributeFlags(rawValue: 0x400)
    /// Whether the file is text (v6).
    public static let textHint = AttributeFlags(rawValue: 0x800)
    /// MIME type (v6).
    public static let mimeType = AttributeFlags(rawValue: 0x1000)
    /// Number of hard links (v6).
    public static let linkCount = AttributeFlags(rawValue: 0x2000)
    /// Name before translation to UTF-8 (v6).
    public static let untranslatedName = AttributeFlags(rawValue: 0x4000)
    /// Time of the last change of attributes (v6).
    public static let ctime = AttributeFlags(rawValue: 0x8000)
    /// Extension pairs.
    public static let extended = AttributeFlags(rawValue: 0x8000_0000)

    /// The table; names are the drafts' without `SSH_FILEXFER_ATTR_`.
    ///
    /// Bit 8 has one line for v3 and one for later versions.
    public static let table: [FlagRow<AttributeFlags>] = [
        FlagRow(.size, "SIZE", .v3 ... .v6),
        FlagRow(.uidGid, "UIDGID", .v3 ... .v3),
        FlagRow(.permissions, "PERMISSIONS", .v3 ... .v6),
        FlagRow(.acModTime, "ACMODTIME", .v3 ... .v3),
        FlagRow(.accessTime, "ACCESSTIME", .v4 ... .v6),
        FlagRow(.createTime, "CREATETIME", .v4 ... .v6),
        FlagRow(.modifyTime, "MODIFYTIME", .v4 ... .v6),
        FlagRow(.acl, "ACL", .v4 ... .v6),
        FlagRow(.ownerGroup, "OWNERGROUP", .v4 ... .v6),
        FlagRow(.subsecondTimes, "SUBSECOND_TIMES", .v4 ... .v6),
        FlagRow(.bits, "BITS", .v5 ... .v6),
        FlagRow(.allocationSize, "ALLOCATION_SIZE", .v6 ... .v6),
        FlagRow(.textHint, "TEXT_HINT", .v6 ... .v6),
        FlagRow(.mimeType, "MIME_TYPE", .v6 ... .v6),
        FlagRow(.linkCount, "LINK_COUNT", .v6 ... .v6),
        FlagRow(.untranslatedName, "UNTRANSLATED_NAME", .v6 ... .v6),
        FlagRow(.ctime, "CTIME", .v6 ... .v6),
        FlagRow(.extended, "EXTENDED", .v3 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> AttributeFlags {
        byVersion[version.index]
    }
}
