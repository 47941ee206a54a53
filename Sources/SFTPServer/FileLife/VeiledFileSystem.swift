internal import SFTPFileSystem
internal import SFTPWire
internal import Synchronization

/// Files of which some cannot be seen by their names: those that are held until they are closed.
///
/// Handles that are open go on. Sessions look through it only once a file was held.
final class VeiledFileSystem: FileSystem {
    private let stored: any FileSystem
    private let hidden = Mutex<[FileIdentity: Int]>([:])
    private let count = Atomic<Int>(0)
    private let wasUsed = Atomic<Bool>(false)

    init(_ stored: any FileSystem) {
        self.stored = stored
    }

    /// Whether a file was ever held.
    var isDrawn: Bool { wasUsed.load(ordering: .relaxed) }

    /// Keeps a file from sight, once more.
    func hide(_ identity: FileIdentity) {
        hidden.withLock { $0[identity, default: 0] += 1 }
        count.wrappingAdd(1, ordering: .relaxed)
        wasUsed.store(true, ordering: .relaxed)
    }

    /// Takes back one `hide`.
    func show(_ identity: FileIdentity) {
        let isKnown = hidden.withLock { hidden in
            guard let times = hidden[identity] else { return false }
            hidden[identity] = times > 1 ? times - 1 : nil
            return true
        }
        if isKnown { count.wrappingSubtract(1, ordering: .relaxed) }
    }

    fileprivate func isHidden(_ path: RawSpan, followingSymlinks: Bool) -> Bool {
        guard count.load(ordering: .relaxed) > 0,
            let identity = try? stored.identity(path, followingSymlinks: followingSymlinks)
        else { return false }
        return hidden.withLock { $0[identity] != nil }
    }

    private func requireVisible(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        if isHidden(path, followingSymlinks: followingSymlinks) { throw .notFound }
    }

    var changeable: ChangeableAttributes { stored.changeable }

    func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try stored.canonicalPath(path)
    }

    func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        try requireVisible(path, followingSymlinks: followingSymlinks)
        return try stored.attributes(path, followingSymlinks: followingSymlinks)
    }

    func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        try requireVisible(path, followingSymlinks: followingSymlinks)
        return try stored.identity(path, followingSymlinks: followingSymlinks)
    }

    func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        try requireVisible(path, followingSymlinks: followingSymlinks)
        try stored.setAttributes(attributes, path: path, followingSymlinks: followingSymlinks)
    }

    /// Who wants to make what somebody else is making has to wait.
    func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        if isHidden(path, followingSymlinks: true) {
            throw options.contains(.create) ? .busy : .notFound
        }
        return try stored.open(path, options: options, attributes: attributes, owner: owner)
    }

    func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        VeiledDirectory(try stored.openDirectory(path), path: path.array, self)
    }

    func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        try stored.makeDirectory(path, attributes: attributes, owner: owner)
    }

    func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        try stored.removeDirectory(path)
    }

    func removeFile(_ path: RawSpan) throws(FileSystemError) {
        try requireVisible(path, followingSymlinks: false)
        try stored.removeFile(path)
    }

    func rename(_ from: RawSpan, to: RawSpan, replacing: Bool) throws(FileSystemError) {
        try requireVisible(from, followingSymlinks: false)
        try stored.rename(from, to: to, replacing: replacing)
    }

    func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try stored.readSymlink(path)
    }

    func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        try stored.makeSymlink(at: path, target: target, owner: owner)
    }

    func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError) {
        try requireVisible(existing, followingSymlinks: false)
        try stored.makeHardLink(at: path, existing: existing)
    }

    func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        try stored.statistics(path)
    }
}

/// A listing without the files that are held.
private final class VeiledDirectory: OpenDirectory {
    private let listing: any OpenDirectory
    private let path: [UInt8]
    private let files: VeiledFileSystem

    init(_ listing: any OpenDirectory, path: [UInt8], _ files: VeiledFileSystem) {
        self.listing = listing
        self.path = path.last == UInt8(ascii: "/") ? path : path + [UInt8(ascii: "/")]
        self.files = files
    }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        while let entry = try listing.next() {
            let full = path + entry.name
            if !files.isHidden(full.span.bytes, followingSymlinks: false) { return entry }
        }
        return nil
    }

    func close() { listing.close() }
}
