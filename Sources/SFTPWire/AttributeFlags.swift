/// Which fields an ATTRS value has: `valid-attribute-flags` of every version.
///
/// Sections: draft-02 5, draft-13 7.1. Draft-04 prints 0x40 for PERMISSIONS, which is ACL's
/// bit; its successors correct it to 4.
public struct AttributeFlags: OptionSet, Hashable, Sendable {
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

    /// One line of the table of flags.
    public struct Row: Sendable {
        /// The bit.
        public let flag: AttributeFlags
        /// Its name in the drafts, without `SSH_FILEXFER_ATTR_`.
        public let name: String
        /// The versions that define it.
        public let versions: ClosedRange<ProtocolVersion>
    }

    /// The table; bit 8 has one line for v3 and one for later versions.
    public static let table: [Row] = [
        Row(flag: .size, name: "SIZE", versions: .v3 ... .v6),
        Row(flag: .uidGid, name: "UIDGID", versions: .v3 ... .v3),
        Row(flag: .permissions, name: "PERMISSIONS", versions: .v3 ... .v6),
        Row(flag: .acModTime, name: "ACMODTIME", versions: .v3 ... .v3),
        Row(flag: .accessTime, name: "ACCESSTIME", versions: .v4 ... .v6),
        Row(flag: .createTime, name: "CREATETIME", versions: .v4 ... .v6),
        Row(flag: .modifyTime, name: "MODIFYTIME", versions: .v4 ... .v6),
        Row(flag: .acl, name: "ACL", versions: .v4 ... .v6),
        Row(flag: .ownerGroup, name: "OWNERGROUP", versions: .v4 ... .v6),
        Row(flag: .subsecondTimes, name: "SUBSECOND_TIMES", versions: .v4 ... .v6),
        Row(flag: .bits, name: "BITS", versions: .v5 ... .v6),
        Row(flag: .allocationSize, name: "ALLOCATION_SIZE", versions: .v6 ... .v6),
        Row(flag: .textHint, name: "TEXT_HINT", versions: .v6 ... .v6),
        Row(flag: .mimeType, name: "MIME_TYPE", versions: .v6 ... .v6),
        Row(flag: .linkCount, name: "LINK_COUNT", versions: .v6 ... .v6),
        Row(flag: .untranslatedName, name: "UNTRANSLATED_NAME", versions: .v6 ... .v6),
        Row(flag: .ctime, name: "CTIME", versions: .v6 ... .v6),
        Row(flag: .extended, name: "EXTENDED", versions: .v3 ... .v6),
    ]

    /// The bits each version defines, in the order of the versions.
    private static let definedByVersion = ProtocolVersion.allCases.map { version in
        table.reduce(into: AttributeFlags()) { flags, row in
            if row.versions.contains(version) { flags.insert(row.flag) }
        }
    }

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> AttributeFlags {
        definedByVersion[Int(version.rawValue - ProtocolVersion.v3.rawValue)]
    }
}
