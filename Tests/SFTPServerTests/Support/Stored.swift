import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

/// The backends on which rules change files.
enum Stored: String, CaseIterable, Sendable {
    case memory, overlay, disk

    /// Calls `body` with a server of this scenario on `/home/demo` with `a.txt` and the folder
    /// `done` in it.
    func withServer(
        scenario: String, _ body: (Server) throws -> Void
    ) throws {
        guard self != .memory else {
            return try body(try Server(scenario: scenario, files: Self.tree))
        }
        var template = Array("/tmp/sftp-double-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { template in
            template.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        let root = try #require(folder)
        defer { Self.removeTree(root) }
        let disk = try DiskFileSystem(root: root)
        try Self.fill(disk)
        let files: any FileSystem =
            self == .disk ? disk : try InMemoryFileSystem(over: LowerFolder(root))
        try body(try Server(scenario: scenario) { _ in files })
    }

    private static let tree: [FileTree.Node] = [
        .init(path: "/home/demo", .directory),
        .init(path: "/home/demo/a.txt", .file(.bytes(Array("hello, world".utf8)))),
        .init(path: "/home/demo/done", .directory),
    ]

    private static func fill(_ files: any FileSystem) throws {
        let owner = FileOwner(uid: 1000, gid: 100)
        for folder in ["/home", "/home/demo", "/home/demo/done"] as [Text] {
            let path = folder.bytes
            try files.makeDirectory(path.span.bytes, attributes: FileAttributes(), owner: owner)
        }
        let path = Array("/home/demo/a.txt".utf8)
        let text = Array("hello, world".utf8)
        let file = try files.open(
            path.span.bytes, options: [.write, .create], attributes: FileAttributes(),
            owner: owner)
        try file.write(text.span.bytes, at: 0)
        try file.close()
    }

    /// Removes a folder of a test, which holds no more than a few plain names.
    private static func removeTree(_ path: String) {
        if unlink(path) == 0 || rmdir(path) == 0 { return }
        guard let stream = opendir(path) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { removeTree(path + "/" + name) }
        }
        closedir(stream)
        rmdir(path)
    }
}

extension Server {
    /// The text of a file; nil when there is none that can be read.
    func text(_ path: Text) -> String? {
        let bytes = path.bytes
        guard
            let file = try? fileSystem.open(
                bytes.span.bytes, options: .read, attributes: FileAttributes(),
                owner: FileOwner(uid: 0, gid: 0))
        else { return nil }
        defer { try? file.close() }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { (try? file.read(at: 0, into: $0)) ?? 0 }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
