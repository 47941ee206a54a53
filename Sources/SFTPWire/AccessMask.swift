/// Rights on a file: `ace-mask` of an ACL (v4 and later) and `desired-access` of OPEN (v5 and
/// later).
///
/// Sections: draft-04 5.7, draft-05 6.3.1, draft-13 7.8 and 8.1.1.2.
public struct AccessMask: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes a mask from its bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reads the file.
    public static let readData = AccessMask(rawValue: 0x1)
    /// Lists the directory (the bit of `readData`).
    public static let listDirectory = AccessMask(rawValue: 0x1)
    /// Writes the file.
    public static let writeData = AccessMask(rawValue: 0x2)
    /// Makes files in the directory (the bit of `writeData`).
    public static let addFile = AccessMask(rawValue: 0x2)
    /// Appends to the file.
    public static let appendData = AccessMask(rawValue: 0x4)
    /// Makes directories in the directory (the bit of `appendData`).
    public static let addSubdirectory = AccessMask(rawValue: 0x4)
    /// Reads named attributes.
    public static let readNamedAttributes = AccessMask(rawValue: 0x8)
    /// Writes named attributes.
    public static let writeNamedAttributes = AccessMask(rawValue: 0x10)
    /// Executes the file.
    public static let execute = AccessMask(rawValue: 0x20)
    /// Deletes what is in the directory.
    public static let deleteChild = AccessMask(rawValue: 0x40)
    /// Reads attributes.
    public static let readAttributes = AccessMask(rawValue: 0x80)
    /// Writes attributes.
    public static let writeAttributes = AccessMask(rawValue: 0x100)
    /// Deletes the file.
    public static let delete = AccessMask(rawValue: 0x1_0000)
    /// Reads the ACL.
    public static let readACL = AccessMask(rawValue: 0x2_0000)
    /// Writes the ACL.
    public static let writeACL = AccessMask(rawValue: 0x4_0000)
    /// Changes owner and group.
    public static let writeOwner = AccessMask(rawValue: 0x8_0000)
    /// Works synchronously with the server's copy.
    public static let synchronize = AccessMask(rawValue: 0x10_0000)

    /// The table; names are the drafts' without `ACE4_`.
    ///
    /// Three bits have a second name for directories.
    public static let table: [FlagRow<AccessMask>] = [
        FlagRow(.readData, "READ_DATA", .v4 ... .v6),
        FlagRow(.listDirectory, "LIST_DIRECTORY", .v4 ... .v6),
        FlagRow(.writeData, "WRITE_DATA", .v4 ... .v6),
        FlagRow(.addFile, "ADD_FILE", .v4 ... .v6),
        FlagRow(.appendData, "APPEND_DATA", .v4 ... .v6),
        FlagRow(.addSubdirectory, "ADD_SUBDIRECTORY", .v4 ... .v6),
        FlagRow(.readNamedAttributes, "READ_NAMED_ATTRS", .v4 ... .v6),
        FlagRow(.writeNamedAttributes, "WRITE_NAMED_ATTRS", .v4 ... .v6),
        FlagRow(.execute, "EXECUTE", .v4 ... .v6),
        FlagRow(.deleteChild, "DELETE_CHILD", .v4 ... .v6),
        FlagRow(.readAttributes, "READ_ATTRIBUTES", .v4 ... .v6),
        FlagRow(.writeAttributes, "WRITE_ATTRIBUTES", .v4 ... .v6),
        FlagRow(.delete, "DELETE", .v4 ... .v6),
        FlagRow(.readACL, "READ_ACL", .v4 ... .v6),
        FlagRow(.writeACL, "WRITE_ACL", .v4 ... .v6),
        FlagRow(.writeOwner, "WRITE_OWNER", .v4 ... .v6),
        FlagRow(.synchronize, "SYNCHRONIZE", .v4 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> AccessMask {
        byVersion[version.index]
    }
}
