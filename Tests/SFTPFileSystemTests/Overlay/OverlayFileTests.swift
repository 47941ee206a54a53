import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Files of an overlay take memory for what is written to them` {
    /// Bytes that one block, and the inodes of a few names, may take.
    private static let little: UInt64 = 300_000

    @Test func `one byte into a gigabyte takes a block`() throws {
        try withTemporaryFolder { root in
            let size: UInt64 = 1 << 30
            let lower = try DiskFileSystem(root: root)
            let big = try lower.open("/big", [.write, .create])
            try big.set { $0.size = size }
            try big.write("before", at: size / 2 - 6)
            try big.write("after", at: size / 2 + 1)
            let files = try InMemoryFileSystem(
                over: LowerFolder(root),
                configuration: .init(memoryLimitBytes: Self.little))
            let file = try files.open("/big", [.read, .write])
            try file.write("X", at: size / 2)
            let text = try file.text(12, at: size / 2 - 6)
            let end = try file.read(10, at: size - 3)
            let below = try lower.open("/big", .read).text(12, at: size / 2 - 6)
            #expect(text == "beforeXafter")
            #expect(end == [0, 0, 0])
            #expect(below == "before\0after")
        }
    }

    @Test func `changed attributes alone take nothing and stay above`() throws {
        try withOverlay(.init(memoryLimitBytes: Self.little)) { files, folder in
            try files.setMode(0o640, of: "/file")
            try files.set("/file") {
                $0.uid = 12
                $0.modifyTime = Timestamp(seconds: 5, nanoseconds: 6)
            }
            try files.setMode(0o700, of: "/dir")
            let file = try files.status("/file")
            let text = try files.get("/file")
            let dir = try files.status("/dir").permissions
            #expect(file.permissions == 0o100_640)
            #expect(file.uid == 12)
            #expect(file.modifyTime == Timestamp(seconds: 5, nanoseconds: 6))
            #expect(dir == 0o040_700)
            #expect(text == "abc")
        }
    }

    @Test func `open handles see what is written through others`() throws {
        try withOverlay { files, _ in
            let reader = try files.open("/file", .read)
            let identity = try files.identity(of: "/file")
            let before = try reader.text(10, at: 0)
            let writer = try files.open("/file", [.read, .write])
            try writer.write("X", at: 1)
            let after = try reader.text(10, at: 0)
            try files.rename("/file", "/moved")
            try writer.write("Y", at: 3)
            try files.removeFile("/moved")
            let removed = try reader.text(10, at: 0)
            #expect(before == "abc" && after == "aXc" && removed == "aXcY")
            #expect(reader.identity == identity && writer.identity == identity)
        }
    }

    @Test func `what is cut off below comes back as zeros`() throws {
        try withOverlay { files, _ in
            let file = try files.open("/file", [.read, .write])
            try file.set { $0.size = 1 }
            try file.set { $0.size = 3 }
            let cut = try file.read(10, at: 0)
            try files.open("/fixed", .read).close()
            try files.set("/dir/inner") { $0.size = 0 }
            let empty = try files.get("/dir/inner")
            #expect(cut == [0x61, 0, 0])
            #expect(empty == "")
        }
    }

    @Test func `what this process may not read below is refused when it is opened`() throws {
        try withOverlay { files, folder in
            try files.setMode(0o600, of: "/secret")
            #expect(throws: FileSystemError.permissionDenied) { try files.open("/secret", .read) }
            #expect(throws: FileSystemError.permissionDenied) { try files.open("/secret", .write) }
            try files.put("/secret", "overwritten")
            let text = try files.get("/secret")
            #expect(text == "overwritten")
        }
    }

    @Test func `a file that becomes shorter or another below is an error, never other bytes`()
        throws
    {
        try withTemporaryFolder { root in
            let lower = try DiskFileSystem(root: root)
            try lower.put("/short", "12345")
            try lower.put("/other", "12345")
            try lower.put("/gone", "12345")
            let files = try InMemoryFileSystem(over: LowerFolder(root))
            let short = try files.open("/short", .read)
            for path in ["/other", "/gone"] { try files.status(path) }
            try lower.set("/short") { $0.size = 2 }
            try lower.put("/new", "54321")
            try lower.rename("/new", "/other")
            try lower.removeFile("/gone")
            #expect(throws: FileSystemError.inputOutput) { _ = try short.read(5, at: 0) }
            #expect(throws: FileSystemError.inputOutput) { try files.get("/other") }
            #expect(throws: FileSystemError.notFound) { try files.get("/gone") }
            let rest = try short.text(2, at: 0)
            #expect(rest == "12")
        }
    }

    @Test func `the memory limit bounds names too`() throws {
        try withTemporaryFolder { root in
            let lower = try DiskFileSystem(root: root)
            for index in 0..<100 { try lower.put("/\(index)", "") }
            let files = try InMemoryFileSystem(
                over: LowerFolder(root), configuration: .init(memoryLimitBytes: 20_000))
            #expect(throws: FileSystemError.noSpace) { try files.names("/") }
        }
    }
}

@Suite struct `The tree of an overlay lies over its folder` {
    private func node(_ path: String, _ entry: FileTree.Entry) -> FileTree.Node {
        .init(path: Array(path.utf8), entry: entry, mode: 0o711)
    }

    @Test func `files hide, directories join`() throws {
        let tree = FileTree([
            node("/file", .file(.bytes(Array("hidden".utf8)))),
            node("/link", .file(.bytes(Array("no link".utf8)))),
            node("/dir", .directory),
            node("/dir/more", .file(.bytes(Array("more".utf8)))),
            node("/new/file", .symlink(target: Array("../dir/inner".utf8))),
            node("/fixed", .directory),
        ])
        try withOverlay(tree: tree) { files, _ in
            let file = try files.get("/file")
            let link = try files.get("/link")
            let names = try files.names("/dir").sorted()
            let mode = try files.status("/dir").permissions
            let through = try files.get("/new/file")
            let fixed = try files.names("/fixed")
            #expect(file == "hidden" && link == "no link" && through == "x")
            #expect(names == [".", "..", "inner", "more", "sub"])
            #expect(mode == 0o040_711)
            #expect(fixed == [".", ".."])
        }
    }

    @Test(arguments: [
        ("/dir", FileTree.Entry.file(.bytes([])), FileTreeError.Reason.notADirectory),
        ("/file/x", .directory, .parentNotADirectory),
        ("/dirlink/x", .directory, .parentNotADirectory),
        ("/nosearch/inner/x", .directory, .notReadable),
    ])
    func `what cannot lie over the folder is a problem of the tree`(
        path: String, entry: FileTree.Entry, reason: FileTreeError.Reason
    ) throws {
        try withTemporaryFolder { root in
            try Fixture.build(in: try DiskFileSystem(root: root))
            let lower = try LowerFolder(root)
            let error = #expect(throws: FileTreeError.self) {
                try InMemoryFileSystem(FileTree([node(path, entry)]), over: lower)
            }
            #expect(error?.problems.map(\.reason) == [reason])
        }
    }
}
