/// Who may do what: the `acl` attribute (draft-04 5.7, draft-13 7.8).
public struct AccessControlList: Equatable, Sendable {
    /// `acl-flags` (v6 only on the wire): the bits `controlIncluded` and its like.
    public var flags: UInt32
    /// The entries, in wire order.
    public var entries: [AccessControlEntry]

    /// Makes a list.
    public init(flags: UInt32 = 0, entries: [AccessControlEntry] = []) {
        self.flags = flags
        self.entries = entries
    }

    /// Allowing and denying entries are meant to change.
    public static let controlIncluded: UInt32 = 0x1
    /// There are allowing and denying entries, though perhaps none.
    public static let controlPresent: UInt32 = 0x2
    /// Allowing and denying entries may come from the parent directory.
    public static let controlInherited: UInt32 = 0x4
    /// Audit and alarm entries are meant to change.
    public static let auditAlarmIncluded: UInt32 = 0x10
    /// Audit and alarm entries may come from the parent directory.
    public static let auditAlarmInherited: UInt32 = 0x20
    /// All bits the draft defines.
    public static let definedFlags: UInt32 = 0x37
}

/// One entry of an access control list.
public struct AccessControlEntry: Equatable, Sendable {
    /// `ace-type`: what the entry does.
    public var type: UInt32
    /// `ace-flag`: how the entry is inherited, and whether it is about a group.
    public var flag: UInt32
    /// `ace-mask`: the rights it is about.
    public var mask: AccessMask
    /// Whom it is about: a name as in owner and group, or one such as `EVERYONE@`.
    public var who: [UInt8]

    /// Makes an entry.
    public init(type: UInt32, flag: UInt32 = 0, mask: AccessMask, who: [UInt8]) {
        self.type = type
        self.flag = flag
        self.mask = mask
        self.who = who
    }

    /// The rights are given.
    public static let accessAllowed: UInt32 = 0
    /// The rights are refused.
    public static let accessDenied: UInt32 = 1
    /// Use of the rights is written to a log.
    public static let systemAudit: UInt32 = 2
    /// Use of the rights raises an alarm.
    public static let systemAlarm: UInt32 = 3

    /// The types by number, without `ACE4_` and `_ACE_TYPE`.
    public static let typeNames = [
        "ACCESS_ALLOWED", "ACCESS_DENIED", "SYSTEM_AUDIT", "SYSTEM_ALARM",
    ]

    /// New files in the directory get the entry.
    public static let fileInherit: UInt32 = 0x1
    /// New directories in the directory get the entry.
    public static let directoryInherit: UInt32 = 0x2
    /// The entry is handed down once.
    public static let noPropagateInherit: UInt32 = 0x4
    /// The entry is handed down and means nothing here.
    public static let inheritOnly: UInt32 = 0x8
    /// Audit or alarm when access succeeds.
    public static let successfulAccess: UInt32 = 0x10
    /// Audit or alarm when access fails.
    public static let failedAccess: UInt32 = 0x20
    /// `who` is a group.
    public static let identifierGroup: UInt32 = 0x40

    /// The flags by bit, without `ACE4_` and, for two, `_ACE` or `_ACE_FLAG`.
    public static let flagNames = [
        "FILE_INHERIT", "DIRECTORY_INHERIT", "NO_PROPAGATE_INHERIT", "INHERIT_ONLY",
        "SUCCESSFUL_ACCESS", "FAILED_ACCESS", "IDENTIFIER_GROUP",
    ]
    /// All flags the drafts define.
    public static let definedFlags: UInt32 = 0x7f
}
