import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Rules on `packet`: every packet of either direction, decoded or not.
@Suite struct PacketRuleTests {
    private static let second: UInt64 = 1_000_000_000

    private func rule(_ when: String, _ action: String) -> String {
        #"{"name": "it", "on": "packet", "when": {\#(when)}, "do": {\#(action)}}"#
    }

    static let incoming: [(action: String, ids: [UInt32?])] = [
        (#""drop": true"#, []),
        (#""reply": {"duplicate": 2}"#, [7, 7, 7]),
        (#""reply": {"id": 99}"#, [99]),
        (#""reply": {"type": "LSTAT"}"#, [7]),
        (#""frame": {"flip": [{"at": "8B", "bits": 8}]}"#, [15]),
        (#""packets": {"before": [{"type": "STAT", "id": 3}]}"#, [3, 7]),
        (#""packets": {"instead": [{"type": "STAT", "id": 3}, {"type": 77}]}"#, [3, 7]),
    ]

    @Test(arguments: incoming.indices)
    func `a packet of the client is taken as the rule leaves it`(index: Int) throws {
        let (action, ids) = Self.incoming[index]
        let server = try Server(rules: rule(#""direction": "in", "packet": "STAT""#, action))
        let client = server.connect()
        client.send(Request.stat("a.txt") + Request.realpath(".", id: 8))
        #expect(Client.replies(in: client.takeEverything()).map(\.id) == ids + [8])
        let entry = try #require(server.entries.first { $0.kind == .packet })
        #expect(entry.rules == ["it"])
        #expect(entry.record.direction == .in)
        #expect(entry.record.packetType == 17)
        #expect(entry.record.requestID == 7)
        #expect(entry.status == nil)
        #expect(server.entries.count { $0.kind == .packet } == 1)
    }

    @Test(arguments: [
        #""frame": {"truncate": "6B"}"#, #""frame": {"length": 4294967295}"#,
        #""frame": {"length": 0}"#, #""packets": {"before": [{"raw": "xyz"}]}"#,
    ])
    func `a rule that leaves no whole packet loses the framing`(action: String) throws {
        let server = try Server(rules: rule(#""direction": "in", "packet": "STAT""#, action))
        let client = server.connect()
        client.send(Request.stat("a.txt") + Request.realpath("."))
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
        #expect(client.takeOutput() == [])
        #expect(server.entries.map(\.kind) == [.packet, .error])
    }

    static let outgoing: [(action: String, bytes: String)] = [
        (#""drop": true"#, ""),
        (#""packets": {"instead": [{"raw": "x"}]}"#, "'x'"),
        (#""frame": {"truncate": "9B"}"#, "0000001b 65 00000007"),
        (#""reply": {"id": 1, "payload": ""}"#, "00000005 65 00000001"),
        (#""connection": "fin""#, ""),
    ]

    @Test(arguments: outgoing.indices)
    func `a reply leaves as rules on packets want it`(index: Int) throws {
        let (action, bytes) = Self.outgoing[index]
        let server = try Server(
            rules: rule(#""direction": "out", "packet": "STATUS""#, action))
        let client = server.connect()
        client.send(Request.mkdir("new"))
        #expect(client.takeEverything() == wire(bytes))
        #expect((client.channel.fault == .fin) == action.contains("fin"))
        // The record of the request tells of it.
        #expect(server.entries.map(\.kind) == [.dirCreate])
        #expect(server.entries.map(\.rules) == [["it"]])
        #expect(server.connect().ask(Request.stat("new"))?.attributes != nil)
    }

    @Test func `packets that cannot be decoded are packets too, in and out`() throws {
        let server = try Server(
            rules: #"""
                {"on": "packet", "when": {"direction": "in", "packet": 77},
                 "do": {"drop": true}},
                {"on": "packet", "when": {"direction": "out", "packet": "STATUS"},
                 "do": {"reply": {"id": 5}}}
                """#)
        let client = server.connect()
        client.send(wire("00000005 4d 00000001 00000005 4e 00000002 00000001 03"))
        #expect(client.takeReplies().map(\.id) == [5, 5])
        #expect(server.entries.map(\.kind) == [.packet, .error, .error])
    }

    @Test func `a packet can be late, and what comes behind it with it`() throws {
        let server = try Server(
            rules: rule(#""direction": "in", "packet": "MKDIR""#, #""delay": "1s""#))
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        #expect(client.takeOutput() == [])
        #expect(!client.session.isIdle)
        client.advance(by: Self.second)
        #expect(Client.replies(in: client.takeEverything()).map(\.id) == [1, 2])
        let late = try Server(
            rules: rule(
                #""direction": "out", "packet": "STATUS""#,
                #""delay": {"for": "1s", "holds": "reply"}"#)
        ).connect()
        late.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        #expect(late.takeReplies().map(\.id) == [2])
        late.advance(by: Self.second)
        #expect(late.takeReplies().map(\.id) == [1])
    }

    @Test func `INIT and VERSION are packets`() throws {
        let server = try Server(
            rules: #"""
                {"on": "packet", "when": {"packet": "VERSION"},
                 "do": {"frame": {"truncate": "4B", "length": 1}}}
                """#)
        let client = Client(server)
        client.send(Request.initialize())
        #expect(client.takeOutput() == wire("00000001"))
        let deaf = Client(
            try Server(
                rules: #"{"on": "packet", "when": {"packet": "INIT"}, "do": {"drop": true}}"#))
        deaf.send(Request.initialize() + Request.stat("a.txt"))
        #expect(deaf.takeReplies().map(\.code) == [.badMessage])
    }

    @Test func `an injected request that a rule delays holds those behind it`() throws {
        let server = try Server(
            rules: #"""
                {"on": "packet", "when": {"direction": "in", "packet": "MKDIR"},
                 "do": {"reply": {"duplicate": 1}}},
                {"on": "dirCreate", "times": 1, "do": {"delay": "1s"}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        #expect(client.takeOutput() == [])
        client.advance(by: Self.second)
        let replies = Client.replies(in: client.takeEverything())
        #expect(replies.map(\.id) == [1, 1, 2])
        #expect(replies.prefix(2).map(\.code) == [.ok, .failure])
    }
}
