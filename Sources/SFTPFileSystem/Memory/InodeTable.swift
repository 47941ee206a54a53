import SFTPWire
import Synchronization

/// What an inode is.
enum InodeKind: Sendable {
    /// Its names are in ``Inode/names``.
    case directory
    /// Its attributes and bytes have their own lock.
    case file(FileNode)
    /// The target text.
    case symlink([UInt8])
    /// What is neither, of a lower folder: it can be named, moved and removed, not opened.
    case special
    /// Not in use; the number of the next unused inode, or -1.
    case free(next: Int)
}

/// One entry of the inode table.
struct Inode: Sendable {
    var kind: InodeKind
    /// Of a directory or link; a file keeps its own.
    var metadata: Metadata
    /// Of a directory: its names without `.` and `..`.
    var names = NameTable()
    /// Of a directory: the folder below it, as long as not all of its names are in `names`.
    var unread: UnreadFolder?
    /// What it is in the lower folder, where it has several names.
    var sharedIdentity: FileIdentity?
    /// Of a directory: the one it lies in; the root lies in itself.
    var parent: Int
    /// Of a directory: its only name, shared with its parent's table; empty for the root.
    var name: [UInt8] = []
    /// Of a directory: the innermost folder with a quota that what is in it lies in.
    var quotaFolder: UInt16?
    private var ownLinkCount: UInt32
    /// Never given twice, unlike the number; 0 when not in use.
    ///
    /// It is an identity, and how an open listing notices the end of its directory.
    var serial: UInt64

    /// Makes an inode without names.
    init(kind: InodeKind, metadata: Metadata, serial: UInt64) {
        self.kind = kind
        self.metadata = metadata
        self.serial = serial
        parent = InodeTable.root
        ownLinkCount = 0
    }

    /// Names of it, with `.` and the `..` of subdirectories; a file keeps its own count, for
    /// those who hold a handle only.
    var linkCount: UInt32 {
        get {
            file?.linkCount.load(ordering: .relaxed) ?? ownLinkCount
        }
        set {
            if let file {
                file.linkCount.store(newValue, ordering: .relaxed)
            } else {
                ownLinkCount = newValue
            }
        }
    }

    /// The file, if it is one.
    var file: FileNode? {
        if case .file(let node) = kind { node } else { nil }
    }

    /// The attribute bits.
    var bits: AttributeBits { file?.bits ?? metadata.bits }
}

/// All names and inodes of an in-memory file system, as plain values addressed by number.
///
/// Numbers instead of references keep a look-up free of reference counting and make the end of a
/// deep tree a loop instead of a recursion.
struct InodeTable: Sendable {
    /// The number of the root directory.
    static let root = 0
    /// Bytes accounted for an inode, a file's own state included, besides the text of a link.
    static let inodeCost = 640
    /// Bytes accounted for a name, besides its text.
    static let nameCost = 64

    /// Bytes accounted for an inode of this kind.
    static func cost(of kind: InodeKind) -> Int {
        if case .symlink(let target) = kind { inodeCost + target.count } else { inodeCost }
    }

    /// Bytes accounted for a name.
    static func cost(ofName name: [UInt8]) -> Int { nameCost + name.count }

    var inodes: [Inode]
    private var firstFree = -1
    private(set) var inodeCount = 1
    /// The serial the next inode gets.
    private var nextSerial: UInt64 = 2
    /// The device of every identity in this table.
    let device: UInt64
    let storage: Storage
    /// The folder this lies over, if it is an overlay.
    let lower: LowerFolder?
    /// What has several names in the lower folder, by what it is there.
    var sharedInodes: [FileIdentity: Int] = [:]

    /// Makes a table with an empty root.
    init(root: Metadata, storage: Storage, lower: LowerFolder? = nil) {
        inodes = [Inode(kind: .directory, metadata: root, serial: 1)]
        inodes[Self.root].linkCount = 2
        device = Self.devices.wrappingAdd(1, ordering: .relaxed).oldValue
        self.storage = storage
        self.lower = lower
        if let lower {
            inodes[Self.root].unread = UnreadFolder(path: [])
            inodes[Self.root].linkCount = max(2, lower.rootAttributes.linkCount ?? 2)
        }
        // What is not enforced is not refused.
        try? storage.account?.replace(nil, by: Charge(root), isEnforced: false)
        inodes[Self.root].quotaFolder = storage.account?.folders.number(at: [UInt8(ascii: "/")])
    }

    /// Device numbers with the highest bit, which no kernel gives.
    private static let devices = Atomic<UInt64>(1 << 63)

    /// The identity for a file that is about to be allocated.
    mutating func takeIdentity() -> FileIdentity {
        defer { nextSerial += 1 }
        return FileIdentity(device: device, inode: nextSerial)
    }

    /// Which file an inode is.
    func identity(of number: Int) -> FileIdentity {
        FileIdentity(device: device, inode: inodes[number].serial)
    }

