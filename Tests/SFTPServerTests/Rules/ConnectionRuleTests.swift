import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Rules that end the channel or the connection, before or after a request.
@Suite struct ConnectionRuleTests {
    static let ends: [(String, ConnectionFault)] = [
        (#""reset""#, .reset), (#""fin""#, .fin),
        (#"{"closeChannel": {}}"#, .closeChannel(exitStatus: nil)),
        (#"{"closeChannel": {"exitStatus": 3}}"#, .closeChannel(exitStatus: 3)),
        (
            #"{"disconnect": {"reason": "BY_APPLICATION", "message": "bye"}}"#,
            .disconnect(reason: 11, message: "bye")
        ),
    ]

    @Test(arguments: ends, EventPhase.allCases)
    func `the end comes without a reply, with the operation done or not as the phase says`(
        end: (String, ConnectionFault), phase: EventPhase
    ) throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "phase": "\#(phase.rawValue)", "do": {"connection": \#(end.0)}}
                """#)
        let client = server.connect()
        client.send(Request.stat("a.txt", id: 1) + Request.remove("a.txt", id: 2))
        client.send(Request.stat("big", id: 3))
        #expect(client.channel.fault == end.1)
        #expect(client.takeReplies().map(\.id) == [1])
        #expect(client.unread == [])
        #expect(server.entries.count == 2)
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .fileRemove)
        #expect(entry.status == nil)
        #expect(entry.rules == ["rule 1"])
        let isThere = server.connect().ask(Request.stat("a.txt"))?.attributes != nil
        #expect(isThere == (phase == .before))
    }

    @Test(arguments: EventPhase.allCases)
    func `with a status of another rule that is sent before the end`(phase: EventPhase) throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "phase": "\#(phase.rawValue)", "continue": true,
                 "do": {"connection": "reset"}},
                {"on": "fileRemove", "phase": "\#(phase.rawValue)",
                 "do": {"status": "NO_CONNECTION"}}
                """#)
        let client = server.connect()
        client.send(Request.remove("a.txt"))
        #expect(client.takeReplies().map(\.code) == [.noConnection])
        #expect(client.channel.fault == .reset)
        #expect(server.entries.last?.status == .noConnection)
    }

    @Test func `data of one rule and the end of another: a reply, then the end`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRead", "continue": true, "do": {"data": "half"}},
                {"on": "fileRead", "do": {"connection": "reset"}}
                """#
        ).connect()
        client.send(Request.read(try client.open("a.txt")))
        #expect(client.takeReplies() == [.data(7, Array("half".utf8))])
        #expect(client.channel.fault == .reset)
    }

    @Test(arguments: [#""1s""#, #"{"for": "1s", "holds": "reply"}"#])
    func `with a delay the end comes when it is due`(delay: String) throws {
        let server = try Server(
            rules:
                #"{"on": "fileRemove", "do": {"delay": \#(delay), "connection": "reset"}}"#)
        let client = server.connect()
        client.send(Request.remove("a.txt"))
        #expect(client.channel.fault == nil)
        client.advance(by: 1_000_000_000)
        #expect(client.channel.fault == .reset)
        #expect(client.takeOutput() == [])
        #expect(server.entries.map(\.status) == [nil])
    }

    @Test func `what waits when the session ends is recorded, not done and not answered`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove",
                 "do": {"delay": {"for": "1s", "holds": "reply"}, "connection": "reset"}},
                {"on": "dirRemove", "do": {"delay": {"for": "2s", "holds": "reply"}}},
                {"on": "dirCreate", "do": {"delay": "2s"}}
                """#)
        let client = server.connect()
        client.send(Request.remove("a.txt", id: 1) + Request.rmdir("void", id: 2))
        client.send(Request.mkdir("new", id: 3))
        client.advance(by: 1_000_000_000)
        #expect(client.channel.fault == .reset)
        client.advance(by: 1_000_000_000)
        client.session.closed()
        #expect(client.takeOutput() == [])
        #expect(server.entries.map(\.kind) == [.fileRemove, .dirRemove, .dirCreate])
        #expect(server.entries.map(\.status) == [nil, nil, nil])
        #expect(server.entries.map(\.record.requestID) == [1, 2, 3])
        #expect(server.connect().ask(Request.stat("new"))?.code == .noSuchFile)
    }

    @Test func `a copy is not carried on when the session ended meanwhile`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove",
                 "do": {"delay": {"for": "1ns", "holds": "reply"}, "connection": "reset"}}
                """#)
        let client = server.connect()
        let from = try client.open("big")
        let to = try client.open("empty", .write)
        client.send(Request.remove("a.txt", id: 1) + Request.copyData(from, to: to, id: 2))
        server.clock.advance(by: 1)
        // The rule's timer was set first, but the next slice is due before it.
        let due = client.channel.takeDue()
        #expect(due.count == 2)
        for token in due.reversed() { client.session.timerFired(token) }
        client.fireDue()
        #expect(client.channel.fault == .reset)
        #expect(server.entries.last?.record.moved == 1 << 20)
        #expect(server.entries.last?.status == nil)
        #expect(server.connect().ask(Request.stat("empty"))?.attributes?.size == 1 << 20)
    }

    @Test func `INIT can be dropped or ended`() throws {
        let client = Client(try Server(rules: #"{"on": "init", "times": 1, "do": {"drop": true}}"#))
        client.send(Request.initialize())
        #expect(client.takeOutput() == [])
        #expect(client.ask(Request.realpath("."))?.code == .badMessage)
        #expect(client.ask(Request.initialize())?.id == nil)
        let ended = Client(try Server(rules: #"{"on": "init", "do": {"connection": "fin"}}"#))
        ended.send(Request.initialize())
        #expect(ended.takeOutput() == [])
        #expect(ended.channel.fault == .fin)
    }

    @Test func `INIT is matched by the version it asks for`() throws {
        let server = try Server(
            rules:
                #"{"on": "init", "when": {"version": {"above": 3}}, "do": {"connection": "fin"}}"#)
        let old = Client(server)
        #expect(old.ask(Request.initialize(3))?.id == nil)
        let new = Client(server)
        new.send(Request.initialize(6))
        #expect(new.channel.fault == .fin)
    }

    static let violations: [([UInt8], StatusCode)] = [
        (wire("00000005 63 00000009"), .opUnsupported),
        (wire("00000009 11 00000009 ffffffff"), .badMessage),
    ]

    @Test(arguments: violations)
    func `the error event ends the connection instead of answering`(
        packet: [UInt8], code: StatusCode
    ) throws {
        let server = try Server(
            rules: #"{"on": "error", "skip": 1, "do": {"connection": "reset"}}"#)
        let client = server.connect()
        #expect(client.ask(packet)?.code == code)
        client.send(packet)
        #expect(client.takeOutput() == [])
        #expect(client.channel.fault == .reset)
        #expect(server.entries.map(\.status) == [code, nil])
        #expect(server.entries.map(\.rules) == [[], ["rule 1"]])
    }

    @Test func `the error event hears of lost framing and says how the session ends`() throws {
        let server = try Server(
            rules: #"{"on": "error", "do": {"connection": {"disconnect": {"reason": 2}}}}"#)
        let client = server.connect()
        client.send(wire("00000000"))
        #expect(client.channel.fault == .disconnect(reason: 2, message: ""))
        #expect(server.entries.map(\.rules) == [["rule 1"]])
    }
}
