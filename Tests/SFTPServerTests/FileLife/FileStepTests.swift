import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What rules do to files behind the client's back, on every backend.
@Suite struct FileStepTests {
    private static let second: UInt64 = 1_000_000_000

    private func withClient(
        _ stored: Stored, _ rules: String, _ body: (Server, Client) throws -> Void
    ) throws {
        try stored.withServer(scenario: #""rules": [\#(rules)]"#) { server in
            try body(server, server.connect())
        }
    }

    @Test(arguments: Stored.allCases)
    func `a file moves away when it is closed, so that the client finds it no more`(
        stored: Stored
    ) throws {
        let rule = #"""
            {"on": "fileClose", "phase": "after", "do": {"files": {"move": "/home/demo/done/"}}}
            """#
        try withClient(stored, rule) { server, client in
            let handle = try client.open("up", [.write, .create])
            #expect(client.ask(Request.write(handle, "data")) == .ok())
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(client.ask(Request.stat("up"))?.code == .noSuchFile)
            #expect(server.text("/home/demo/done/up") == "data")
        }
    }

    @Test(arguments: Stored.allCases)
    func `a file goes once it was read to its end, while its handle stays good`(
        stored: Stored
    ) throws {
        let rule = #"""
            {"on": "fileRead", "phase": "after", "when": {"outcome": "EOF"},
             "do": {"files": {"remove": true}}}
            """#
        try withClient(stored, rule) { server, client in
            let handle = try client.open("a.txt")
            #expect(client.ask(Request.read(handle))?.data?.count == 12)
            #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
            #expect(client.ask(Request.read(handle, 12))?.code == .eof)
            #expect(client.ask(Request.stat("a.txt"))?.code == .noSuchFile)
            #expect(client.ask(Request.read(handle))?.data?.count == 12)
            #expect(client.ask(Request.close(handle)) == .ok())
        }
    }

    @Test(arguments: Stored.allCases)
    func `a file grows, shrinks and is replaced while it is read`(stored: Stored) throws {
        let rules = #"""
            {"on": "fileRead", "when": {"offset": "5B"},
             "do": {"files": {"append": {"text": "+${connection}"}}}},
            {"on": "fileRead", "when": {"offset": "6B"}, "do": {"files": {"append": "2B"}}},
            {"on": "fileRead", "when": {"offset": "7B"}, "do": {"files": {"resize": "8B"}}},
            {"on": "fileRead", "when": {"offset": "8B"},
             "do": {"files": {"create": {"hex": "68 69"}}}}
            """#
        try withClient(stored, rules) { server, client in
            let handle = try client.open("a.txt")
            func read(_ offset: UInt64) -> String? {
                client.ask(Request.read(handle, offset))?.data
                    .map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(read(5) == ", world+1")
            #expect(read(6) == " world+1\0\0")
            #expect(read(7) == "w")
            #expect(read(8) == nil)
            #expect(server.text("/home/demo/a.txt") == "hi")
        }
    }

    @Test(arguments: Stored.allCases)
    func `steps of one rule come in their order, before the operation or after it`(
        stored: Stored
    ) throws {
        let rules = #"""
            {"on": "getAttributes", "when": {"path": "**/made"}, "do": {"files": [
              {"directory": true, "path": "/home/demo/x/y"},
              {"create": {"text": "abc"}, "path": "/home/demo/x/y/z"},
              {"move": "${path}", "path": "/home/demo/x/y/z"},
              {"set": {"mode": "0400", "mtime": 1000}},
              {"symlink": "made", "path": "/home/demo/s"}]}}
            """#
        try withClient(stored, rules) { server, client in
            let found = client.ask(Request.stat("made"))?.attributes
            #expect(found?.size == 3)
            #expect(found?.permissions.map { $0 & 0o777 } == 0o400)
            #expect(found?.modifyTime?.seconds == 1_000)
            #expect(client.ask(Request.readlink("s")) == .path("made"))
            #expect(client.ask(Request.stat("x/y/z"))?.code == .noSuchFile)
            #expect(server.entries.allSatisfy { $0.kind != .error })
        }
    }

    @Test(arguments: Stored.allCases)
    func `a change comes later when it is to, whoever looks`(stored: Stored) throws {
        let rule = #"""
            {"on": "fileRemove", "phase": "after", "do": {"files": [
              {"create": {"text": "second"}, "path": "/home/demo/b", "after": "2s"},
              {"create": {"text": "first"}, "path": "/home/demo/b", "after": "1s"}]}}
            """#
        try withClient(stored, rule) { server, client in
            #expect(client.ask(Request.remove("a.txt")) == .ok())
            client.session.closed()
            let other = server.connect()
            server.clock.advance(by: Self.second - 1)
            #expect(other.ask(Request.stat("b"))?.code == .noSuchFile)
            server.clock.advance(by: 1)
            #expect(other.ask(Request.stat("b"))?.attributes?.size == 5)
            server.clock.advance(by: Self.second)
            #expect(other.ask(Request.stat("b"))?.attributes?.size == 6)
        }
    }

    @Test(arguments: Stored.allCases)
    func `a file that is held is seen by its own handle only, until that is closed`(
        stored: Stored
    ) throws {
        let rule = #"""
            {"on": "fileOpen", "when": {"path": "**/up"}, "do": {"files": {"hold": true}}}
            """#
        try withClient(stored, rule) { server, client in
            let other = server.connect()
            let handle = try client.open("up", [.write, .create])
            #expect(client.ask(Request.write(handle, "data")) == .ok())
            #expect(client.ask(Request.fstat(handle))?.attributes?.size == 4)
            let hidden: [[UInt8]] = [
                Request.stat("up"), Request.lstat("up"), Request.open("up"),
                Request.remove("up"), Request.rename("up", "x"),
                Request.setstat("up", FileAttributes(permissions: 0)),
                Request.hardlink("up", "x"),
            ]
            for request in hidden { #expect(other.ask(request)?.code == .noSuchFile) }
            #expect(try names(other) == ["a.txt", "done"])
            #expect(client.ask(Request.close(handle)) == .ok())
            #expect(try names(other) == ["a.txt", "done", "up"])
            #expect(other.ask(Request.stat("up"))?.attributes?.size == 4)
        }
    }

    @Test(arguments: Stored.allCases)
    func `a file that is held and never closed never was`(stored: Stored) throws {
        let rule = #"{"on": "fileOpen", "do": {"files": {"hold": true}}}"#
        try withClient(stored, rule) { server, client in
            let handle = try client.open("up", [.write, .create])
            #expect(client.ask(Request.write(handle, "data")) == .ok())
            client.session.closed()
            #expect(try names(server.connect()) == ["a.txt", "done"])
        }
    }

    private func names(_ client: Client) throws -> [String] {
        let handle = try client.opendir("/home/demo")
        let names = client.ask(Request.readdir(handle))?.names?.map(\.name.description) ?? []
        #expect(client.ask(Request.close(handle)) == .ok())
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test(arguments: Stored.allCases)
    func `a file grows at its rate up to its end`(stored: Stored) throws {
        let scenario = #"""
            "files": {"/home/demo/a.txt": {"text": "", "grows": {"rate": "10B/s", "by": "25B"}}}
            """#
        try stored.withServer(scenario: scenario) { server in
            let client = server.connect()
            for size in [12, 22, 32, 37, 37] as [UInt64] {
                #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == size)
                client.advance(by: Self.second)
            }
            #expect(server.text("/home/demo/a.txt")?.hasPrefix("hello, world\0") == true)
        }
    }

    @Test(arguments: [
        (#"{"remove": true, "path": "/none"}"#, "cannot remove /none: No such file"),
        (#"{"move": "/home/demo/done"}"#, "cannot move /home/demo/a.txt: Is a directory"),
        (#"{"set": {"mode": "0400"}, "path": "/${user}"}"#, "cannot change /demo: No such file"),
    ])
    func `what cannot be done is written into the journal, and the request answered all the same`(
        step: String, message: String
    ) throws {
        let server = try Server(
            rules: #"{"on": "getAttributes", "do": {"files": \#(step)}}"#,
            files: [
                .init(path: "/home/demo/a.txt", .file(.bytes([]))),
                .init(path: "/home/demo/done", .directory),
            ])
        #expect(server.connect().ask(Request.stat("a.txt"))?.attributes != nil)
        let entry = try #require(server.entries.last)
        #expect(entry.status == .ok)
        #expect(entry.message == "files: " + message)
    }

    @Test func `what cannot be done later is a line of its own, which is no event`() throws {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes",
                 "do": {"files": {"remove": true, "path": "/none", "after": "1s"}}}
                """#)
        let client = server.connect()
        client.send(Request.stat("a.txt"))
        client.advance(by: Self.second)
        #expect(server.entries.map(\.kind) == [.getAttributes])
        let lines = String(decoding: server.journal.lines, as: UTF8.self)
        #expect(lines.contains("files: cannot remove /none: No such file"))
    }

