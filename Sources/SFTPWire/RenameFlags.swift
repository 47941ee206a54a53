/// How RENAME renames from version 5 on (draft-05 6.5, draft-13 8.3).
public struct RenameFlags: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes flags from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// An existing target is replaced.
    public static let overwrite = RenameFlags(rawValue: 0x1)
    /// The target's name is never without a file; implies `overwrite`.
    public static let atomic = RenameFlags(rawValue: 0x2)
    /// As the server likes; the other flags are wishes.
    public static let native = RenameFlags(rawValue: 0x4)

    /// The table; names are the drafts' without `SSH_FXP_RENAME_` (v6: `SSH_FXF_RENAME_`).
    public static let table: [FlagRow<RenameFlags>] = [
        FlagRow(.overwrite, "OVERWRITE", .v5 ... .v6),
        FlagRow(.atomic, "ATOMIC", .v5 ... .v6),
        FlagRow(.native, "NATIVE", .v5 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> RenameFlags {
        byVersion[version.index]
    }
}
