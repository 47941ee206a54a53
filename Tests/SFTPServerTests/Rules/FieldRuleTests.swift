import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What a session tells rules of its requests, where they ask for it.
@Suite struct FieldRuleTests {
    /// A rule that answers with a code nothing else gives.
    private func server(_ event: String, _ when: String, after: Bool = false) throws -> Server {
        try Server(
            rules: #"""
                {"on": "\#(event)", "phase": "\#(after ? "after" : "before")", "when": {\#(when)},
                 "do": {"status": 99}}
                """#)
    }

    /// The last 63 hex digits of the digest of `abcde`; the first is 3.
    static let digestOfBlock =
        "6bbe50ed96841d10443bcb670d6554f0a34b761be67ec9c4a8ad2c0c44ca42c"

    private func acts(_ reply: Reply?) -> Bool { reply?.code?.rawValue == 99 }

    @Test(arguments: [
        (#""data": {"prefix": "ab"}"#, true), (#""data": {"prefix": "b"}"#, false),
        (#""data": {"contains": "bcd"}"#, true), (#""data": {"contains": "dcb"}"#, false),
        (#""data": {"equals": "abcde"}"#, true), (#""data": {"equals": "abcd"}"#, false),
        ("\"data\": {\"sha256\": \"3\(FieldRuleTests.digestOfBlock)\"}", true),
        ("\"data\": {\"sha256\": \"4\(FieldRuleTests.digestOfBlock)\"}", false),
        (#""data": {"prefix": "a", "contains": "x"}"#, false),
    ])
    func `a written block is matched by its bytes, and stays unwritten when the rule refuses it`(
        when: String, matches: Bool
    ) throws {
        let server = try server("fileWrite", when)
        let client = server.connect()
        let handle = try client.open("new", [.write, .create])
        #expect(acts(client.ask(Request.write(handle, "abcde"))) == matches)
        let size = client.ask(Request.stat("new"))?.attributes?.size
        #expect(size == (matches ? 0 : 5))
    }

    @Test func `a block that was read is matched in the after phase`() throws {
        let server = try server(
            "fileRead", #""data": {"contains": "hello"}, "moved": {"atLeast": "5B"}"#, after: true)
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(acts(client.ask(Request.read(handle, 0, 100))))
        #expect(!acts(client.ask(Request.read(handle, 0, 4))))
        #expect(client.ask(Request.read(handle, 1_000, 4))?.code == .eof)
    }

    @Test func `the size of a file is the one it has at that moment`() throws {
        let server = try server("fileWrite", #""fileSize": {"atLeast": "3B"}"#)
        let client = server.connect()
        let handle = try client.open("new", [.write, .create])
        #expect(!acts(client.ask(Request.write(handle, 0, "ab"))))
        #expect(!acts(client.ask(Request.write(handle, 2, "c"))))
        #expect(acts(client.ask(Request.write(handle, 3, "d"))))
    }

    @Test func `the size of a file is known by its path too`() throws {
        let server = try server("fileOpen", #""fileSize": "3000000B""#)
        let client = server.connect()
        #expect(acts(client.ask(Request.open("big"))))
        #expect(!acts(client.ask(Request.open("a.txt"))))
        #expect(client.ask(Request.open("missing"))?.code == .noSuchFile)
    }

    @Test func `bytes written count by handle, by path and by connection`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileWrite", "when": {"bytesWritten": {"atLeast": "4B"}},
                 "do": {"status": 101}},
                {"on": "fileWrite", "when": {"bytesWritten": {"path": {"atLeast": "8B"}}},
                 "do": {"status": 102}},
                {"on": "fileWrite", "when": {"bytesWritten": {"connection": {"atLeast": "12B"}}},
                 "do": {"status": 103}}
                """#)
        let client = server.connect()
        func write(_ handle: [UInt8]) -> UInt32? {
            client.ask(Request.write(handle, "abcd"))?.code?.rawValue
        }
        let first = try client.open("new", [.write, .create])
        #expect(write(first) == 0)
        #expect(write(first) == 101)
        let second = try client.open("new", [.write, .create])
        #expect(write(second) == 0)
        let third = try client.open("new", [.write, .create])
        #expect(write(third) == 102)
        let other = try client.open("other", [.write, .create])
        #expect(write(other) == 0)
        let last = try client.open("last", [.write, .create])
        #expect(write(last) == 103)
        // What was refused was not moved; a closed handle's number starts afresh.
        #expect(client.ask(Request.close(first)) == .ok())
        let again = try client.open("fresh", [.write, .create])
        #expect(write(again) == 103)
    }

    @Test func `bytes read count what was moved, not what was asked for`() throws {
        let server = try server("fileRead", #""bytesRead": {"atLeast": "10B"}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        _ = client.ask(Request.read(handle, 0, 4))
        #expect(!acts(client.ask(Request.read(handle, 1_000, 1_000))))
        _ = client.ask(Request.read(handle, 0, 4))
        #expect(!acts(client.ask(Request.read(handle, 0, 2))))
        #expect(acts(client.ask(Request.read(handle, 0, 2))))
    }

    @Test func `open handles are counted as they are before the request`() throws {
        let server = try server("fileOpen", #""openHandles": {"atLeast": 2}"#)
        let client = server.connect()
        _ = try client.open("a.txt")
        let second = try client.open("a.txt")
        #expect(acts(client.ask(Request.open("a.txt"))))
        #expect(client.ask(Request.close(second)) == .ok())
        #expect(!acts(client.ask(Request.open("a.txt"))))
    }

    @Test func `time runs from when the connection was accepted`() throws {
        let server = try server("fileOpen", #""elapsed": {"above": "2s"}"#)
        let client = server.connect()
        #expect(!acts(client.ask(Request.open("a.txt"))))
        server.clock.advance(by: 2_000_000_001)
        #expect(acts(client.ask(Request.open("a.txt"))))
    }

    @Test(arguments: [
        (#""sentPath": "a.txt""#, true), (#""sentPath": "/home/demo/a.txt""#, false),
        (#""path": "/home/demo/a.txt""#, true), (#""path": "a.txt""#, false),
    ])
    func `a path is matched as it was sent, or made absolute`(when: String, matches: Bool) throws {
        for (event, request) in [
            ("fileOpen", Request.open("a.txt")), ("getAttributes", Request.stat("a.txt")),
        ] {
            let server = try server(event, when)
            let client = server.connect()
            #expect(acts(client.ask(request)) == matches)
        }
    }

    @Test(arguments: [
        (#""size": "0B""#, true), (#""size": {"above": "0B"}"#, false),
        (#""mode": "0600""#, true), (#""mode": ["0777", "0644"]"#, false),
        (#""has": "SIZE", "mode": "0600""#, true), (#""lacks": "SIZE", "mode": "0600""#, false),
        (#""uid": 1"#, false), (#""has": ["SIZE", "PERMISSIONS"]"#, true),
        (#""mtime": {"atLeast": 0}"#, false),
    ])
    func `attributes of a request are matched by name and by value`(
        when: String, matches: Bool
    ) throws {
        let attributes = FileAttributes(size: 0, permissions: 0o600)
        for event in ["setAttributes", "fileOpen"] {
            let server = try server(event, #""attributes": {\#(when)}"#)
            let client = server.connect()
            let request =
                event == "fileOpen"
                ? Request.open("new", [.write, .create], attributes)
                : Request.setstat("a.txt", attributes)
            #expect(acts(client.ask(request)) == matches)
        }
    }

    @Test func `attributes that were answered are matched in the after phase`() throws {
        let server = try server(
            "getAttributes", #""attributes": {"size": {"above": "1MiB"}}"#, after: true)
        let client = server.connect()
        #expect(acts(client.ask(Request.stat("big"))))
        #expect(!acts(client.ask(Request.stat("a.txt"))))
        #expect(client.ask(Request.stat("missing"))?.code == .noSuchFile)
    }

    @Test func `the payload of a vendor request is matched`() throws {
        let server = try server(
            "extended", #""extension": "x@example.com", "data": {"equals": {"hex": "0102"}}"#)
        let client = server.connect()
        #expect(acts(client.ask(Request.extended("x@example.com", [1, 2]))))
        #expect(client.ask(Request.extended("x@example.com", [1, 3]))?.code == .opUnsupported)
    }

    @Test func `the client, its address and its session are on every request`() throws {
        let when = #"""
            "client": "SSH-2.0-OpenSSH_*", "address": "127.*", "port": {"above": 1023}, "session": 2
            """#
        let server = try server("fileOpen", when)
        func client(_ client: String, _ address: String, _ session: Int) -> Client {
            var identity = SessionIdentity(
                connection: 1, user: "demo", home: Array("/home/demo".utf8), uid: 1000, gid: 100)
            identity.peer = EventPeer(address: address, port: 50_000, client: client)
            identity.session = session
            let client = Client(server, identity: identity)
            client.send(Request.initialize())
            _ = client.takeOutput()
            return client
        }
        let right = client("SSH-2.0-OpenSSH_9.2", "127.0.0.1", 2)
        #expect(acts(right.ask(Request.open("a.txt"))))
        for wrong in [
            client("SSH-2.0-Go", "127.0.0.1", 2), client("SSH-2.0-OpenSSH_9.2", "::1", 2),
            client("SSH-2.0-OpenSSH_9.2", "127.0.0.1", 1),
        ] {
            #expect(!acts(wrong.ask(Request.open("a.txt"))))
        }
    }

    @Test func `why a packet was refused is matched on error`() throws {
        let server = try Server(
            rules: #"""
                {"on": "error", "when": {"cause": "*before SSH_FXP_INIT"},
                 "do": {"connection": "reset"}}
                """#)
        let client = Client(server)
        client.send(Request.open("a.txt"))
        #expect(client.channel.fault == .reset)
    }
}
