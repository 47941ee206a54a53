import SFTPFileSystem
import SFTPWire

// Paths and content as text, so that tests read as what they say.
extension FileSystem {
    func canonical(_ path: String) throws -> String {
        String(decoding: try canonicalPath(Array(path.utf8).span.bytes), as: UTF8.self)
    }

    @discardableResult
    func status(_ path: String) throws -> FileAttributes {
        try attributes(Array(path.utf8).span.bytes, followingSymlinks: true)
    }

    @discardableResult
    func linkStatus(_ path: String) throws -> FileAttributes {
        try attributes(Array(path.utf8).span.bytes, followingSymlinks: false)
    }

    func identify(_ path: String, following: Bool = true) throws -> FileIdentity {
        try identity(Array(path.utf8).span.bytes, followingSymlinks: following)
    }

    func set(_ path: String, following: Bool = true, _ change: (inout FileAttributes) -> Void)
        throws
    {
        var attributes = FileAttributes()
        change(&attributes)
        try setAttributes(
            attributes, path: Array(path.utf8).span.bytes, followingSymlinks: following)
    }

    func setMode(_ mode: UInt32, of path: String) throws {
        try set(path) { $0.permissions = mode }
    }

    @discardableResult
    func open(
        _ path: String, _ options: OpenOptions, _ attributes: FileAttributes = FileAttributes()
    ) throws -> any OpenFile {
        try open(
            Array(path.utf8).span.bytes, options: options, attributes: attributes,
            owner: FileOwner(uid: 7, gid: 8))
    }

    @discardableResult
    func list(_ path: String) throws -> [DirectoryEntry] {
        let directory = try openDirectory(Array(path.utf8).span.bytes)
        defer { directory.close() }
        var entries: [DirectoryEntry] = []
        while let entry = try directory.next() { entries.append(entry) }
        return entries
    }

    func names(_ path: String) throws -> [String] {
        try list(path).map { String(decoding: $0.name, as: UTF8.self) }
    }

    func makeDirectory(_ path: String, mode: UInt32? = nil) throws {
        var attributes = FileAttributes()
        attributes.permissions = mode
        try makeDirectory(
            Array(path.utf8).span.bytes, attributes: attributes,
            owner: FileOwner(uid: 7, gid: 8))
    }

    func removeDirectory(_ path: String) throws {
        try removeDirectory(Array(path.utf8).span.bytes)
    }

    func removeFile(_ path: String) throws {
        try removeFile(Array(path.utf8).span.bytes)
    }

    func rename(_ from: String, _ to: String, replacing: Bool = true) throws {
        try rename(
            Array(from.utf8).span.bytes, to: Array(to.utf8).span.bytes, replacing: replacing)
    }

    @discardableResult
    func readSymlink(_ path: String) throws -> String {
        String(decoding: try readSymlink(Array(path.utf8).span.bytes), as: UTF8.self)
    }

    func makeSymlink(_ path: String, to target: String) throws {
        try makeSymlink(
            at: Array(path.utf8).span.bytes, target: Array(target.utf8).span.bytes,
            owner: FileOwner(uid: 7, gid: 8))
    }

    func makeHardLink(_ path: String, to existing: String) throws {
        try makeHardLink(
            at: Array(path.utf8).span.bytes, existing: Array(existing.utf8).span.bytes)
    }

    @discardableResult
    func counts(_ path: String) throws -> FileSystemStatistics {
        try statistics(Array(path.utf8).span.bytes)
    }

    /// Stores a whole file.
    func put(_ path: String, _ text: String, mode: UInt32? = nil) throws {
        var attributes = FileAttributes()
        attributes.permissions = mode
        let file = try open(path, [.write, .create, .truncate], attributes)
        try file.write(text, at: 0)
        try file.close()
    }

    /// The whole of a file.
    func get(_ path: String) throws -> String {
        let file = try open(path, .read)
        defer { try? file.close() }
        return String(
            decoding: try file.read(Int(file.attributes().size ?? 0), at: 0), as: UTF8.self)
    }
}

extension OpenFile {
    func write(_ text: String, at offset: UInt64) throws {
        try write(Array(text.utf8).span.bytes, at: offset)
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws {
        try write(bytes.span.bytes, at: offset)
    }

    /// Up to `count` bytes from `offset`.
    func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: count)
        let got = try bytes.withUnsafeMutableBytes { try read(at: offset, into: $0) }
        return Array(bytes[..<got])
    }

    /// Up to `count` bytes from `offset`, as text.
    func text(_ count: Int, at offset: UInt64) throws -> String {
        String(decoding: try read(count, at: offset), as: UTF8.self)
    }

    func set(_ change: (inout FileAttributes) -> Void) throws {
        var attributes = FileAttributes()
        change(&attributes)
        try setAttributes(attributes)
    }
}
