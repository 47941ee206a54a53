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

    /// What a file system of this module's own can change: all that clients may set.
    static let stored = ChangeableAttributes(
        attributes: [
            .size, .uidGid, .ownerGroup, .permissions, .accessTime, .modifyTime, .createTime,
            .subsecondTimes, .acl, .bits, .allocationSize, .textHint, .mimeType,
        ], bits: .storable)

    /// What a disk with extended attributes can: Linux lets no creation time be set.
    static let disk = ChangeableAttributes(
        attributes: stored.attributes.subtracting(.createTime),
        bits: StoredAttributes.storableBits)
}

extension FileSystem {
    /// All that clients may set.
    public var changeable: ChangeableAttributes { .stored }
}

extension DiskFileSystem {
    /// What a disk can store.
    public var changeable: ChangeableAttributes { .disk }
}
