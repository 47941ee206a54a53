/// Tells one file from all others that exist at the same time; what locks and sharing go by.
public struct FileIdentity: Hashable, Sendable {
    /// The file system: st_dev of a disk; an in-memory one has a number above all of those.
    public var device: UInt64
    /// The file in it; an in-memory file system never gives a number twice.
    public var inode: UInt64

    /// Makes an identity.
    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
