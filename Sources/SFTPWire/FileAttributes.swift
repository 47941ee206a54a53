/// The attributes of a file: the ATTRS value of every version, absent fields are `nil`.
///
/// Field names follow draft-ietf-secsh-filexfer-02 section 5 and -13 section 7.
public struct FileAttributes: Equatable, Sendable {
    /// Size in bytes.
    public var size: UInt64?
    /// Numeric owner (v3 only on the wire).
    public var uid: UInt32?
    /// Numeric group (v3 only on the wire).
    public var gid: UInt32?
    /// POSIX mode, with the file-type bits when a server sends it.
    public var permissions: UInt32?
    /// Last access; v3 sends access and modification time together or not at all.
    public var accessTime: Timestamp?
    /// Last modification.
    public var modifyTime: Timestamp?
    /// Extended attribute pairs, in wire order.
    public var extended: [ExtendedPair]

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
        self.extended = extended
    }
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