    /// Puts an inode into the table; the caller has reserved its cost and attaches its name.
    mutating func allocate(_ kind: InodeKind, metadata: Metadata) -> Int {
        inodeCount += 1
        let identity = if case .file(let node) = kind { node.identity } else { takeIdentity() }
        let inode = Inode(kind: kind, metadata: metadata, serial: identity.inode)
        guard firstFree >= 0, case .free(let next) = inodes[firstFree].kind else {
            inodes.append(inode)
            return inodes.count - 1
        }
        let number = firstFree
        firstFree = next
        inodes[number] = inode
        return number
    }

    /// Takes an inode without names out of the table.
    ///
    /// Whoever removes a file holds on to it until the lock is free: giving back much memory
    /// takes time.
    private mutating func free(_ number: Int) {
        if inodes[number].file == nil { storage.discharge(inodes[number].metadata, bytes: 0) }
        if let shared = inodes[number].sharedIdentity { sharedInodes[shared] = nil }
        storage.pool.release(Self.cost(of: inodes[number].kind))
        inodes[number].kind = .free(next: firstFree)
        inodes[number].names = NameTable()
        inodes[number].name = []
        inodes[number].serial = 0
        firstFree = number
        inodeCount -= 1
    }

    /// Adds a name for `inode` to `directory`, where it does not exist yet; the caller has
    /// reserved its cost.
    mutating func attachName(
        _ name: [UInt8], of inode: Int, to directory: Int, time: Timestamp
    ) {
        inodes[directory].names.append(name, inode: inode)
        inodes[directory].metadata.noteModification(time)
        inodes[inode].metadata.changeTime = time
        inodes[inode].linkCount += 1
        guard isDirectory(inode) else { return }
        inodes[inode].linkCount += 1
        inodes[inode].parent = directory
        inodes[inode].name = name
        inodes[directory].linkCount += 1
        noteQuotaFolder(of: inode)
    }

    /// Removes the name at `entry` of `directory`, and the inode if that was its last.
    mutating func removeName(at entry: Int, of directory: Int, time: Timestamp) {
        let inode = detachName(at: entry, of: directory, time: time)
        if isDirectory(inode) || inodes[inode].linkCount == 0 { free(inode) }
    }

    /// Removes the name at `entry` of `directory` and keeps the inode; returns its number.
    mutating func detachName(at entry: Int, of directory: Int, time: Timestamp) -> Int {
        let name = inodes[directory].names.entries[entry]
        if !hide(name.name, in: directory) {
            storage.pool.release(Self.cost(ofName: name.name))
        }
        inodes[directory].names.remove(at: entry)
        inodes[directory].metadata.noteModification(time)
        inodes[name.inode].metadata.changeTime = time
        inodes[name.inode].linkCount -= 1
        if isDirectory(name.inode) {
            inodes[name.inode].linkCount -= 1
            // Some lower file systems do not count the folders in a folder.
            inodes[directory].linkCount = max(3, inodes[directory].linkCount) - 1
        }
        return name.inode
    }

    /// Whether `number` is a directory.
    func isDirectory(_ number: Int) -> Bool {
        if case .directory = inodes[number].kind { true } else { false }
    }

    /// Whether `ancestor` is `directory` or lies above it.
    func isSameOrAbove(_ ancestor: Int, _ directory: Int) -> Bool {
        var number = directory
        while number != ancestor {
            guard number != Self.root else { return false }
            number = inodes[number].parent
        }
        return true
    }

    /// Checks the owner's permission on a directory.
    ///
    /// - Throws: `permissionDenied`.
    func require(_ access: UInt32, on directory: Int) throws(FileSystemError) {
        guard inodes[directory].metadata.allows(access) else { throw .permissionDenied }
    }

    /// Checks that a name can be added to a directory.
    ///
    /// - Throws: `permissionDenied`.
    func requireAdding(to directory: Int) throws(FileSystemError) {
        try require(FileMode.ownerWrite, on: directory)
        if inodes[directory].metadata.bits.contains(.immutable) { throw .permissionDenied }
    }

    /// Checks that a name can be taken out of a directory.
    ///
    /// - Throws: `permissionDenied`.
    func requireTaking(from directory: Int) throws(FileSystemError) {
        try requireAdding(to: directory)
        if inodes[directory].metadata.bits.contains(.appendOnly) { throw .permissionDenied }
    }

    /// Checks that no attribute bit keeps the names of an inode from being removed.
    ///
    /// - Throws: `cannotDelete`.
    func requireDeletable(_ number: Int) throws(FileSystemError) {
        guard inodes[number].bits.isDisjoint(with: .undeletable) else { throw .cannotDelete }
    }

    /// Checks that no attribute bit keeps the names of an inode as they are.
    ///
    /// - Throws: `permissionDenied`.
    func requireMovable(_ number: Int) throws(FileSystemError) {
        guard inodes[number].bits.isDisjoint(with: .fixed) else { throw .permissionDenied }
    }
}
