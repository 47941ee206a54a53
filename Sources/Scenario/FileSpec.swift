public import SFTPWire

/// A file, directory or link that is there when the server starts.
public struct FileSpec: Equatable, Sendable {
    /// What it is and what is in it.
    public enum Content: Equatable, Sendable {
        /// A file with these bytes.
        case bytes([UInt8])
        /// A file of so many zero bytes.
        case zeros(size: UInt64)
        /// A file of so many bytes that look random, the same for the same seed.
        case random(size: UInt64)
        /// A directory.
        case directory
        /// A symbolic link with this target text.
        case symlink([UInt8])
    }

    /// The absolute path; missing parents are created as directories.
    public var path: [UInt8]
    /// What it is and what is in it.
    public var content: Content
    /// How it grows by itself; nil: it does not.
    public var growth: FileGrowth?
    /// Permission bits without type bits; nil: 0644, 0755 for directories.
    public var permissions: UInt32?
    /// Numeric owner; nil: the server's default.
    public var uid: UInt32?
    /// Numeric group; nil: the server's default.
    public var gid: UInt32?
    /// Last access; nil: as `modifyTime`.
    public var accessTime: Timestamp?
    /// Last modification; nil: when the server starts.
    public var modifyTime: Timestamp?
    /// Creation; nil: when the server starts.
    public var createTime: Timestamp?
    /// Attribute bits.
    public var bits: AttributeBits?
    /// Access control list.
    public var acl: AccessControlList?
    /// MIME type.
    public var mimeType: [UInt8]?

    /// Makes a file with every optional field nil.
    public init(path: [UInt8], content: Content) {
        self.path = path
        self.content = content
    }
}

/// How a file grows by zeros from the start of the server on.
public struct FileGrowth: Equatable, Sendable {
    /// How fast.
    public var bytesPerSecond: UInt64
    /// By how many bytes at most.
    public var mostBytes: UInt64

    /// Makes a growth.
    public init(bytesPerSecond: UInt64, mostBytes: UInt64) {
        self.bytesPerSecond = bytesPerSecond
        self.mostBytes = mostBytes
    }
}
