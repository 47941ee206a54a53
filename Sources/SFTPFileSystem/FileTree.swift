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

        /// Makes a node with defaults for everything not given.
        public init(
            path: [UInt8], entry: Entry, mode: UInt32? = nil, uid: UInt32? = nil,
            gid: UInt32? = nil, accessTime: Timestamp? = nil, modifyTime: Timestamp? = nil
        ) {
            self.path = path
            self.entry = entry
            self.mode = mode
            self.uid = uid
            self.gid = gid
            self.accessTime = accessTime
            self.modifyTime = modifyTime
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

/// Everything that is wrong with a ``FileTree``.
public struct FileTreeError: Error, Equatable, Sendable {
    /// One node that cannot be built.
    public struct Problem: Equatable, Sendable {
        /// Its place in ``FileTree/nodes``.
        public var index: Int
        /// Its path.
        public var path: [UInt8]
        /// Why.
        public var reason: Reason

        /// Makes a problem.
        public init(index: Int, path: [UInt8], reason: Reason) {
            self.index = index
            self.path = path
            self.reason = reason
        }
    }

    /// Why a node cannot be built.
    public enum Reason: Error, Equatable, Sendable, CaseIterable {
        /// The path does not begin with a slash.
        case notAbsolute
        /// The path has an empty component, `.` or `..`, or ends in a slash.
        case notNormal
        /// The path has a NUL, a name over 255 bytes, or more than 4,095 bytes.
        case invalidName
        /// The same path was listed before.
        case duplicate
        /// A component before the last is a file or a symbolic link.
        case parentNotADirectory
        /// The path has entries below it, so it cannot be a file or a link.
        case notADirectory
        /// The mode has bits outside 07777.
        case invalidMode
        /// A time has a billion nanoseconds or more.
        case invalidTime
        /// The size is over 2^63 - 1, or an empty text is to fill a size above zero.
        case invalidSize
        /// A link target is empty, over 4,095 bytes, or has a NUL.
        case invalidTarget
        /// The folder below an overlay cannot be read there.
        case notReadable
        /// The memory limit is reached.
        case noSpace
    }

    /// The problems, in the order of the nodes; never empty.
    public var problems: [Problem]

    /// Makes an error of problems.
    public init(problems: [Problem]) {
        self.problems = problems
    }
}
