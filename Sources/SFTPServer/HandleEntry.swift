internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// What a handle stands for.
enum OpenObject {
    case file(any OpenFile)
    /// With the path as the files want it, for requests on the directory itself.
    case directory(any OpenDirectory, path: [UInt8])
}

/// What a handle was opened for and how others are affected by it.
struct HandleUse {
    /// What it may be used for.
    var access: AccessMask
    /// Whether writes go to the end of the file.
    var isAppending = false
    /// What the table of open files counts for it; nil for directories.
    var share: ShareUse?
    /// Where a file in text mode is read and written.
    var text: TextStream?
    /// How many byte-range locks it has.
    var lockCount = 0

    /// The use of a directory handle: version 6 asks for no rights there.
    static var directory: HandleUse { HandleUse(access: .all) }

    /// The use of a handle with no file behind it.
    static var nothing: HandleUse { HandleUse(access: .all) }
}

/// One open handle of a session.
final class HandleEntry {
    /// The open file or directory.
    let object: OpenObject
    /// The path it was opened by, for rules and the journal.
    let path: [UInt8]
    /// The bytes the client was given.
    let handle: [UInt8]
    /// What it is for.
    var use: HandleUse
    /// The listing a rule made of the directory.
    var listing: Listing?
    /// Whether the client sent CLOSE, whatever a rule made of it.
    var closeWasAsked = false

    init(object: OpenObject, path: [UInt8], handle: [UInt8], use: HandleUse) {
        self.object = object
        self.path = path
        self.handle = handle
        self.use = use
    }

    /// What the handle is of, for rules and the journal.
    var kind: HandleKind {
        if case .file = object { .file } else { .directory }
    }

    /// Whether the handle was opened for all of these.
    func allows(_ access: AccessMask) -> Bool { use.access.isSuperset(of: access) }

    /// Whether the handle was opened with the rights to change these attributes (draft-13
    /// section 8.6); owner, group and ACL have rights of their own.
    func allowsChange(of attributes: AttributeFlags) -> Bool {
        let content: AttributeFlags = [.size, .allocationSize]
        let ownership: AttributeFlags = [.uidGid, .ownerGroup]
        var needed: AccessMask = []
        if !attributes.isDisjoint(with: content) { needed.insert(.writeData) }
        if !attributes.isDisjoint(with: ownership) { needed.insert(.writeOwner) }
        if attributes.contains(.acl) { needed.insert(.writeACL) }
        let rest = attributes.subtracting(content).subtracting(ownership)
        if !rest.subtracting([.acl, .subsecondTimes]).isEmpty { needed.insert(.writeAttributes) }
        return allows(needed)
    }
}
