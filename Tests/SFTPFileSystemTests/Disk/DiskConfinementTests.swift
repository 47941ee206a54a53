import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

/// Whatever a client does inside the root, nothing outside is seen or changed.
@Suite struct `A disk file system stays in its root` {
    /// Calls `body` with a confined `root` beside a folder `outside`, whose file `prey` must
    /// stay as it is.
    private func withPrey(_ body: (_ files: DiskFileSystem, _ folder: String) throws -> Void) throws
    {
        try withTemporaryFolder { folder in
            mkdir("\(folder)/root", 0o755)
            let whole = try DiskFileSystem(root: folder)
            try whole.makeDirectory("/outside")
            try whole.put("/outside/prey", "untouched", mode: 0o640)
            try whole.set("/outside/prey") { $0.modifyTime = Timestamp(seconds: 1) }
            let before = try whole.status("/outside/prey")
            try body(try DiskFileSystem(root: "\(folder)/root"), folder)
            let text = try whole.get("/outside/prey")
            let after = try whole.status("/outside/prey")
            let names = try whole.names("/outside").sorted()
            #expect(text == "untouched")
            #expect(after.permissions == before.permissions)
            #expect(after.modifyTime == before.modifyTime)
            #expect(after.size == before.size)
            #expect(names == [".", "..", "prey"])
        }
    }

    @Test(
        arguments: [
            "../outside/prey", "/../outside/prey", "../../outside/prey", "/outside/prey",
            "../root/../outside/prey",
        ])
    func `a path or link that climbs out finds nothing`(text: String) throws {
        try withPrey { files, folder in
            let absolute = text.hasPrefix("/") ? "\(folder)\(text)" : text
            try files.makeSymlink("/link", to: absolute)
            for path in ["/link", text] {
                #expect(throws: (any Error).self) { try files.status(path) }
                #expect(throws: (any Error).self) { try files.get(path) }
                #expect(throws: (any Error).self) { try files.setMode(0o777, of: path) }
                #expect(throws: (any Error).self) { try files.set(path) { $0.size = 0 } }
                #expect(throws: (any Error).self) { try files.put(path, "changed") }
                #expect(throws: (any Error).self) { try files.makeHardLink("/x", to: text) }
                #expect(throws: (any Error).self) { try files.rename(text, "/x") }
                #expect(throws: (any Error).self) { try files.removeFile(text) }
            }
        }
    }

    @Test func `a link to the folder above is the root itself`() throws {
        try withPrey { files, folder in
            try files.makeSymlink("/up", to: "..")
            try files.makeSymlink("/top", to: "/")
            let names = try files.names("/up").sorted()
            let path = try files.canonical("/top/up/../..")
            #expect(names == [".", "..", "top", "up"])
            #expect(path == "/")
            #expect(throws: FileSystemError.parentNotFound) {
                try files.put("/up/outside/new", "x")
            }
        }
    }

    @Test func `dots of the root show the root, not what lies above`() throws {
        try withPrey { files, folder in
            try files.set("/") { $0.modifyTime = Timestamp(seconds: 77) }
            let above = try files.list("/").first { $0.name == Array("..".utf8) }
            #expect(above?.attributes.modifyTime == Timestamp(seconds: 77))
        }
    }

    @Test func `the magic links of proc are not followed`() throws {
        let files = try DiskFileSystem(root: "/proc/self")
        #expect(throws: FileSystemError.linkLoop) { try files.status("/fd/0") }
        #expect(throws: FileSystemError.linkLoop) { try files.list("/cwd") }
        #expect(throws: FileSystemError.linkLoop) { try files.list("/root/etc") }
    }
}
