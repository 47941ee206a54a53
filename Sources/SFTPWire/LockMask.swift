/// What a byte-range lock keeps others from: `uLockMask` of BLOCK (draft-13 8.8.1).
///
/// The bits are those of the BLOCK flags of `OpenModes`.
public struct LockMask: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes a mask from its bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nobody else may read the range.
    public static let read = LockMask(rawValue: OpenModes.blockRead.rawValue)
    /// Nobody else may write the range.
    public static let write = LockMask(rawValue: OpenModes.blockWrite.rawValue)
    /// Nobody may delete the file.
    public static let delete = LockMask(rawValue: OpenModes.blockDelete.rawValue)
    /// The lock binds only those who ask for locks.
    public static let advisory = LockMask(rawValue: OpenModes.blockAdvisory.rawValue)

    /// The table; names are the draft's without `SSH_FXF_BLOCK_`.
    public static let table: [FlagRow<LockMask>] = [
        FlagRow(.read, "READ", .v6 ... .v6),
        FlagRow(.write, "WRITE", .v6 ... .v6),
        FlagRow(.delete, "DELETE", .v6 ... .v6),
        FlagRow(.advisory, "ADVISORY", .v6 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> LockMask {
        byVersion[version.index]
    }
}
