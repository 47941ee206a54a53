/// The attributes of a file: the ATTRS value of every version, absent fields are `nil`.
///
/// Field names follow draft-ietf-secsh-filexfer-02 section 5 and -13 section 7. What a version
/// has no field for is not written, and stays absent when read.
///
/// Attributes are made, copied and dropped with every STAT and every name of a listing.
/// So the numbers lie side by side without a mark each, bits say which are there, and what few
/// files have shares one reference.
public struct FileAttributes: Equatable, Sendable {
    // A number that is absent is 0, so that equal attributes have equal storage.
    @usableFromInline var present = Present()
    @usableFromInline var storedSize = UInt64(0)
    @usableFromInline var storedAllocationSize = UInt64(0)
    @usableFromInline var storedAccessTime = Timestamp(seconds: 0)
    @usableFromInline var storedModifyTime = Timestamp(seconds: 0)
    @usableFromInline var storedCreateTime = Timestamp(seconds: 0)
    @usableFromInline var storedCtime = Timestamp(seconds: 0)
    @usableFromInline var storedUid = UInt32(0)
    @usableFromInline var storedGid = UInt32(0)
    @usableFromInline var storedPermissions = UInt32(0)
    @usableFromInline var storedLinkCount = UInt32(0)
    @usableFromInline var storedBits = AttributeBits()
    @usableFromInline var storedBitsValid = AttributeBits()
    @usableFromInline var storedType = FileType(rawValue: 0)
    @usableFromInline var storedTextHint = TextHint(rawValue: 0)

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
        get { present.contains(.size) ? storedSize : nil }
        set {
            storedSize = newValue ?? UInt64(0)
            present.set(.size, newValue != nil)
        }
    }

    /// Bytes occupied on disk (v6).
    @inlinable
    public var allocationSize: UInt64? {
        get { present.contains(.allocationSize) ? storedAllocationSize : nil }
        set {
            storedAllocationSize = newValue ?? UInt64(0)
            present.set(.allocationSize, newValue != nil)
        }
    }

    /// Numeric owner (v3 only on the wire).
    @inlinable
    public var uid: UInt32? {
        get { present.contains(.uid) ? storedUid : nil }
        set {
            storedUid = newValue ?? UInt32(0)
            present.set(.uid, newValue != nil)
        }
    }

    /// Numeric group (v3 only on the wire).
    @inlinable
    public var gid: UInt32? {
        get { present.contains(.gid) ? storedGid : nil }
        set {
            storedGid = newValue ?? UInt32(0)
            present.set(.gid, newValue != nil)
        }
    }

    /// POSIX mode, with the file-type bits when a server sends it.
    @inlinable
    public var permissions: UInt32? {
        get { present.contains(.permissions) ? storedPermissions : nil }
        set {
            storedPermissions = newValue ?? UInt32(0)
            present.set(.permissions, newValue != nil)
        }
    }

    /// Number of hard links (v6).
    @inlinable
    public var linkCount: UInt32? {
        get { present.contains(.linkCount) ? storedLinkCount : nil }
        set {
            storedLinkCount = newValue ?? UInt32(0)
            present.set(.linkCount, newValue != nil)
        }
    }

    /// Last access; v3 sends access and modification time together or not at all.
    @inlinable
    public var accessTime: Timestamp? {
        get { present.contains(.accessTime) ? storedAccessTime : nil }
        set {
            storedAccessTime = newValue ?? Timestamp(seconds: 0)
            present.set(.accessTime, newValue != nil)
        }
    }

    /// Last modification.
    @inlinable
    public var modifyTime: Timestamp? {
        get { present.contains(.modifyTime) ? storedModifyTime : nil }
        set {
            storedModifyTime = newValue ?? Timestamp(seconds: 0)
            present.set(.modifyTime, newValue != nil)
        }
    }

    /// Creation (v4 and later).
    @inlinable
    public var createTime: Timestamp? {
        get { present.contains(.createTime) ? storedCreateTime : nil }
        set {
            storedCreateTime = newValue ?? Timestamp(seconds: 0)
            present.set(.createTime, newValue != nil)
        }
    }

    /// Last change of the attributes (v6).
    @inlinable
    public var ctime: Timestamp? {
        get { present.contains(.ctime) ? storedCtime : nil }
        set {
            storedCtime = newValue ?? Timestamp(seconds: 0)
            present.set(.ctime, newValue != nil)
        }
    }

    /// What the file is beside its permissions (v5 and later).
    @inlinable
    public var bits: AttributeBits? {
        get { present.contains(.bits) ? storedBits : nil }
        set {
            storedBits = newValue ?? AttributeBits()
            present.set(.bits, newValue != nil)
        }
    }

    /// Which of `bits` mean anything (v6, there always with `bits`; nil is written as all that
    /// are defined).
    @inlinable
    public var bitsValid: AttributeBits? {
        get { present.contains(.bitsValid) ? storedBitsValid : nil }
        set {
            storedBitsValid = newValue ?? AttributeBits()
            present.set(.bitsValid, newValue != nil)
        }
    }

    /// Type of the file (v4 and later, there always on the wire; nil is written as `unknown`).
    @inlinable
    public var type: FileType? {
        get { present.contains(.type) ? storedType : nil }
        set {
            storedType = newValue ?? FileType(rawValue: 0)
            present.set(.type, newValue != nil)
        }
    }

    /// Whether the file is text (v6).
    @inlinable
    public var textHint: TextHint? {
        get { present.contains(.textHint) ? storedTextHint : nil }
        set {
            storedTextHint = newValue ?? TextHint(rawValue: 0)
            present.set(.textHint, newValue != nil)
        }
    }
}
