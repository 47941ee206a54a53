import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Delays: of the session, of one reply, and what happens when nobody waits for them.
@Suite struct DelayRuleTests {
    private static let second: UInt64 = 1_000_000_000
    private static let three =
        Request.stat("a.txt", id: 1) + Request.mkdir("new", id: 2) + Request.stat("new", id: 3)

    @Test func `a delay before holds the session: nothing is done, later requests wait in order`()
        throws
    {
        let server = try Server(rules: #"{"on": "dirCreate", "do": {"delay": "2s"}}"#)
        let client = server.connect()
        client.send(Self.three)
        #expect(client.takeReplies().map(\.id) == [1])
        #expect(client.unread == Request.stat("new", id: 3))
        #expect(!client.session.isIdle)
        #expect(server.connect().ask(Request.stat("new"))?.code == .noSuchFile)
        client.advance(by: 2 * Self.second - 1)
        #expect(client.takeReplies() == [])
        client.advance(by: 1)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [2, 3])
        #expect(replies.first?.code == .ok)
        #expect(replies.last?.attributes != nil)
        #expect(client.session.isIdle)
    }

    @Test func `a delay after holds the session: it is done, and later requests wait in order`()
        throws
    {
        let server = try Server(
            rules: #"{"on": "dirCreate", "phase": "after", "do": {"delay": "2s"}}"#)
        let client = server.connect()
        client.send(Self.three)
        #expect(client.takeReplies().map(\.id) == [1])
        #expect(server.connect().ask(Request.stat("new"))?.attributes != nil)
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.id) == [2, 3])
    }

    @Test(arguments: EventPhase.allCases)
    func `a delay of the reply lets others overtake`(phase: EventPhase) throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "phase": "\#(phase.rawValue)",
                 "do": {"delay": {"for": "2s", "holds": "reply"}}}
                """#)
        let client = server.connect()
        client.send(Self.three)
        let early = client.takeReplies()
        #expect(early.map(\.id) == [1, 3])
        #expect(early.last?.attributes != nil)
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies() == [.ok(2)])
    }

    @Test func `late replies go when each is due`() throws {
        let client = try Server(
            rules: #"""
                {"on": "getAttributes", "when": {"path": "**/a.txt"},
                 "do": {"delay": {"for": "3s", "holds": "reply"}}},
                {"on": "getAttributes", "do": {"delay": {"for": "1s", "holds": "reply"}}}
                """#
        ).connect()
        client.send(Request.stat("a.txt", id: 1) + Request.stat("big", id: 2))
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [2])
        client.advance(by: Self.second)
        #expect(client.takeReplies() == [])
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1])
    }

    @Test func `delays add up and a delay may bring a status`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "continue": true, "do": {"delay": "1s"}},
                {"on": "fileRemove", "continue": true,
                 "do": {"delay": {"for": "2s", "holds": "reply"}}},
                {"on": "fileRemove", "do": {"delay": "1s", "status": "LOCK_CONFLICT"}}
                """#
        ).connect()
        client.send(Request.remove("a.txt"))
        client.advance(by: 4 * Self.second - 1)
        #expect(client.takeReplies() == [])
        client.advance(by: 1)
        #expect(client.takeReplies().map(\.code) == [.lockConflict])
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
    }

    @Test func `a delay before and one after follow one another`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "do": {"delay": "1s"}},
                {"on": "fileRemove", "phase": "after", "do": {"delay": "1s", "status": "EOF"}}
                """#
        ).connect()
        client.send(Request.remove("a.txt") + Request.stat("a.txt", id: 8))
        client.advance(by: 2 * Self.second)
        // The second timer was set when the first fired, with the clock where it stands now.
        #expect(client.takeReplies() == [])
        client.advance(by: Self.second)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [7, 8])
        #expect(replies.map(\.code) == [.eof, .noSuchFile])
    }

    @Test func `a delay of nothing is none`() throws {
        let client = try Server(rules: #"{"on": "fileRemove", "do": {"delay": "0s"}}"#).connect()
        #expect(client.ask(Request.remove("a.txt")) == .ok())
        #expect(client.channel.timers.isEmpty)
    }

    @Test func `a delay without end does not overflow`() throws {
        let rules = [true, false].map { holds in
            Rule(
                name: "\(holds)", events: [.fileRemove],
                effects: [
                    .delay(nanoseconds: .max, holdsSession: holds),
                    .delay(nanoseconds: .max, holdsSession: false),
                ], continues: true)
        }
        let client = try Server(rules: rules).connect()
        client.send(Request.remove("a.txt"))
        client.advance(by: Self.second)
        #expect(client.takeReplies() == [])
    }

    @Test func `the journal tells when a delayed request came and how long it took`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "do": {"delay": "2s"}},
                {"on": "dirRemove", "do": {"delay": {"for": "3s", "holds": "reply"}}}
                """#)
        let client = server.connect()
        server.clock.advance(by: Self.second)
        client.send(Request.remove("a.txt"))
        client.advance(by: 2 * Self.second)
        client.send(Request.rmdir("void"))
        client.advance(by: 3 * Self.second)
        let records = server.entries.map(\.record)
        #expect(records.map(\.startNanoseconds) == [Self.second, 3 * Self.second])
        #expect(records.map(\.durationNanoseconds) == [2 * Self.second, 3 * Self.second])
    }

    @Test func `INIT can be late, and is answered when its time has come`() throws {
        let server = try Server(rules: #"{"on": "init", "do": {"delay": "1s"}}"#)
        let client = Client(server)
        client.send(Request.initialize() + Request.realpath("."))
        #expect(client.takeReplies() == [])
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [nil, 7])
    }

    static let abandoned: [(String, Bool)] = [
        (#"{"on": "dirCreate", "do": {"delay": "1s"}}"#, false),
        (#"{"on": "dirCreate", "do": {"delay": "1s", "status": "FAILURE"}}"#, false),
        (#"{"on": "dirCreate", "do": {"delay": "1s", "connection": "reset"}}"#, false),
        (#"{"on": "dirCreate", "phase": "after", "do": {"delay": "1s"}}"#, true),
        (#"{"on": "dirCreate", "do": {"delay": {"for": "1s", "holds": "reply"}}}"#, true),
    ]

    @Test(arguments: abandoned)
    func `a request still waiting when the connection goes is recorded without an answer`(
        rule: String, isDone: Bool
    ) throws {
        let server = try Server(rules: rule)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        server.clock.advance(by: Self.second / 2)
        client.session.closed()
        client.advance(by: Self.second)
        #expect(client.takeOutput() == [])
        #expect(client.channel.fault == nil)
        #expect(server.entries.map(\.kind) == [.dirCreate])
        let entry = try #require(server.entries.first)
        #expect(entry.status == nil)
        #expect(entry.rules == ["rule 1"])
        #expect(entry.path == Array("/home/demo/new".utf8))
        #expect(entry.record.requestID == 7)
        #expect(entry.record.durationNanoseconds == Self.second / 2)
        #expect((server.connect().ask(Request.stat("new"))?.attributes != nil) == isDone)
    }

    @Test(arguments: [
        #"{"on": "dirCreate", "do": {"delay": "1s"}}"#,
        #"{"on": "dirCreate", "phase": "after", "do": {"delay": "1s"}}"#,
        #"{"on": "dirCreate", "do": {"delay": {"for": "1s", "holds": "reply"}}}"#,
    ])
    func `at the end of input the late answer still comes, then the channel closes with status 0`(
        rule: String
    ) throws {
        let client = try Server(rules: rule).connect()
        client.send(Request.mkdir("new") + Request.stat("new", id: 8))
        client.session.receivedEOF()
        #expect(client.channel.fault == nil)
        client.advance(by: Self.second)
        #expect(Set(client.takeReplies().compactMap(\.id)) == [7, 8])
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
        #expect(client.session.closed() == 0)
    }

    @Test func `the end of input without anything late closes at once`() throws {
        let client = try Server().connect()
        client.session.receivedEOF()
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }
}