    @Test(arguments: ["/../../etc/x", "/home/demo/../../../../x", "relative"])
    func `a path made from placeholders stays inside the files`(path: String) throws {
        try Stored.disk.withServer(
            scenario: #"""
                "rules": [{"on": "getAttributes",
                  "do": {"files": {"create": {"text": "x"}, "path": "${target}\#(path)"}}}]
                """#
        ) { server in
            #expect(server.connect().ask(Request.stat("a.txt"))?.attributes != nil)
            let name = path.split(separator: "/").suffix(2).joined(separator: "/")
            #expect(server.text(Text(stringLiteral: "/" + name.replacing("../", with: ""))) == "x")
        }
    }

    @Test func `a rule that answers does its steps too`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "do": {"status": "FAILURE",
                  "files": {"create": {"text": "x"}, "path": "/home/demo/new"}}}
                """#)
        #expect(server.connect().ask(Request.remove("a.txt"))?.code == .failure)
        #expect(server.text("/home/demo/new") == "x")
        #expect(server.text("/home/demo/a.txt") == "hello, world")
    }

    @Test func `a request that is delayed has its steps done once, when its time has come`() throws
    {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes", "times": 1,
                 "do": {"delay": "1s", "files": {"append": {"text": "x"}}}}
                """#)
        let client = server.connect()
        client.send(Request.stat("empty"))
        #expect(server.text("/home/demo/empty") == "")
        client.advance(by: Self.second)
        #expect(server.text("/home/demo/empty") == "x")
    }
}
