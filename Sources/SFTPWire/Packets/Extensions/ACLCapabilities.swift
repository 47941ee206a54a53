/// What a server can do with access control lists: the data of acl-supported.
///
/// Draft-13 section 5.4.
public struct ACLCapabilities: OptionSet, Hashable, Sendable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes capabilities from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Entries that allow.
    public static let allow = ACLCapabilities(rawValue: 0x1)
    /// Entries that deny.
    public static let deny = ACLCapabilities(rawValue: 0x2)
    /// Entries that log.
    public static let audit = ACLCapabilities(rawValue: 0x4)
    /// Entries that raise an alarm.
    public static let alarm = ACLCapabilities(rawValue: 0x8)
    /// Whether allowing and denying entries are inherited can be chosen.
    public static let inheritAccess = ACLCapabilities(rawValue: 0x10)
    /// Whether logging and alarming entries are inherited can be chosen.
    public static let inheritAuditAlarm = ACLCapabilities(rawValue: 0x20)

    /// Reads the data of acl-supported; throws the reader's errors.
    public init(data: RawSpan) throws(WireError) {
        var reader = WireReader(fields: data)
        self.init(rawValue: try reader.readUInt32("capabilities"))
    }

    /// Appends the data of acl-supported.
    public func write(to buffer: inout WireBuffer) {
        buffer.append(rawValue)
    }
}
