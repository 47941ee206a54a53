import Glibc
import SFTPFileSystem
import SFTPServer
import SFTPWire
import Testing

/// SSH_FXF_DELETE_ON_CLOSE and SSH_FX_DELETE_PENDING (draft-13 sections 8.1.1.3 and 9.1), alike
/// on every backend.
@Suite struct DeleteOnCloseTests {
    enum Backend: CaseIterable { case memory, disk, overlay }

    private static let doomed = OpenModes(.openExisting, .deleteOnClose)

    /// Calls `body` with a server of `/home/demo/a.txt` and the folder `/home/demo/dir`.
    private func withServer(_ backend: Backend, _ body: (Server) throws -> Void) throws {
        guard backend != .memory else { return try body(try Server()) }
        var template = Array("/tmp/sftp-double-delete-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { name in
            name.baseAddress.flatMap { mkdtemp($0) } != nil
        }
        try #require(made)
        let root = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        defer { system("rm -rf '\(root)'") }
        let disk = try DiskFileSystem(root: root)
        try Self.fill(disk)
        if backend == .disk { return try body(try Server { _ in disk }) }
        let overlay = try InMemoryFileSystem(over: LowerFolder(root))
        try body(try Server { _ in overlay })
    }

    private static func fill(_ files: any FileSystem) throws {
        let owner = FileOwner(uid: 1000, gid: 100)
        for path in ["/home", "/home/demo", "/home/demo/dir"] {
            let path = Array(path.utf8)
            try files.makeDirectory(
                path.span.bytes, attributes: FileAttributes(permissions: 0o755), owner: owner)
        }
        for path in ["/home/demo/a.txt", "/home/demo/empty"] {
            let path = Array(path.utf8)
            let file = try files.open(
                path.span.bytes, options: [.write, .create],
                attributes: FileAttributes(permissions: 0o644), owner: owner)
            try file.close()
        }
        let link = Array("/home/demo/link".utf8)
        try files.makeSymlink(
            at: link.span.bytes, target: Array("a.txt".utf8).span.bytes, owner: owner)
    }

    private func exists(_ path: Text, _ client: Client) -> Bool {
        client.ask(Request.lstat(path, version: .v6))?.attributes != nil
    }

