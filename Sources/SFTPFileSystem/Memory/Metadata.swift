import SFTPWire

/// Everything stored about one inode besides its content and names.
struct Metadata: Sendable {
    /// Type and permission bits.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    var accessTime: Timestamp
    var modifyTime: Timestamp
    var createTime: Timestamp
    /// When anything about the inode last changed; clients cannot set it.
    var changeTime: Timestamp
    var bits: AttributeBits = []
    var textHint: TextHint?
    var acl: AccessControlList?
    var mimeType: [UInt8]?
    /// The number of the innermost folder with a quota that it lies in.
    var quotaFolder: UInt16?

    /// Metadata of something new; explicit attributes win over the owner and `time`.
    ///
    /// That goes for the ctime too, which what is found in a lower folder has.
    init(
        type: UInt32, attributes: FileAttributes, defaultMode: UInt32, owner: FileOwner,
        time: Timestamp
    ) {
        mode = type | defaultMode
        uid = owner.uid
        gid = owner.gid
        accessTime = time
        modifyTime = time
        createTime = time
        changeTime = time
        textHint = attributes.textHint
        apply(attributes, time: attributes.ctime ?? time)
    }

    /// Whether the owner's bits allow all of `access`, bits of the owner class.
    func allows(_ access: UInt32) -> Bool { mode & access == access }

    /// Notes that the content, or the names in a directory, changed.
    mutating func noteModification(_ time: Timestamp) {
        modifyTime = time
        changeTime = time
    }

    /// Changes what is present, except the sizes.
    mutating func apply(_ attributes: FileAttributes, time: Timestamp) {
        if let permissions = attributes.permissions {
            mode = (mode & FileMode.typeMask) | (permissions & FileMode.permissionMask)
        }
        uid = attributes.uid ?? uid
        gid = attributes.gid ?? gid
        accessTime = attributes.accessTime ?? accessTime
        modifyTime = attributes.modifyTime ?? modifyTime
        createTime = attributes.createTime ?? createTime
        changeTime = time
        bits = attributes.bits(over: bits)
        if let acl = attributes.acl { self.acl = acl.merged(over: self.acl) }
        mimeType = attributes.mimeType ?? mimeType
    }

    /// Bytes of memory the fields of no fixed size take.
    var extraBytes: Int {
        guard acl != nil || mimeType != nil else { return 0 }
        let entryBytes = MemoryLayout<AccessControlEntry>.stride
        let entries = acl?.entries.reduce(0) { $0 + entryBytes + $1.who.count } ?? 0
        return entries + (mimeType?.count ?? 0)
    }

    /// The attributes to show.
    func attributes(
        size: UInt64, allocationSize: UInt64, linkCount: UInt32
    ) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.size = size
        attributes.allocationSize = allocationSize
        attributes.uid = uid
        attributes.gid = gid
        attributes.permissions = mode
        attributes.linkCount = linkCount
        attributes.accessTime = accessTime
        attributes.modifyTime = modifyTime
        attributes.createTime = createTime
        attributes.ctime = changeTime
        attributes.bits = bits
        attributes.bitsValid = AttributeBits.storable.union(bits)
        attributes.textHint = textHint
        // Most files have neither, and setting them allocates.
        if let acl { attributes.acl = acl }
        if let mimeType { attributes.mimeType = mimeType }
        return attributes
    }
}
