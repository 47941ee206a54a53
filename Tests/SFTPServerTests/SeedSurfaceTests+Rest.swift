import SFTPServer
import SFTPWire
import Scenario
import Testing

// The points about names, settings and the connection below a session.
extension SeedSurfaceTests {
    @Test func `6 a rule looks into the block to be written, and stores another`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileWrite", "when": {"data": {"contains": "EICAR"}},
                 "do": {"status": "PERMISSION_DENIED"}},
                {"on": "fileWrite", "when": {"data": {"prefix": "secret"}},
                 "do": {"write": "public"}}
                """#
        ).connect()
        let handle = try client.open("new", [.read, .write, .create])
        #expect(client.ask(Request.write(handle, 0, "an EICAR!"))?.code == .permissionDenied)
        #expect(client.ask(Request.stat("new"))?.attributes?.size == 0)
        #expect(client.ask(Request.write(handle, 0, "secret"))?.code == .ok)
        #expect(client.ask(Request.write(handle, 6, " text"))?.code == .ok)
        #expect(client.ask(Request.read(handle, 0, 99))?.data == Text("public text").bytes)
    }

    @Test func `6 a closure stores another block`() throws {
        let server = try Server()
        server.context.on(.fileWrite, .before) { event in
            if let data = event.data { event.store(data.reversed()) }
        }
        let client = server.connect()
        let handle = try client.open("new", [.read, .write, .create])
        #expect(client.ask(Request.write(handle, 0, "abc"))?.code == .ok)
        #expect(client.ask(Request.read(handle, 0, 9))?.data == Text("cba").bytes)
    }

    @Test func `9 a listing of what is not there, without what is, with lines of one's own`() throws
    {
        let client = try Server(
            rules: #"""
                {"on": "dirList", "when": {"path": "**/dir"}, "do": {"names": {
                 "real": true, "hide": ["inner", "."], "batch": 1, "entries": [
                 {"name": "ghost", "longName": "a line of my own",
                  "attributes": {"set": {"size": "5GiB", "mode": "0100600"}}}]}}},
                {"on": "dirList", "when": {"path": "**/void"},
                 "do": {"names": {"entries": ["x"], "end": "never"}}}
                """#
        ).connect()
        let handle = try client.opendir("dir")
        #expect(client.ask(Request.readdir(handle))?.names?.map(\.name) == [".."])
        let ghost = try #require(client.ask(Request.readdir(handle))?.names)
        #expect(ghost.map(\.name) == ["ghost"] && ghost.map(\.longName) == ["a line of my own"])
        #expect(ghost.first?.attributes.size == 5 << 30)
        #expect(ghost.first?.attributes.permissions == 0o100600)
        #expect(client.ask(Request.readdir(handle))?.code == .eof)
        #expect(client.ask(Request.stat("dir/ghost"))?.code == .noSuchFile)
        #expect(client.ask(Request.stat("dir/inner"))?.attributes?.size == 3)
        let endless = try client.opendir("void")
        for _ in 1...50 {
            #expect(client.ask(Request.readdir(endless))?.names?.isEmpty == false)
        }
    }

    @Test(arguments: ["/somewhere/else", "not/absolute", "", "/no/such/home"])
    func `11 REALPATH says something else, of the very first dot too`(path: String) throws {
        let rules = #"""
            {"on": "resolvePath", "when": {"sentPath": "."}, "times": 1,
             "do": {"path": "\#(path)"}}
            """#
        let closures = try Server()
        closures.context.on(.resolvePath, .before) { event in
            if event.sentPath == [UInt8(ascii: ".")] { event.answer(path: Array(path.utf8)) }
        }
        for server in [try Server(rules: rules), closures] {
            let client = server.connect()
            let names = client.ask(Request.realpath("."))?.names
            #expect(names?.map(\.name) == [Text(stringLiteral: path)])
            #expect(client.ask(Request.realpath("dir")) == .path("/home/demo/dir"))
        }
    }

    @Test func `11 REALPATH fails`() throws {
        let client = try Server(
            rules: #"{"on": "resolvePath", "do": {"status": "NO_SUCH_PATH"}}"#
        ).connect()
        #expect(client.ask(Request.realpath("."))?.code == .noSuchPath)
    }

    @Test(
        arguments: [
            ("reset", .reset), ("fin", .fin),
            ("closeChannel", .closeChannel(exitStatus: nil)),
            ("disconnect", .disconnect(reason: 11, message: "")),
        ] as [(String, ConnectionFault)])
    func `16 one client is dropped from any event, gracefully or by force`(
        name: String, fault: ConnectionFault
    ) throws {
        let spelled = ["reset", "fin"].contains(name) ? "\"\(name)\"" : "{\"\(name)\": {}}"
        let server = try Server(
            rules: #"{"on": ["fileRemove", "dirList"], "do": {"connection": \#(spelled)}}"#)
        for request in [Request.remove("a.txt"), Request.opendir("dir")] {
            let client = server.connect()
            client.send(request)
            #expect(client.takeReplies() == [])
            #expect(client.channel.fault == fault)
            // Nobody else notices.
            let other = server.connect()
            #expect(other.ask(Request.stat("a.txt"))?.attributes?.size == 12)
            #expect(other.channel.fault == nil)
        }
    }

    @Test func `16 new keys in mid-transfer, at once or after some bytes`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRead", "times": 1, "do": {"rekey": "now"}},
                {"on": "fileRead", "times": 1, "do": {"rekey": {"after": "64KiB"}}}
                """#)
        server.context.on(.fileClose, .before) { $0.rekey() }
        let client = server.connect()
        let handle = try client.open("a.txt")
        for _ in 1...3 { #expect(client.ask(Request.read(handle, 0, 12))?.data?.count == 12) }
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(
            client.channel.disturbances == [
                .rekey(afterBytes: 0), .rekey(afterBytes: 65_536), .rekey(afterBytes: 0),
            ])
    }

    @Test func `17 who sends nothing is dropped in the end`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"idle": {"for": "3s", "connection": "reset"}}}"#)
        let client = server.connect()
        client.advance(by: 2_999_000_000)
        #expect(client.channel.fault == nil)
        client.advance(by: 1_000_000)
        #expect(client.channel.fault == .reset)
    }

    @Test func `18 the whole server is read-only with one switch`() throws {
        let server = try Server(scenario: #""server": {"readOnly": true}"#)
        let before = Snapshot(server.fileSystem)
        let client = server.connect()
        let changes = [
            Request.open("new", [.write, .create]), Request.open("a.txt", [.write, .truncate]),
            Request.remove("a.txt"), Request.rename("a.txt", "b"), Request.mkdir("new"),
            Request.rmdir("void"), Request.setstat("a.txt", FileAttributes(permissions: 0)),
            Request.symlink(target: "x", at: "new"),
        ]
        for change in changes {
            #expect(client.ask(change)?.code == .permissionDenied, "\(hex(change))")
        }
        #expect(Snapshot(server.fileSystem) == before)
        #expect(client.ask(Request.read(try client.open("a.txt"), 0, 5))?.data?.count == 5)
    }

    @Test(arguments: [ProtocolVersion.v4, .v6])
    func `19 names are any bytes from version 4 on, and the newline is told`(
        version: ProtocolVersion
    ) throws {
        let latin1: Text = [0x6e, 0xe9]
        for (setting, code) in [("raw", StatusCode.ok), ("utf8", .invalidFilename)] {
            let server = try Server(
                scenario: #""server": {"names": "\#(setting)", "newline": "\r"}"#)
            let client = Client(server)
            client.version = version
            client.send(Request.initialize(version.rawValue))
            guard case .version(_, let extensions) = client.takeReplies().first else {
                Issue.record("no VERSION")
                return
            }
            #expect(extensions.contains("newline=\r"))
            let natural = version == .v6 ? code : code == .ok ? .ok : .failure
            #expect(client.ask(Request.mkdir(latin1, version: version))?.code == natural)
        }
    }

    @Test(arguments: [(3, nil), (4, 4), (5, 5), (6, 5)] as [(UInt32, UInt32?)])
    func `20 the range of versions is the scenario's`(asked: UInt32, spoken: UInt32?) throws {
        let server = try Server(scenario: #""server": {"versions": {"min": 4, "max": 5}}"#)
        let client = Client(server)
        client.send(Request.initialize(asked))
        guard let spoken else {
            #expect(client.channel.fault != nil)
            return
        }
        guard case .version(let told, _) = client.takeReplies().first else {
            Issue.record("no VERSION")
            return
        }
        #expect(told == spoken && client.channel.fault == nil)
    }
}
