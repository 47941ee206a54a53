internal import SFTPFileSystem
internal import SFTPWire

/// What is behind a handle for which a rule opened no file: nothing to read, and nothing that
/// is written stays.
final class EmptyFile: OpenFile {
    private let owner: FileOwner

    init(owner: FileOwner) { self.owner = owner }

    /// One no file system gives: device numbers are smaller.
    var identity: FileIdentity {
        FileIdentity(device: .max, inode: UInt64(UInt(bitPattern: ObjectIdentifier(self))))
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int { 0 }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileSystemError) {}

    func attributes() throws(FileSystemError) -> FileAttributes {
        FileAttributes(size: 0, uid: owner.uid, gid: owner.gid, permissions: 0o100_644)
    }

    func setAttributes(_ attributes: FileAttributes) throws(FileSystemError) {}

    func synchronize() throws(FileSystemError) {}

    func statistics() throws(FileSystemError) -> FileSystemStatistics { throw .unsupported }

    func close() throws(FileSystemError) {}
}

/// A directory without names, not even those of itself and of the one above.
final class EmptyDirectory: OpenDirectory {
    func next() throws(FileSystemError) -> DirectoryEntry? { nil }

    func close() {}
}
