import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// copy-file (draft-ietf-secsh-filexfer-extensions-00 section 6).
@Suite struct CopyFileTests {
    private func content(_ path: Text, _ client: Client) throws -> [UInt8] {
        let handle = try client.open(path)
        defer { _ = client.ask(Request.close(handle)) }
        var bytes: [UInt8] = []
        while let data = client.ask(Request.read(handle, UInt64(bytes.count)))?.data {
            bytes += data
        }
        return bytes
    }

    @Test func `a new file gets the content and the permissions`() throws {
        let server = try Server()
        let client = server.connect()
        _ = client.ask(Request.setstat("a.txt", FileAttributes(permissions: 0o640)))
        #expect(client.ask(Request.copyFile("a.txt", "copy")) == .ok())
        #expect(try content("copy", client) == Array("hello, world".utf8))
        #expect(client.ask(Request.stat("copy"))?.attributes?.permissions == 0o100_640)
        let entry = try #require(server.entries.first { $0.name == "copy-file" })
        #expect(entry.kind == .extended)
        #expect(entry.path == Array("/home/demo/a.txt".utf8))
        #expect(entry.newPath == Array("/home/demo/copy".utf8))
        #expect(entry.record.moved == 12)
    }

    @Test func `an existing file is replaced only when that is wanted`() throws {
        let client = try Server().connect(.v6)
        #expect(client.ask(Request.copyFile("dir/inner", "a.txt"))?.code == .fileAlreadyExists)
        #expect(
            client.ask(Request.copyFile("dir/inner", "a.txt", overwrites: true))?.code == .ok)
        client.version = .v3
        let other = try Server().connect()
        #expect(other.ask(Request.copyFile("dir/inner", "a.txt", overwrites: true)) == .ok())
        #expect(try content("a.txt", other) == [1, 2, 3])
    }

    static let same: [Text] = ["a.txt", "link", "./dir/../a.txt", "second"]

    @Test(arguments: same)
    func `a file is never copied onto itself, whatever it is called`(name: Text) throws {
        let client = try Server().connect()
        #expect(client.ask(Request.hardlink("a.txt", "second")) == .ok())
        let reply = client.ask(Request.copyFile("a.txt", name, overwrites: true))
        #expect(reply?.code == .failure)
        #expect(try content("a.txt", client) == Array("hello, world".utf8))
    }

    @Test(arguments: [
        ("nowhere", "new", StatusCode.noSuchFile), ("a.txt", "nowhere/new", .noSuchPath),
        ("dir", "new", .fileIsADirectory), ("a.txt", "dir", .fileIsADirectory),
        ("locked", "new", .permissionDenied), ("loop", "new", .linkLoop),
        ("a.txt", "a.txt/new", .notADirectory),
    ])
    func `what cannot be copied is refused, and nothing is made`(
        source: String, target: String, code: StatusCode
    ) throws {
        let server = try Server()
        let client = server.connect(.v6)
        let before = Snapshot(server.fileSystem)
        let request = Request.copyFile("\(source)", "\(target)", overwrites: true)
        #expect(client.ask(request)?.code == code)
        #expect(Snapshot(server.fileSystem) == before)
    }

    @Test func `a big file is copied in slices while others are served`() throws {
        let server = try Server()
        let client = server.connect()
        client.send(Request.copyFile("big", "copy", id: 1) + Request.stat("copy", id: 2))
        #expect(client.takeReplies() == [])
        #expect(server.connect().ask(Request.stat("copy"))?.attributes?.size == 1 << 20)
        client.fireDue()
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [1, 2])
        #expect(replies.first == .ok(1))
        #expect(replies.last?.attributes?.size == 3_000_000)
        #expect(
            client.ask(Request.checkFile(name: "copy", "md5", 2_000_000))
                == client.ask(Request.checkFile(name: "big", "md5", 2_000_000)))
    }

    @Test func `a disk that is full ends the copy with its error and leaves nothing open`() throws {
        let counting = Counting()
        let server = try Server(
            memoryLimitBytes: 64 * 1024, wrap: { FaultyFileSystem($0, counting) })
        let client = server.connect(.v6)
        client.send(Request.copyFile("big", "copy"))
        client.fireDue()
        #expect(client.takeReplies().first?.code == .noSpaceOnFilesystem)
        #expect(counting.open == 0)
    }

    @Test func `a copy cut off by the end of the connection is recorded without an answer`()
        throws
    {
        let counting = Counting()
        let server = try Server(wrap: { FaultyFileSystem($0, counting) })
        let client = server.connect()
        client.send(Request.copyFile("big", "copy"))
        #expect(counting.open == 2)
        #expect(client.session.closed() == 0)
        #expect(counting.open == 0)
        let entry = try #require(server.entries.last)
        #expect(entry.name == "copy-file")
        #expect(entry.status == nil)
        #expect(entry.record.moved == 1 << 20)
    }

    @Test func `rules see both paths before anything happens`() throws {
        let server = try Server(
            rules: """
                {"on": "extended", "when": {"extension": "copy-file", "path": "**/a.txt"},
                 "do": {"status": "QUOTA_EXCEEDED"}}
                """)
        let client = server.connect(.v5)
        #expect(client.ask(Request.copyFile("a.txt", "copy"))?.code == .quotaExceeded)
        #expect(client.ask(Request.stat("copy"))?.code == .noSuchFile)
    }
}
