import SFTPServer
import SFTPWire
import Scenario
import Testing

/// OpenSSH's extensions (its PROTOCOL file, section 4) but copy-data and lsetstat.
@Suite struct ExtendedRequestTests {
    @Test func `posix-rename replaces a file`() throws {
        let server = try Server()
        let client = server.connect()
        #expect(client.ask(Request.posixRename("a.txt", "empty")) == .ok())
        #expect(client.ask(Request.stat("empty"))?.attributes?.size == 12)
        #expect(client.ask(Request.stat("a.txt"))?.code == .noSuchFile)
        let entry = try #require(server.entries.first)
        #expect(entry.kind == .fileRename)
        #expect(entry.name == "posix-rename@openssh.com")
    }

    @Test func `hardlink makes a second name of one file`() throws {
        let client = try Server().connect()
        #expect(client.ask(Request.hardlink("empty", "second")) == .ok())
        let handle = try client.open("second", .write)
        #expect(client.ask(Request.write(handle, "both")) == .ok())
        #expect(client.ask(Request.stat("empty"))?.attributes?.size == 4)
    }

    @Test func `statvfs and fstatvfs of files and directories give eleven numbers`() throws {
        let client = try Server().connect()
        let file = try client.open("a.txt")
        let directory = try client.opendir(".")
        let requests = [
            Request.statvfs("a.txt"), Request.statvfs("/"), Request.fstatvfs(file),
            Request.fstatvfs(directory),
        ]
        for request in requests {
            client.send(request)
            let output = client.takeOutput()
            var reader = try WireReader(packet: output.span.bytes)
            let reply = try StatvfsReply(from: &reader, version: .v3)
            #expect(output.count == 9 + 11 * 8)
            #expect(reply.id == 7)
            #expect(reply.blockSize == 4_096)
            #expect(reply.fragmentSize == 4_096)
            #expect(reply.blocks == 1 << 20)
            #expect(reply.freeBlocks == reply.availableBlocks)
            #expect(reply.freeBlocks < reply.blocks)
            #expect(reply.files > reply.freeFiles)
            #expect(reply.flags == 0)
            #expect(reply.maximumNameLength == 255)
        }
    }

    @Test func `fsync of a file is a success`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt", .write)
        #expect(client.ask(Request.fsync(handle)) == .ok())
    }

    static let expansions: [(Text, Text)] = [
        ("~", "/home/demo"), ("~/", "/home/demo"), ("~/a.txt", "/home/demo/a.txt"),
        ("~/../eve", "/home/eve"), ("~eve", "/home/eve"), ("~eve/x", "/home/eve/x"),
        ("~demo", "/home/demo"), ("a.txt", "/home/demo/a.txt"), ("/", "/"), ("", "/home/demo"),
    ]

    @Test(arguments: expansions)
    func `expand-path knows the tilde`(sent: Text, path: Text) throws {
        let client = try Server().connect()
        #expect(client.ask(Request.expandPath(sent)) == .path(path))
    }

    @Test(arguments: ["", "demo"])
    func `home-directory without a name is the session's own`(user: String) throws {
        let client = try Server().connect()
        #expect(client.ask(Request.homeDirectory("\(user)")) == .path("/home/demo"))
    }

    @Test func `limits announces the limit of handles that holds`() throws {
        var limits = SessionLimits()
        limits.openHandles = 3
        let client = try Server(limits: limits).connect()
        client.send(Request.limits())
        let output = client.takeOutput()
        var reader = try WireReader(packet: output.span.bytes)
        let reply = try LimitsReply(from: &reader, version: .v3)
        #expect(reply.maximumPacketLength == 262_144)
        #expect(reply.maximumReadLength == 261_120)
        #expect(reply.maximumWriteLength == 261_120)
        #expect(reply.maximumOpenHandles == 3)
    }

    @Test(arguments: [([UInt32](), [UInt32]()), ([1000], []), ([0, 1000, .max], [100, 100, 7])])
    func `users-groups-by-id answers each id in its place, unknown ones by nothing`(
        uids: [UInt32], gids: [UInt32]
    ) throws {
        let client = try Server().connect()
        client.send(Request.names(uids: uids, gids: gids))
        let output = client.takeOutput()
        var reader = try WireReader(packet: output.span.bytes)
        let reply = try UsersGroupsByIDReply(from: &reader, version: .v3)
        #expect(reply.id == 7)
        #expect(reply.usernames == uids.map { $0 == 1000 ? Array("demo".utf8) : [] })
        #expect(reply.groupnames == gids.map { $0 == 100 ? Array("users".utf8) : [] })
    }

    @Test func `the journal tells the extension by name`() throws {
        let server = try Server()
        let client = server.connect()
        _ = client.ask(Request.limits())
        _ = client.ask(Request.extended("x@example.com", [1, 2, 3]))
        _ = client.ask(Request.expandPath("~"))
        #expect(server.entries.map(\.kind) == [.extended, .extended, .resolvePath])
        #expect(
            server.entries.map(\.name) == [
                "limits@openssh.com", "x@example.com", "expand-path@openssh.com",
            ])
        #expect(server.entries.map(\.status) == [.ok, .opUnsupported, .ok])
    }
}
