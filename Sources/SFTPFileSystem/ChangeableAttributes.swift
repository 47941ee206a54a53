public import SFTPWire

/// What of a file a client can change, for `supported` (draft-05 section 4.4) and `supported2`
/// (draft-13 section 5.4).
public struct ChangeableAttributes: Equatable, Sendable {
    /// Attributes; numbers and names of owner and group are both there.
    public var attributes: AttributeFlags
    /// Attribute bits.
    public var bits: AttributeBits

    /// Makes the pair.
    public init(attributes: AttributeFlags, bits: AttributeBits) {
        self.attributes = attributes
        self.bits = bits
    }

    /// What every file system of POSIX can change.
    static let posix = ChangeableAttributes(
        attributes: [
            .size, .uidGid, .ownerGroup, .permissions, .accessTime, .modifyTime,
            .subsecondTimes,
        ], bits: [])

    /// What a file system of this module's own can change: all that clients may set.
    static let stored = ChangeableAttributes(
        attributes: posix.attributes.union([
            .createTime, .acl, .bits, .allocationSize, .textHint, .mimeType,
        ]), bits: .storable)
}

extension FileSystem {
    /// All that clients may set.
    public var changeable: ChangeableAttributes { .stored }
}

extension DiskFileSystem {
    /// What the disk can store.
    public var changeable: ChangeableAttributes { .posix }
}
