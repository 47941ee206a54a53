/// How OPEN opens a file from version 5 on: its `flags` (draft-05 6.3.1, draft-13 8.1.1.3).
///
/// The low three bits are a number, the disposition; the others are flags.
public struct OpenModes: VersionedFlags, Hashable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes modes from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Makes modes from a disposition and flags.
    public init(_ disposition: OpenDisposition, _ flags: OpenModes = []) {
        rawValue =
            flags.rawValue & ~Self.accessDisposition.rawValue | disposition.rawValue
    }

    /// What happens to a file that exists or does not; nil for the numbers 5 to 7.
    public var disposition: OpenDisposition? {
        OpenDisposition(rawValue: rawValue & Self.accessDisposition.rawValue)
    }

    /// The bits of the disposition.
    public static let accessDisposition = OpenModes(rawValue: 0x7)
    /// Writes go to the end, not necessarily in one piece.
    public static let appendData = OpenModes(rawValue: 0x8)
    /// Writes go to the end, each in one piece.
    public static let appendDataAtomic = OpenModes(rawValue: 0x10)
    /// Line ends are converted.
    public static let textMode = OpenModes(rawValue: 0x20)
    /// Nobody else may read (a read lock in v5).
    public static let blockRead = OpenModes(rawValue: 0x40)
    /// Nobody else may write (a write lock in v5).
    public static let blockWrite = OpenModes(rawValue: 0x80)
    /// Nobody may delete (a delete lock in v5).
    public static let blockDelete = OpenModes(rawValue: 0x100)
    /// The blocks bind only those who ask for blocks (v6).
    public static let blockAdvisory = OpenModes(rawValue: 0x200)
    /// A symbolic link as the last component is an error (v6).
    public static let noFollow = OpenModes(rawValue: 0x400)
    /// The file goes with its last handle (v6).
    public static let deleteOnClose = OpenModes(rawValue: 0x800)
    /// Wants the privilege of audit and alarm entries (v6).
    public static let accessAuditAlarmInfo = OpenModes(rawValue: 0x1000)
    /// Wants the privilege of backups (v6).
    public static let accessBackup = OpenModes(rawValue: 0x2000)
    /// Reads or writes a backup stream (v6).
    public static let backupStream = OpenModes(rawValue: 0x4000)
    /// Wants the privilege of taking the file over (v6).
    public static let overrideOwner = OpenModes(rawValue: 0x8000)

    /// The table; names are the drafts' without `SSH_FXF_`.
    ///
    /// Six bits were renamed in v6 and have two lines.
    public static let table: [FlagRow<OpenModes>] = [
        FlagRow(.accessDisposition, "ACCESS_DISPOSITION", .v5 ... .v6),
        FlagRow(.appendData, "ACCESS_APPEND_DATA", .v5 ... .v5),
        FlagRow(.appendData, "APPEND_DATA", .v6 ... .v6),
        FlagRow(.appendDataAtomic, "ACCESS_APPEND_DATA_ATOMIC", .v5 ... .v5),
        FlagRow(.appendDataAtomic, "APPEND_DATA_ATOMIC", .v6 ... .v6),
        FlagRow(.textMode, "ACCESS_TEXT_MODE", .v5 ... .v5),
        FlagRow(.textMode, "TEXT_MODE", .v6 ... .v6),
        FlagRow(.blockRead, "ACCESS_READ_LOCK", .v5 ... .v5),
        FlagRow(.blockRead, "BLOCK_READ", .v6 ... .v6),
        FlagRow(.blockWrite, "ACCESS_WRITE_LOCK", .v5 ... .v5),
        FlagRow(.blockWrite, "BLOCK_WRITE", .v6 ... .v6),
        FlagRow(.blockDelete, "ACCESS_DELETE_LOCK", .v5 ... .v5),
        FlagRow(.blockDelete, "BLOCK_DELETE", .v6 ... .v6),
        FlagRow(.blockAdvisory, "BLOCK_ADVISORY", .v6 ... .v6),
        FlagRow(.noFollow, "NOFOLLOW", .v6 ... .v6),
        FlagRow(.deleteOnClose, "DELETE_ON_CLOSE", .v6 ... .v6),
        FlagRow(.accessAuditAlarmInfo, "ACCESS_AUDIT_ALARM_INFO", .v6 ... .v6),
        FlagRow(.accessBackup, "ACCESS_BACKUP", .v6 ... .v6),
        FlagRow(.backupStream, "BACKUP_STREAM", .v6 ... .v6),
        FlagRow(.overrideOwner, "OVERRIDE_OWNER", .v6 ... .v6),
    ]

    private static let byVersion = definedByVersion()

    /// All bits `version` defines.
    public static func defined(in version: ProtocolVersion) -> OpenModes {
        byVersion[version.index]
    }
}

/// What OPEN does about a file that exists or does not (draft-05 6.3.1, draft-13 8.1.1.3).
public enum OpenDisposition: UInt32, CaseIterable, Sendable {
    /// Makes the file; an existing one is an error.
    case createNew = 0
    /// Makes the file or empties the existing one.
    case createTruncate = 1
    /// Opens the existing file; none is an error.
    case openExisting = 2
    /// Opens the existing file or makes it.
    case openOrCreate = 3
    /// Empties the existing file; none is an error.
    case truncateExisting = 4

    /// Its name in the drafts without `SSH_FXF_`.
    public var name: String {
        switch self {
        case .createNew: "CREATE_NEW"
        case .createTruncate: "CREATE_TRUNCATE"
        case .openExisting: "OPEN_EXISTING"
        case .openOrCreate: "OPEN_OR_CREATE"
        case .truncateExisting: "TRUNCATE_EXISTING"
        }
    }
}
