public import SFTPWire

/// The files a file system starts with, as values: what a scenario's `files` become.
///
/// Parents that are not listed are made with mode 0755. Paths are absolute, without `.`, `..`
/// or empty components, and never pass through a symbolic link of the tree.
public struct FileTree: Equatable, Sendable {
    /// What lies at a path.
    public enum Entry: Equatable, Sendable {
        /// A directory.
        case directory
        /// A regular file.
        case file(FileContent)
        /// A symbolic link with the text `target`, which need not lead anywhere.
        case symlink(target: [UInt8])
    }

    /// One path with its entry and attributes.
    public struct Node: Equatable, Sendable {
        /// Absolute path, raw bytes; `/` sets the attributes of the root.
        public var path: [UInt8]
        /// What lies there.
        public var entry: Entry
        /// Permission bits; nil gives files 0644 and directories 0755, links always have 0777.
        public var mode: UInt32?
        /// Numeric owner; nil means the tree's.
        public var uid: UInt32?
        /// Numeric group; nil means the tree's.
        public var gid: UInt32?
        /// Last access; nil means the time of building.
        public var accessTime: Timestamp?
        /// Last modification; nil means the time of building.
        public var modifyTime: Timestamp?
        /// Creation; nil means the time of building.
        public var createTime: Timestamp?
        /// Attribute bits of a file or directory (draft-13 7.9).
        public var bits: AttributeBits?
        /// Access control list of a file or directory (draft-13 7.8).
        public var acl: AccessControlList?
        /// MIME type (draft-13 7.11).
        public var mimeType: [UInt8]?

        /// Makes a node with defaults for everything not given.
        public init(
            path: [UInt8], entry: Entry, mode: UInt32? = nil, uid: UInt32? = nil,
            gid: UInt32? = nil, accessTime: Timestamp? = nil, modifyTime: Timestamp? = nil,
            createTime: Timestamp? = nil, bits: AttributeBits? = nil,
            acl: AccessControlList? = nil, mimeType: [UInt8]? = nil
        ) {
            self.path = path
            self.entry = entry
            self.mode = mode
            self.uid = uid
            self.gid = gid
            self.accessTime = accessTime
            self.modifyTime = modifyTime
            self.createTime = createTime
            self.bits = bits
            self.acl = acl
            self.mimeType = mimeType
        }
    }

    /// The nodes; listings keep their order.
    public var nodes: [Node]
    /// Who owns nodes that name no owner, and the parents made for them.
    public var owner: FileOwner

    /// Makes a tree.
    public init(_ nodes: [Node] = [], owner: FileOwner = FileOwner(uid: 0, gid: 0)) {
        self.nodes = nodes
        self.owner = owner
    }
}
