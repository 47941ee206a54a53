/// The attributes of a file: the ATTRS value of every version, absent fields are `nil`.
///
/// Field names follow draft-ietf-secsh-filexfer-02 section 5 and -13 section 7. What a version
/// has no field for is not written, and stays absent when read.
public struct FileAttributes: Sendable {
    /// Size in bytes.
    public var size: UInt64?
    /// Bytes occupied on disk (v6).
    public var allocationSize: UInt64?
    /// Numeric owner (v3 only on the wire).
    public var uid: UInt32?
    /// Numeric group (v3 only on the wire).
    public var gid: UInt32?
    /// POSIX mode, with the file-type bits when a server sends it.
    public var permissions: UInt32?
    /// Number of hard links (v6).
    public var linkCount: UInt32?
    /// Last access; v3 sends access and modification time together or not at all.
    public var accessTime: Timestamp?
    /// Last modification.
    public var modifyTime: Timestamp?
    /// Creation (v4 and later).
    public var createTime: Timestamp?
    /// Last change of the attributes (v6).
    public var ctime: Timestamp?
    /// What the file is beside its permissions (v5 and later).
    public var bits: AttributeBits?
    /// Which of `bits` mean anything (v6, there always with `bits`; nil is written as all that
    /// are defined).
    public var bitsValid: AttributeBits?
    /// Type of the file (v4 and later, there always on the wire; nil is written as `unknown`).
    public var type: FileType?
    /// Whether the file is text (v6).
    public var textHint: TextHint?
    /// Owner by name, UTF-8 (v4 and later, with `group`; empty: not meant).
    public var owner: [UInt8]?
    /// Group by name, UTF-8 (v4 and later, with `owner`; empty: not meant).
    public var group: [UInt8]?

    // Fields that files seldom have share one reference, so that copying and dropping the
    // attributes of the others costs no counting for each of them.
    private var rare: RareAttributes?

    /// Makes attributes; fields that are not given are absent.
    public init(
        size: UInt64? = nil, uid: UInt32? = nil, gid: UInt32? = nil, permissions: UInt32? = nil,
        accessTime: Timestamp? = nil, modifyTime: Timestamp? = nil,
        extended: [ExtendedPair] = []
    ) {
        self.size = size
        self.uid = uid
        self.gid = gid
        self.permissions = permissions
        self.accessTime = accessTime
        self.modifyTime = modifyTime
        if !extended.isEmpty { self.extended = extended }
    }

    /// Extended attribute pairs, in wire order.
    public var extended: [ExtendedPair] {
        get { rare?.values.extended ?? [] }
        set { changeRare { $0.extended = newValue } }
    }

    /// Access control list (v4 and later).
    public var acl: AccessControlList? {
        get { rare?.values.acl }
        set { changeRare { $0.acl = newValue } }
    }

    /// MIME type (v6).
    public var mimeType: [UInt8]? {
        get { rare?.values.mimeType }
        set { changeRare { $0.mimeType = newValue } }
    }

    /// The name before its translation to UTF-8 (v6).
    public var untranslatedName: [UInt8]? {
        get { rare?.values.untranslatedName }
        set { changeRare { $0.untranslatedName = newValue } }
    }

    /// Whether there are extended pairs, without touching them.
    var hasExtended: Bool { rare.map { !$0.values.extended.isEmpty } ?? false }

    private mutating func changeRare(_ change: (inout RareAttributes.Values) -> Void) {
        var values = rare?.values ?? RareAttributes.Values()
        change(&values)
        rare = values == RareAttributes.Values() ? nil : RareAttributes(values)
    }
}

extension FileAttributes: Equatable {
    /// Whether both have the same fields with the same values.
    public static func == (left: FileAttributes, right: FileAttributes) -> Bool {
        left.size == right.size && left.allocationSize == right.allocationSize
            && left.uid == right.uid && left.gid == right.gid
            && left.permissions == right.permissions && left.linkCount == right.linkCount
            && left.accessTime == right.accessTime && left.modifyTime == right.modifyTime
            && left.createTime == right.createTime && left.ctime == right.ctime
            && left.bits == right.bits && left.bitsValid == right.bitsValid
            && left.type == right.type && left.textHint == right.textHint
            && left.owner == right.owner && left.group == right.group
            && left.rare?.values == right.rare?.values
    }
}

/// The attributes few files have; never changed, so that copies can share it.
private final class RareAttributes: Sendable {
    struct Values: Equatable {
        var extended: [ExtendedPair] = []
        var acl: AccessControlList?
        var mimeType: [UInt8]?
        var untranslatedName: [UInt8]?
    }

    let values: Values

    init(_ values: Values) { self.values = values }
}

/// A point in time as SFTP knows it: seconds since 1970 UTC and nanoseconds.
public struct Timestamp: Equatable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64
    /// Nanoseconds, 0 to 999,999,999 (v4+ on the wire).
    public var nanoseconds: UInt32

    /// Makes a timestamp.
    public init(seconds: Int64, nanoseconds: UInt32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// One pair of name and value, as ATTRS and INIT/VERSION carry them.
public struct ExtendedPair: Equatable, Sendable {
    /// The name, `x@domain` by convention.
    public var name: [UInt8]
    /// The value, opaque bytes.
    public var value: [UInt8]

    /// Makes a pair.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
