import SFTPServer
import SFTPWire
import Scenario
import Testing

/// `log`, `pause`, `release` and `capture`.
@Suite struct FlowRuleTests {
    private static let second: UInt64 = 1_000_000_000

    private func lines(_ server: Server) -> String {
        String(decoding: server.journal.lines, as: UTF8.self)
    }

    @Test func `a log line says its text, and no expectation counts it`() throws {
        let server = try Server(
            rules: #"{"on": "fileOpen", "do": {"log": "open ${count}: ${path} by ${user}"}}"#)
        let client = server.connect()
        _ = try client.open("a.txt")
        let log = lines(server).split(separator: "\n").filter { $0.contains(#""kind":"log""#) }
        #expect(log.count == 1)
        let line = try #require(log.first)
        #expect(line.contains(#""on":"fileOpen","connection":1,"user":"demo""#))
        #expect(line.contains(#""text":"open 1: /home/demo/a.txt by demo","rules":["rule 1"]"#))
        #expect(server.journal.counts.count(of: .fileOpen) == 1)
        #expect(server.entries.filter { $0.kind == .fileOpen }.count == 1)
    }

    @Test func `a pause before holds the session until another rule opens the gate`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"pause": "go"}},
                {"on": "linkRead", "do": {"release": "go"}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: 10 * Self.second)
        #expect(client.takeReplies() == [])
        let other = server.connect()
        #expect(other.ask(Request.stat("new"))?.code == .noSuchFile)
        _ = other.ask(Request.readlink("a.txt"))
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1, 2])
        #expect(client.session.isIdle)
        // The gate stays open.
        #expect(client.ask(Request.mkdir("newer"))?.code == .ok)
    }

    @Test func `a pause after holds the reply of what was done`() throws {
        let server = try Server(
            rules: #"{"on": "dirCreate", "phase": "after", "do": {"pause": "go"}}"#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        #expect(server.connect().ask(Request.stat("new"))?.attributes != nil)
        #expect(client.takeReplies() == [])
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1, 2])
    }

    @Test(arguments: EventPhase.allCases)
    func `a pause of the reply lets other requests overtake`(phase: EventPhase) throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "phase": "\#(phase.rawValue)",
                 "do": {"pause": {"gate": "go", "holds": "reply"}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: Self.second)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [2])
        #expect(replies.first?.attributes != nil)
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1])
        #expect(client.session.isIdle)
    }

    @Test func `a delay of the reply begins when the gate that holds the session is open`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate",
                 "do": {"pause": "go", "delay": {"for": "2s", "holds": "reply"}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies() == [])
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.code) == [.ok])
    }

    @Test(arguments: ["session", "reply"])
    func `a pause ends at its limit`(holds: String) throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate",
                 "do": {"pause": {"gate": "never", "atMost": "3s", "holds": "\#(holds)"}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        for _ in 0..<600 { client.advance(by: 5_000_000 - 1) }
        #expect(client.takeReplies() == [])
        for _ in 0..<3 { client.advance(by: 5_000_000) }
        #expect(client.takeReplies().map(\.code) == [.ok])
    }

    @Test func `a session that ends while it waits leaves a record without an answer`() throws {
        let server = try Server(rules: #"{"on": "dirCreate", "do": {"pause": "go"}}"#)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        _ = client.session.closed()
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .dirCreate && entry.status == nil)
        #expect(entry.rules == ["rule 1"])
    }

    @Test func `a delay comes before the pause`() throws {
        let server = try Server(
            rules: #"{"on": "dirCreate", "do": {"delay": "2s", "pause": "go"}}"#)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies() == [])
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.code) == [.ok])
    }

    private func server(capture: String, on event: String = "fileOpen") throws -> (
        Server, Captured
    ) {
        let captured = Captured()
        let rules = try Server.rules(#"{"on": "\#(event)", "do": {"capture": \#(capture)}}"#)
        let server = try Server(rules: rules, captured: captured)
        return (server, captured)
    }

    @Test func `a captured request is a case of the corpus`() throws {
        let (server, captured) = try server(capture: "true")
        let client = server.connect()
        #expect(client.ask(Request.open("a.txt"))?.handle != nil)
        #expect(captured.names == ["packet-1.hex"])
        #expect(
            captured.texts.first == """
                what: SSH_FXP_OPEN, as it went over a connection.
                seen: captured from an unknown client
                direction: request
                expect: ok

                00000016030000000700000005612e74
                78740000000100000000

                """)
    }

    @Test func `a captured packet that cannot be decoded says what the codec says`() throws {
        let (server, captured) = try server(capture: "true", on: "error")
        let client = server.connect()
        client.send([0, 0, 0, 9, 3, 0, 0, 0, 7, 0, 0, 0, 9])
        #expect(
            captured.texts.first?.contains(
                "expect: error lengthOverrun at 9 in field filename\n") == true)
    }

    @Test(
        arguments: [
            (
                [0, 0, 0, 0, 1, 2],
                "expect: error emptyPacket at 0 in field length\n\n000000000102\n"
            ),
            (
                [0xff, 0, 0, 0, 1],
                "expect: error oversizedPacket at 0 in field length\n\nff00000001\n"
            ),
        ] as [([UInt8], String)])
    func `what lost framing is kept from there on`(bytes: [UInt8], end: String) throws {
        let (server, captured) = try server(capture: "true", on: "error")
        let client = server.connect()
        client.send(Request.stat("a.txt") + bytes)
        #expect(captured.names == ["packet-1.hex"])
        #expect(captured.texts.first?.hasSuffix(end) == true)
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `what lost framing is kept up to 512 KiB`() throws {
        let (server, captured) = try server(capture: "true", on: "error")
        let client = server.connect()
        client.send([0xff, 0, 0, 0] + [UInt8](repeating: 0x41, count: 1 << 20))
        let digits = captured.texts.first?.split(separator: "\n").filter { line in
            line.allSatisfy(\.isHexDigit)
        }
        #expect(digits?.joined().count == 2 * 512 * 1_024)
    }

    @Test func `each packet that a limit of the scenario cut off has its verdict`() throws {
        let captured = Captured()
        var limits = LimitSpec()
        limits.packet = PacketLimit(size: 20)
        let server = try Server(
            rules: try Server.rules(#"{"on": "error", "do": {"capture": true}}"#),
            captured: captured, restraints: RestraintSpec(limits: limits))
        let client = server.connect()
        client.send(Request.stat("a-name-that-is-too-long") + Request.stat("a") + [0, 0, 0, 9])
        #expect(
            captured.texts.first?.contains("\nexpect: ok\nexpect: ok\nexpect: needs 9\n") == true)
    }

    @Test func `a name has nothing a folder could take for something else`() throws {
        let (server, captured) = try server(capture: #"{"name": "../${path}\n*"}"#)
        let client = server.connect()
        _ = client.ask(Request.open("a.txt"))
        #expect(captured.names == ["_.__home_demo_a.txt__-1.hex"])
    }

    @Test func `no more are kept than the rule allows`() throws {
        let (server, captured) = try server(capture: #"{"name": "n", "atMost": 2}"#)
        let client = server.connect()
        for _ in 0..<5 { _ = client.ask(Request.open("a.txt")) }
        #expect(captured.names == ["n-1.hex", "n-2.hex"])
    }

    @Test(
        arguments: [
            ("ostOk", [0, 0, 0, 0]), ("ostNoSuchFile", [2, 2, 2, 2]),
            ("ostAccessDenied", [3, 3, 3, 3]), ("ostWriteProtect", [3, 12, 12, 12]),
            ("ostUnsupported", [8, 8, 8, 8]), ("ostInvalidParameter", [4, 4, 4, 23]),
            ("ostEOF", [1, 1, 1, 1]),
        ] as [(String, [UInt32])])
    func `a value of OperationStatus is told as the nearest code of each version`(
        name: String, codes: [UInt32]
    ) throws {
        let server = try Server(rules: #"{"on": "fileRemove", "do": {"status": "\#(name)"}}"#)
        for (version, code) in zip(ProtocolVersion.allCases, codes) {
            let client = server.connect(version)
            client.version = version
            #expect(client.ask(Request.remove("a.txt"))?.code?.rawValue == code)
        }
    }
}
