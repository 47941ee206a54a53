import SFTPFileSystem
import SFTPWire

/// Everything a file system holds, for comparing before with after.
struct Snapshot: Equatable {
    struct Entry: Equatable {
        var attributes: FileAttributes?
        var content: [UInt8]
    }

    private(set) var entries: [Text: Entry] = [:]

    init(_ fileSystem: any FileSystem) {
        add("/", fileSystem)
    }

    private mutating func add(_ path: Text, _ fileSystem: any FileSystem) {
        let bytes = path.bytes
        var attributes = try? fileSystem.attributes(bytes.span.bytes, followingSymlinks: false)
        // Looking is not changing.
        attributes?.accessTime = nil
        let link = try? fileSystem.readSymlink(bytes.span.bytes)
        entries[path] = Entry(
            attributes: attributes, content: link ?? Self.content(of: bytes, fileSystem))
        guard link == nil, let directory = try? fileSystem.openDirectory(bytes.span.bytes) else {
            return
        }
        while let entry = try? directory.next() {
            guard entry.name != [46], entry.name != [46, 46] else { continue }
            add(Text((bytes == [47] ? [] : bytes) + [47] + entry.name), fileSystem)
        }
        directory.close()
    }

    private static func content(of path: [UInt8], _ fileSystem: any FileSystem) -> [UInt8] {
        let owner = FileOwner(uid: 0, gid: 0)
        guard
            let file = try? fileSystem.open(
                path.span.bytes, options: .read, attributes: FileAttributes(), owner: owner)
        else { return [] }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { (try? file.read(at: 0, into: $0)) ?? 0 }
        try? file.close()
        return Array(buffer.prefix(count))
    }
}
