import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Quotas of folders count what lies below them` {
    private func fileSystem(_ quotas: [String: Quota]) throws -> InMemoryFileSystem {
        let tree = FileTree([
            FileTree.Node(path: Array("/in/old".utf8), entry: .file(.zero(size: 400))),
            FileTree.Node(path: Array("/out".utf8), entry: .directory),
        ])
        var byPath: [[UInt8]: Quota] = [:]
        for (path, quota) in quotas { byPath[Array(path.utf8)] = quota }
        return try InMemoryFileSystem(tree, configuration: .init(folderQuotas: byPath))
    }

    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x78, count: count) }

    @Test func `a write below stores what has room, with what was there; elsewhere all`() throws {
        let files = try fileSystem(["/in": Quota(bytes: 1_000)])
        try files.makeDirectory("/in/deep")
        try files.makeDirectory("/in/deep/deeper")
        let file = try files.open("/in/deep/deeper/a", [.read, .write, .create])
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(601), at: 0) }
        #expect(try file.attributes().size == 600)
        let other = try files.open("/out/a", [.write, .create])
        try other.write(bytes(5_000), at: 0)
        // The name alone begins like the folder's.
        let neighbour = try files.open("/inner", [.write, .create])
        try neighbour.write(bytes(5_000), at: 0)
        try files.removeFile("/in/old")
        try file.write(bytes(400), at: 600)
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(1), at: 1_000) }
    }

    @Test func `files, directories and links count, the folder itself does not`() throws {
        let files = try fileSystem(["/in": Quota(files: 3)])
        try files.makeDirectory("/in/sub")
        try files.open("/in/sub/a", [.write, .create]).close()
        #expect(throws: FileSystemError.quotaExceeded) { try files.makeDirectory("/in/more") }
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.open("/in/sub/b", [.write, .create])
        }
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.makeSymlink("/in/link", to: "old")
        }
        try files.makeDirectory("/out/more")
        try files.removeFile("/in/sub/a")
        try files.makeSymlink("/in/link", to: "old")
    }

    @Test func `a folder in a folder counts for both`() throws {
        let files = try fileSystem(["/in": Quota(bytes: 1_000), "/in/sub": Quota(bytes: 500)])
        // It has its quota from the moment it is made.
        try files.makeDirectory("/in/sub")
        let inner = try files.open("/in/sub/a", [.write, .create])
        #expect(throws: FileSystemError.quotaExceeded) { try inner.write(bytes(501), at: 0) }
        let outer = try files.open("/in/b", [.write, .create])
        #expect(throws: FileSystemError.quotaExceeded) { try outer.write(bytes(101), at: 0) }
        try files.removeFile("/in/sub/a")
        try inner.close()
        try outer.write(bytes(500), at: 100)
    }

    @Test func `what is moved counts where it lies, and is never refused`() throws {
        let files = try fileSystem(["/in": Quota(bytes: 1_000)])
        try files.makeDirectory("/out/tree")
        try files.makeDirectory("/out/tree/deep")
        let file = try files.open("/out/tree/deep/a", [.write, .create])
        try file.write(bytes(800), at: 0)
        try files.rename("/out/tree", "/in/tree")
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(1), at: 800) }
        try files.rename("/in/tree/deep", "/out/deep")
        try file.write(bytes(1_000), at: 800)
        let other = try files.open("/in/tree/b", [.write, .create])
        try other.write(bytes(600), at: 0)
        #expect(throws: FileSystemError.quotaExceeded) { try other.write(bytes(1), at: 600) }
    }

    @Test func `a folder has its quota by its path: moved away it has none`() throws {
        let files = try fileSystem(["/in": Quota(files: 1)])
        try files.rename("/in", "/away")
        try files.makeDirectory("/away/more")
        try files.makeDirectory("/in")
        try files.makeDirectory("/in/one")
        #expect(throws: FileSystemError.quotaExceeded) { try files.makeDirectory("/in/two") }
    }

    @Test func `the root can have one, and statistics show what is left`() throws {
        let files = try fileSystem(["/": Quota(bytes: 40_960)])
        #expect(try files.counts("/out").availableBlocks == 9)
        let file = try files.open("/out/a", [.write, .create])
        try file.write(bytes(8_192), at: 0)
        #expect(try file.statistics().availableBlocks == 7)
        #expect(try files.counts("/out/a").availableBlocks == 7)
    }
}
