import SFTPWire

/// An open file of an in-memory file system.
final class InMemoryOpenFile: OpenFile {
    let identity: FileIdentity
    private var node: FileNode?
    /// Kept open for `node`, which may need its bytes.
    private var lowerFile: OpenLowerFile?
    private let options: OpenOptions
    private let fileSystem: InMemoryFileSystem

    /// Opens `node`, whose permissions were checked.
    init(
        _ node: FileNode, lowerFile: OpenLowerFile?, options: OpenOptions,
        fileSystem: InMemoryFileSystem
    ) {
        identity = node.identity
        self.node = node
        self.lowerFile = lowerFile
        self.options = options
        self.fileSystem = fileSystem
    }

    private func openNode() throws(FileSystemError) -> FileNode {
        guard let node else { throw .inputOutput }
        return node
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int {
        let node = try openNode()
        guard options.contains(.read) else { throw .permissionDenied }
        guard offset <= FileLimits.size else { throw .invalidArgument }
        return try node.read(at: offset, into: buffer, time: fileSystem.configuration.now())
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileSystemError) {
        let node = try openNode()
        guard options.contains(.write) else { throw .permissionDenied }
        try node.write(
            bytes, at: offset, appending: options.contains(.append),
            time: fileSystem.configuration.now())
    }

    func attributes() throws(FileSystemError) -> FileAttributes {
        try openNode().attributes
    }

    func setAttributes(_ attributes: FileAttributes) throws(FileSystemError) {
        let node = try openNode()
        try fileSystem.requireWritable()
        guard !attributes.isResizing || options.contains(.write) else { throw .permissionDenied }
        try node.setAttributes(
            attributes, isOpenForWriting: true, time: fileSystem.configuration.now())
    }

    func synchronize() throws(FileSystemError) {
        _ = try openNode()
    }

    func statistics() throws(FileSystemError) -> FileSystemStatistics {
        let charge = try openNode().charge
        return fileSystem.statistics(for: charge.uid, in: charge.folder)
    }

    func close() throws(FileSystemError) {
        _ = try openNode()
        node = nil
        lowerFile = nil
    }
}
