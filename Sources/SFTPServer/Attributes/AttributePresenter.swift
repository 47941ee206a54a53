internal import SFTPWire

/// Shows the attributes of files as a version has them.
///
/// Files know numbers and modes; from version 4 on clients are told names and a type. One
/// presenter serves a whole listing, whose entries repeat their owners.
struct AttributePresenter {
    private let context: ServerContext
    private let version: ProtocolVersion
    /// The last owner and group, by number and by name.
    private var last = FileAttributes()

    init(_ context: ServerContext, version: ProtocolVersion) {
        self.context = context
        self.version = version
    }

    /// Adds what follows from other fields and takes away what the version does not define; what
    /// a rule has set stays.
    mutating func present(_ attributes: inout FileAttributes) {
        guard version > .v3 else { return }
        attributes.deriveType()
        attributes.type = attributes.type?.nearest(in: version)
        // The type has a field of its own, and nothing else may be sent (draft-13 section 7.6).
        if let mode = attributes.permissions {
            attributes.permissions = mode & FileAttributes.permissionBits
        }
        name(&attributes)
        if let bits = attributes.bits {
            attributes.bits = bits.intersection(.defined(in: version))
        }
    }

    /// Adds owner and group by name to numbers that came without.
    private mutating func name(_ attributes: inout FileAttributes) {
        guard attributes.owner == nil || attributes.group == nil else { return }
        if attributes.uid != last.uid || attributes.gid != last.gid {
            last = FileAttributes(uid: attributes.uid, gid: attributes.gid)
            last.owner = attributes.uid.map { context.accounts.user($0) }
            last.group = attributes.gid.map { context.accounts.group($0) }
        }
        if attributes.owner == nil, attributes.group == nil {
            attributes.takeNames(of: last)
        } else if attributes.owner == nil {
            attributes.owner = last.owner
        } else {
            attributes.group = last.group
        }
    }
}

extension FileAttributes {
    /// The bits of `permissions` the drafts define (draft-13 section 7.6).
    static var permissionBits: UInt32 { 0o7777 }

    /// Takes the type from the mode, unless there is one.
    fileprivate mutating func deriveType() {
        if type == nil, let permissions { type = FileType(mode: permissions) }
    }

    /// Leaves out of a listing, for which no client can say what it wants, what clients that
    /// people use cannot read (draft-13 section 7.1: servers need not send all they know).
    ///
    /// lftp 4.9 does not know allocation sizes, asyncssh 2.24 and net-sftp 4.0 read the bits of
    /// version 5 as if they were those of version 6 or none; bits that are set are sent all the
    /// same. STAT gives all to whoever asks.
    mutating func keepForListing(in version: ProtocolVersion) {
        allocationSize = nil
        if version == .v5, bits?.isEmpty ?? false { bits = nil }
    }

    /// Leaves out the fields in which a client shows no interest (draft-13 section 8.5).
    ///
    /// The mask is a hint, and a server may send more; sending what was asked for shows clients
    /// that read fields without asking. An empty mask names no interest: everything is sent. The
    /// type is always there.
    mutating func keep(_ wanted: AttributeFlags) {
        guard !wanted.isEmpty else { return }
        deriveType()
        if !wanted.contains(.size) { size = nil }
        if !wanted.contains(.permissions) { permissions = nil }
        if !wanted.contains(.ownerGroup) {
            uid = nil
            gid = nil
        }
        if !wanted.contains(.accessTime) { accessTime = nil }
        if !wanted.contains(.createTime) { createTime = nil }
        if !wanted.contains(.modifyTime) { modifyTime = nil }
        if !wanted.contains(.ctime) { ctime = nil }
        if !wanted.contains(.subsecondTimes) { dropNanoseconds() }
        if !wanted.contains(.bits) {
            bits = nil
            bitsValid = nil
        }
        if !wanted.contains(.allocationSize) { allocationSize = nil }
        if !wanted.contains(.linkCount) { linkCount = nil }
        if !wanted.contains(.textHint) { textHint = nil }
        // Each of these touches the heap, so only where there is one.
        if !wanted.contains(.acl), acl != nil { acl = nil }
        if !wanted.contains(.mimeType), mimeType != nil { mimeType = nil }
        if !wanted.contains(.extended), !extended.isEmpty { extended = [] }
    }

    private mutating func dropNanoseconds() {
        accessTime?.nanoseconds = 0
        createTime?.nanoseconds = 0
        modifyTime?.nanoseconds = 0
        ctime?.nanoseconds = 0
    }
}
