/// The attributes of a file: the ATTRS value of every version, absent fields are `nil`.
///
/// Field names follow draft-ietf-secsh-filexfer-02 section 5 and -13 section 7. What a version
/// has no field for is not written, and stays absent when read.
///
/// Attributes are made, copied and dropped with every STAT and every name of a listing.
/// So the numbers lie side by side without a mark each, bits say which are there, and what few
/// files have shares one reference. `PacketAttributes` are the same where they lie in a packet.
public struct FileAttributes: Equatable, Sendable {
    @usableFromInline var numbers = Numbers()
    @usableFromInline var rare: RareAttributes?

    /// Makes attributes; fields that are not given are absent.
    @inlinable
    public init(
        size: UInt64? = nil, uid: UInt32? = nil, gid: UInt32? = nil, permissions: UInt32? = nil,
        accessTime: Timestamp? = nil, modifyTime: Timestamp? = nil
    ) {
        self.size = size
        self.uid = uid
        self.gid = gid
        self.permissions = permissions
        self.accessTime = accessTime
        self.modifyTime = modifyTime
    }

    /// Makes attributes with extended pairs; fields that are not given are absent.
    public init(
        size: UInt64? = nil, uid: UInt32? = nil, gid: UInt32? = nil, permissions: UInt32? = nil,
        accessTime: Timestamp? = nil, modifyTime: Timestamp? = nil, extended: [ExtendedPair]
    ) {
        self.init(
            size: size, uid: uid, gid: gid, permissions: permissions, accessTime: accessTime,
            modifyTime: modifyTime)
        self.extended = extended
    }

    /// Size in bytes.
    @inlinable
    public var size: UInt64? {
        get { numbers.present.contains(.size) ? numbers.size : nil }
        set {
            numbers.size = newValue ?? UInt64(0)
            numbers.present.set(.size, newValue != nil)
        }
    }

    /// Bytes occupied on disk (v6).
    @inlinable
    public var allocationSize: UInt64? {
        get { numbers.present.contains(.allocationSize) ? numbers.allocationSize : nil }
        set {
            numbers.allocationSize = newValue ?? UInt64(0)
            numbers.present.set(.allocationSize, newValue != nil)
        }
    }

    /// Numeric owner (v3 only on the wire).
    @inlinable
    public var uid: UInt32? {
        get { numbers.present.contains(.uid) ? numbers.uid : nil }
        set {
            numbers.uid = newValue ?? UInt32(0)
            numbers.present.set(.uid, newValue != nil)
        }
    }

    /// Numeric group (v3 only on the wire).
    @inlinable
    public var gid: UInt32? {
        get { numbers.present.contains(.gid) ? numbers.gid : nil }
        set {
            numbers.gid = newValue ?? UInt32(0)
            numbers.present.set(.gid, newValue != nil)
        }
    }

    /// POSIX mode, with the file-type bits when a server sends it.
    @inlinable
    public var permissions: UInt32? {
        get { numbers.present.contains(.permissions) ? numbers.permissions : nil }
        set {
            numbers.permissions = newValue ?? UInt32(0)
            numbers.present.set(.permissions, newValue != nil)
        }
    }

    /// Number of hard links (v6).
    @inlinable
    public var linkCount: UInt32? {
        get { numbers.present.contains(.linkCount) ? numbers.linkCount : nil }
        set {
            numbers.linkCount = newValue ?? UInt32(0)
            numbers.present.set(.linkCount, newValue != nil)
        }
    }

    /// Last access; v3 sends access and modification time together or not at all.
    @inlinable
    public var accessTime: Timestamp? {
        get { numbers.present.contains(.accessTime) ? numbers.accessTime : nil }
        set {
            numbers.accessTime = newValue ?? Timestamp(seconds: 0)
            numbers.present.set(.accessTime, newValue != nil)
        }
    }

    /// Last modification.
    @inlinable
    public var modifyTime: Timestamp? {
        get { numbers.present.contains(.modifyTime) ? numbers.modifyTime : nil }
        set {
            numbers.modifyTime = newValue ?? Timestamp(seconds: 0)
            numbers.present.set(.modifyTime, newValue != nil)
        }
    }

    /// Creation (v4 and later).
    @inlinable
    public var createTime: Timestamp? {
        get { numbers.present.contains(.createTime) ? numbers.createTime : nil }
        set {
            numbers.createTime = newValue ?? Timestamp(seconds: 0)
            numbers.present.set(.createTime, newValue != nil)
        }
    }

    /// Last change of the attributes (v6).
    @inlinable
    public var ctime: Timestamp? {
        get { numbers.present.contains(.ctime) ? numbers.ctime : nil }
        set {
            numbers.ctime = newValue ?? Timestamp(seconds: 0)
            numbers.present.set(.ctime, newValue != nil)
        }
    }

    /// What the file is beside its permissions (v5 and later).
    @inlinable
    public var bits: AttributeBits? {
        get { numbers.present.contains(.bits) ? numbers.bits : nil }
        set {
            numbers.bits = newValue ?? AttributeBits()
            numbers.present.set(.bits, newValue != nil)
        }
    }

    /// Which of `bits` mean anything (v6, there always with `bits`; nil is written as all that
    /// are defined).
    @inlinable
    public var bitsValid: AttributeBits? {
        get { numbers.present.contains(.bitsValid) ? numbers.bitsValid : nil }
        set {
            numbers.bitsValid = newValue ?? AttributeBits()
            numbers.present.set(.bitsValid, newValue != nil)
        }
    }

    /// Type of the file (v4 and later, there always on the wire; nil is written as `unknown`).
    @inlinable
    public var type: FileType? {
        get { numbers.present.contains(.type) ? numbers.type : nil }
        set {
            numbers.type = newValue ?? FileType(rawValue: 0)
            numbers.present.set(.type, newValue != nil)
        }
    }

    /// Whether the file is text (v6).
    @inlinable
    public var textHint: TextHint? {
        get { numbers.present.contains(.textHint) ? numbers.textHint : nil }
        set {
            numbers.textHint = newValue ?? TextHint(rawValue: 0)
            numbers.present.set(.textHint, newValue != nil)
        }
    }
}