    @Test(arguments: Backend.allCases)
    func `the file goes when its only handle is closed`(backend: Backend) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let handle = try client.open("a.txt", .readData, Self.doomed)
            #expect(exists("a.txt", client))
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(!exists("a.txt", client))
            #expect(client.ask(Request.stat("a.txt", version: .v6))?.code == .noSuchFile)
        }
    }

    @Test(arguments: Backend.allCases)
    func `between the deleting close and the last one deletion is pending`(
        backend: Backend
    ) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let deleting = try client.open("a.txt", [.readData, .writeData], Self.doomed)
            let other = server.connect()
            let handle = try other.open("a.txt", [.read, .write])
            #expect(client.ask(Request.close(deleting)) == .ok())
            let requests: [[UInt8]] = [
                Request.open("a.txt", .readData, OpenModes(.openExisting)),
                Request.open("a.txt", .readData, OpenModes(.createNew)),
                Request.open("a.txt", .writeData, OpenModes(.createTruncate)),
                Request.open("a.txt", .readAttributes, OpenModes(.openExisting)),
                Request.stat("a.txt", version: .v6), Request.stat("link", version: .v6),
                Request.lstat("a.txt", version: .v6),
                Request.setstat("a.txt", FileAttributes(permissions: 0o600), version: .v6),
                Request.remove("a.txt"), Request.rename("a.txt", "b", version: .v6),
                Request.rename("empty", "a.txt", .overwrite, version: .v6),
            ]
            for request in requests { #expect(client.ask(request)?.code == .deletePending) }
            #expect(other.ask(Request.open("a.txt"))?.code == .failure)
            #expect(client.ask(Request.lstat("link", version: .v6))?.attributes != nil)
            #expect(other.ask(Request.write(handle, "on"))?.code == .ok)
            #expect(other.ask(Request.read(handle, 0, 2)) == .data(7, Array("on".utf8)))
            #expect(other.ask(Request.fstat(handle))?.attributes != nil)
            #expect(other.ask(Request.close(handle)) == .ok())
            #expect(client.ask(Request.stat("a.txt", version: .v6))?.code == .noSuchFile)
            let again = Request.open("a.txt", .writeData, OpenModes(.createNew))
            #expect(client.ask(again)?.handle != nil)
        }
    }

    @Test(arguments: Backend.allCases)
    func `the file goes where it was moved, under its folder too`(backend: Backend) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let handle = try client.open("a.txt", .readData, Self.doomed)
            #expect(client.ask(Request.rename("a.txt", "dir/b", version: .v6)) == .ok())
            #expect(client.ask(Request.rename("dir", "moved", version: .v6)) == .ok())
            #expect(exists("moved/b", client))
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(!exists("moved/b", client))
            #expect(exists("moved", client))
        }
    }

    @Test(arguments: Backend.allCases)
    func `another file that took the name stays`(backend: Backend) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let handle = try client.open("a.txt", .readData, Self.doomed)
            #expect(client.ask(Request.remove("a.txt")) == .ok())
            let second = try client.open("a.txt", .writeData, OpenModes(.createNew))
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(exists("a.txt", client))
            #expect(client.ask(Request.close(second)) == .ok())
            #expect(exists("a.txt", client))
        }
    }

    @Test(arguments: Backend.allCases)
    func `through a link the file goes and the link stays`(backend: Backend) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let handle = try client.open("link", .readData, Self.doomed)
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(!exists("a.txt", client))
            #expect(exists("link", client))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a new file can go with its handle, and with its session`(backend: Backend) throws {
        try withServer(backend) { server in
            let client = server.connect(.v6)
            let modes = OpenModes(.createNew, .deleteOnClose)
            let handle = try client.open("new", .writeData, modes)
            #expect(client.ask(Request.write(handle, "x"))?.code == .ok)
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(!exists("new", client))
            _ = try client.open("new", .writeData, modes)
            #expect(client.session.closed() == 1)
            #expect(!exists("new", server.connect(.v6)))
        }
    }

    @Test func `what cannot be deleted is refused when it is opened`() throws {
        let server = try Server()
        let client = server.connect(.v6)
        var bits = FileAttributes()
        bits.bits = .readOnly
        bits.bitsValid = .readOnly
        #expect(client.ask(Request.setstat("a.txt", bits, version: .v6)) == .ok())
        for (access, modes) in [
            (AccessMask.readData, Self.doomed), (.delete, OpenModes(.openExisting)),
        ] {
            #expect(client.ask(Request.open("a.txt", access, modes))?.code == .cannotDelete)
        }
        #expect(client.ask(Request.open("dir", .readData, Self.doomed))?.code == .fileIsADirectory)
        #expect(client.ask(Request.open("no", .readData, Self.doomed))?.code == .noSuchFile)
        #expect(client.session.closed() == 0)
    }

    @Test func `on read-only files nothing is opened to be deleted`() throws {
        let tree = FileTree(Server.files, owner: FileOwner(uid: 1000, gid: 100))
        let files = try InMemoryFileSystem(tree, configuration: .init(isReadOnly: true))
        let client = try Server { _ in files }.connect(.v6)
        #expect(client.ask(Request.open("a.txt", .readData, Self.doomed))?.code == .writeProtect)
        #expect(
            client.ask(Request.open("a.txt", .readData, OpenModes(.openExisting)))?.handle != nil)
    }

    @Test func `a deletion that fails is told at the close, and the handle is gone`() throws {
        let server = try Server()
        let client = server.connect(.v6)
        let handle = try client.open("dir/inner", .readData, Self.doomed)
        let locked = Request.setstat("dir", FileAttributes(permissions: 0o500), version: .v6)
        #expect(client.ask(locked) == .ok())
        #expect(client.ask(Request.close(handle))?.code == .permissionDenied)
        #expect(client.ask(Request.close(handle))?.code == .invalidHandle)
        #expect(exists("dir/inner", client))
    }
}
