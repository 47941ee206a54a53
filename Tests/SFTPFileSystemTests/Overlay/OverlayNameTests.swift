import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Names of an overlay are those of both layers` {
    @Test func `what was removed stays away, also behind a listing and a new file`() throws {
        try withOverlay { files, _ in
            try files.removeFile("/file")
            #expect(throws: FileSystemError.notFound) { try files.status("/file") }
            let names = try files.names("/")
            #expect(!names.contains("file"))
            #expect(throws: FileSystemError.notFound) { try files.get("/file") }
            try files.put("/file", "new")
            try files.removeFile("/file")
            #expect(throws: FileSystemError.notFound) { try files.linkStatus("/file") }
        }
    }

    @Test func `a folder made where one was removed is empty`() throws {
        try withOverlay { files, _ in
            try files.removeFile("/dir/inner")
            try files.removeFile("/dir/sub/twin2")
            try files.removeDirectory("/dir/sub")
            try files.removeDirectory("/dir")
            try files.makeDirectory("/dir")
            let names = try files.names("/dir")
            #expect(names == [".", ".."])
            #expect(throws: FileSystemError.notFound) { try files.get("/dir/inner") }
        }
    }

    @Test func `a folder nobody has looked into is not empty`() throws {
        try withOverlay { files, _ in
            #expect(throws: FileSystemError.directoryNotEmpty) {
                try files.removeDirectory("/dir")
            }
            #expect(throws: FileSystemError.directoryNotEmpty) {
                try files.rename("/empty", "/dir")
            }
            try files.removeDirectory("/empty")
        }
    }

    @Test func `a folder is moved with all that is below it, seen or not`() throws {
        try withOverlay { files, _ in
            let inner = try files.text(of: "/dir/inner")
            try files.rename("/dir", "/empty/moved")
            try files.makeDirectory("/dir")
            let moved = try files.names("/empty/moved").sorted()
            let text = try files.get("/empty/moved/inner")
            let above = try files.canonical("/empty/moved/sub/../..")
            let old = try files.names("/dir")
            #expect(inner == "x" && text == "x")
            #expect(moved == [".", "..", "inner", "sub"])
            #expect(above == "/empty")
            #expect(old == [".", ".."])
        }
    }

    @Test func `a listing has each name once, in the same order every time`() throws {
        try withOverlay { files, _ in
            try files.put("/dir/inner", "changed")
            try files.put("/dir/more", "new")
            let first = try files.names("/dir")
            let second = try files.names("/dir")
            #expect(first == second)
            #expect(first.sorted() == [".", "..", "inner", "more", "sub"])
        }
    }

    @Test func `links lead from each layer into the other and never out`() throws {
        try withOverlay { files, folder in
            try files.makeSymlink("/up", to: "dir/inner")
            try files.makeSymlink("/nowhere", to: "/dirlink/new")
            try files.put("/nowhere", "through both")
            let down = try files.get("/up")
            let created = try files.get("/dir/new")
            #expect(down == "x")
            #expect(created == "through both")
            for path in ["/climber", "/absolute"] {
                #expect(throws: FileSystemError.parentNotFound) {
                    try files.status("\(path)/prey")
                }
                #expect(throws: FileSystemError.notFound) { try files.get(path) }
            }
        }
    }

    @Test func `names that are one file below are one file above`() throws {
        try withOverlay { files, _ in
            let first = try files.identity(of: "/twin1")
            try files.open("/twin1", .write).write("X", at: 0)
            let shared = try files.get("/dir/sub/twin2")
            let second = try files.identity(of: "/dir/sub/twin2")
            let count = try files.list("/").first { $0.name == Array("twin1".utf8) }?.linkCount
            try files.removeFile("/twin1")
            let left = try files.get("/dir/sub/twin2")
            let leftCount = try files.list("/dir/sub").last?.linkCount
            #expect(shared == "Xwin" && left == "Xwin")
            #expect(first == second)
            #expect(count == 2 && leftCount == 1)
        }
    }

    @Test func `a second name of a lower file is that file`() throws {
        try withOverlay { files, _ in
            try files.makeHardLink("/second", to: "/file")
            try files.open("/second", .write).write("X", at: 0)
            let text = try files.get("/file")
            let same = try files.identity(of: "/file") == files.identity(of: "/second")
            #expect(text == "Xbc")
            #expect(same)
        }
    }

    @Test func `what is no file is shown, moved and removed, not opened`() throws {
        try withOverlay { files, _ in
            let mode = try files.linkStatus("/fifo").permissions ?? 0
            #expect(mode & 0o170_000 == 0o010_000)
            #expect(throws: FileSystemError.unsupported) { try files.open("/fifo", .read) }
            #expect(throws: FileSystemError.unsupported) {
                try files.open("/fifo", [.write, .create])
            }
            #expect(throws: FileSystemError.notADirectory) { try files.status("/fifo/x") }
            #expect(throws: FileSystemError.invalidArgument) {
                try files.set("/fifo") { $0.size = 0 }
            }
            try files.setMode(0o600, of: "/fifo")
            try files.rename("/fifo", "/moved")
            let moved = try files.linkStatus("/moved").permissions
            try files.removeFile("/moved")
            #expect(moved == 0o010_600)
        }
    }
}

/// Calls `body` with an overlay over ``Fixture`` and more, and checks that what lies below the
/// overlay and beside it is the same afterwards.
func withOverlay(
    _ configuration: InMemoryFileSystem.Configuration = .init(), tree: FileTree = FileTree(),
    _ body: (_ files: InMemoryFileSystem, _ folder: String) throws -> Void
) throws {
    try withTemporaryFolder { folder in
        let whole = try DiskFileSystem(root: folder)
        for name in ["/root", "/outside"] { try whole.makeDirectory(name) }
        try whole.put("/outside/prey", "untouched")
        let lower = try DiskFileSystem(root: "\(folder)/root")
        try Fixture.build(in: lower)
        try lower.put("/twin1", "twin")
        try lower.makeHardLink("/dir/sub/twin2", to: "/twin1")
        try lower.makeSymlink("/climber", to: "../outside")
        try lower.makeSymlink("/absolute", to: "\(folder)/outside")
        mkfifo("\(folder)/root/fifo", 0o644)
        let before = try visible(in: folder)
        try body(
            try InMemoryFileSystem(
                tree, over: LowerFolder("\(folder)/root"), configuration: configuration), folder)
        let after = try visible(in: folder)
        #expect(after == before)
    }
}

/// All that can be seen in a folder without reading what may not be read.
private func visible(in folder: String) throws -> [String] {
    let files = try DiskFileSystem(root: folder)
    var result: [String] = []
    var waiting = [""]
    while let path = waiting.popLast() {
        for entry in (try? files.list("\(path)/")) ?? [] {
            let name = String(decoding: entry.name, as: UTF8.self)
            guard name != "..", name != "." else { continue }
            let child = "\(path)/\(name)"
            let text = (try? files.text(of: child)) ?? (try? files.readSymlink(child)) ?? "-"
            var attributes = entry.attributes
            attributes.accessTime = nil
            result.append("\(child) \(attributes) \(text)")
            if (attributes.permissions ?? 0) & 0o170_000 == 0o040_000 { waiting.append(child) }
        }
    }
    return result
}

extension FileSystem {
    func identity(of path: String) throws -> FileIdentity {
        try identity(Array(path.utf8).span.bytes, followingSymlinks: false)
    }

    /// The first bytes of a file.
    func text(of path: String) throws -> String {
        let file = try open(path, .read)
        defer { try? file.close() }
        return try file.text(100, at: 0)
    }
}
