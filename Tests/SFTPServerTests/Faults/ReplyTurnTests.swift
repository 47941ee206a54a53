import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Replies that wait for others: kept until something happens, or sent in another order.
@Suite struct ReplyTurnTests {
    private static let second: UInt64 = 1_000_000_000

    private func stats(_ ids: ClosedRange<UInt32>) -> [UInt8] {
        ids.flatMap { Request.stat("big", id: $0) }
    }

    private func ids(_ client: Client) -> [UInt32] {
        Client.replies(in: client.takeEverything()).compactMap(\.id)
    }

    @Test func `a reply waits for so many others and goes right behind them`() throws {
        let server = try Server(
            rules: #"{"on": "dirCreate", "do": {"hold": {"replies": 2}}}"#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + stats(2...2))
        #expect(ids(client) == [2])
        #expect(!client.session.isIdle)
        client.send(stats(3...4))
        #expect(ids(client) == [3, 1, 4])
        #expect(client.session.isIdle)
        // It was done at once all the same; the journal tells replies in the order they went.
        #expect(server.entries.map(\.record.requestID) == [2, 3, 1, 4])
        #expect(server.connect().ask(Request.stat("new"))?.attributes != nil)
    }

    @Test func `replies that wait count when they go`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirCreate", "when": {"path": "**/a"}, "do": {"hold": {"replies": 1}}},
                {"on": "dirCreate", "when": {"path": "**/b"}, "do": {"hold": {"replies": 2}}}
                """#
        ).connect()
        client.send(Request.mkdir("b", id: 1) + Request.mkdir("a", id: 2))
        #expect(ids(client) == [])
        client.send(stats(3...3))
        #expect(ids(client) == [3, 2, 1])
    }

    @Test func `a reply waits for a request of a kind, of its own session`() throws {
        let server = try Server(
            rules: #"{"on": "fileOpen", "do": {"hold": {"event": "dirRemove"}}}"#)
        let client = server.connect()
        client.send(Request.open("a.txt", id: 1) + stats(2...3))
        #expect(server.connect().ask(Request.rmdir("nope"))?.code == .noSuchFile)
        #expect(ids(client) == [2, 3])
        client.send(Request.rmdir("void", id: 4) + stats(5...5))
        #expect(ids(client) == [4, 1, 5])
    }

    @Test func `a reply waits for a rule, dropped replies of which count`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileOpen", "do": {"hold": {"rule": "gone"}}},
                {"name": "gone", "on": "dirRemove", "when": {"path": "**/void"},
                 "do": {"drop": true}}
                """#
        ).connect()
        client.send(Request.open("a.txt", id: 1) + Request.rmdir("nope", id: 2))
        #expect(ids(client) == [2])
        client.send(Request.rmdir("void", id: 3))
        #expect(ids(client) == [1])
    }

    @Test(arguments: [#""replies": 5"#, #""event": "fileLock""#, #""rule": "rule 1""#])
    func `nothing waits longer than the rule allows`(end: String) throws {
        let client = try Server(
            rules: #"""
                {"on": "fileLock", "do": {"drop": true}},
                {"on": "dirCreate", "do": {"hold": {\#(end), "atMost": "2s"}}}
                """#
        ).connect()
        client.send(Request.mkdir("new", id: 1))
        client.advance(by: Self.second)
        client.send(Request.mkdir("newer", id: 2))
        client.advance(by: Self.second - 1)
        #expect(ids(client) == [])
        client.advance(by: 1)
        #expect(ids(client) == [1])
        client.advance(by: Self.second)
        #expect(ids(client) == [2])
        #expect(client.channel.timers.isEmpty)
    }

    @Test func `a window of replies is turned round`() throws {
        let client = try Server(
            rules: #"{"on": "getAttributes", "do": {"reorder": {"window": 3}}}"#
        ).connect()
        client.send(stats(1...2) + Request.realpath(".", id: 9) + stats(3...7))
        #expect(ids(client) == [9, 3, 2, 1, 6, 5, 4])
        // Nobody else comes: what is left goes when its time is up.
        client.advance(by: Self.second / 10)
        #expect(ids(client) == [7])
        #expect(client.session.isIdle)
    }

    @Test func `a client that asks for one thing at a time is served`() throws {
        let client = try Server(
            rules: #"{"on": "getAttributes", "do": {"reorder": "reversed"}}"#
        ).connect()
        for id in UInt32(1)...3 {
            client.send(stats(id...id))
            #expect(ids(client) == [])
            client.advance(by: Self.second / 10)
            #expect(ids(client) == [id])
        }
    }

    @Test func `a shuffled order is drawn from the seed`() throws {
        let rules = try Server.rules(
            #"{"on": "getAttributes", "do": {"reorder": {"window": 16, "order": "shuffled"}}}"#)
        func order(seed: UInt64, connection: Int = 1) throws -> [UInt32] {
            let server = try Server(rules: rules, seed: seed)
            let client = Client(server, connection: connection)
            client.send(Request.initialize())
            _ = client.takeOutput()
            client.send(stats(1...16))
            return ids(client)
        }
        let first = try order(seed: 1)
        #expect(first.sorted() == Array(1...16))
        #expect(first != Array(1...16))
        #expect(first == (try order(seed: 1)))
        #expect(first != (try order(seed: 2)))
        #expect(first != (try order(seed: 1, connection: 2)))
    }

    @Test func `a delay comes first, then the hold, and the shape stays`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"delay": {"for": "1s", "holds": "reply"},
                 "hold": {"replies": 1}, "reply": {"duplicate": 1}}}
                """#
        ).connect()
        client.send(Request.mkdir("new", id: 1) + stats(2...3))
        #expect(ids(client) == [2, 3])
        client.advance(by: Self.second)
        #expect(ids(client) == [])
        client.send(stats(4...4))
        #expect(ids(client) == [4, 1, 1])
    }

    @Test func `at the end of input nothing is waited for any more`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"hold": {"replies": 9}}},
                {"on": "getAttributes", "do": {"reorder": {"window": 9}}}
                """#
        ).connect()
        client.send(Request.mkdir("new", id: 1) + stats(2...3))
        client.session.receivedEOF()
        #expect(ids(client) == [1, 3, 2])
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }

    @Test func `replies that wait when the connection goes are recorded without an answer`()
        throws
    {
        let server = try Server(
            rules: #"""
                {"on": "fileOpen", "do": {"hold": {"replies": 9}}},
                {"on": "getAttributes", "do": {"reorder": {"window": 9}}}
                """#)
        let client = server.connect()
        client.send(stats(1...2) + Request.open("a.txt", id: 3))
        #expect(server.entries.isEmpty)
        // A handle the client never got is none it left open.
        #expect(client.session.closed() == 0)
        client.advance(by: 60 * Self.second)
        #expect(client.takeOutput() == [])
        #expect(server.entries.map(\.record.requestID) == [3, 1, 2])
        #expect(server.entries.map(\.status) == [nil, nil, nil])
    }

    @Test func `a rule that ends the connection leaves what waits without an answer`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileOpen", "do": {"hold": {"event": "dirRemove"}}},
                {"on": "dirRemove", "do": {"frame": {"truncate": "4B"}, "connection": "fin"}}
                """#)
        let client = server.connect()
        client.send(Request.open("a.txt", id: 1) + Request.rmdir("void", id: 2))
        #expect(client.takeOutput() == wire("0000001b"))
        #expect(client.channel.fault == .fin)
        #expect(client.session.closed() == 0)
        #expect(server.entries.map(\.status) == [.ok, nil])
    }

    @Test func `so many replies wait and no more`() throws {
        var limits = SessionLimits()
        limits.heldReplies = 3
        let server = try Server(
            rules: #"{"on": "getAttributes", "do": {"hold": {"event": "dirRemove"}}}"#,
            limits: limits)
        let client = server.connect()
        client.send(stats(1...5))
        #expect(server.entries.isEmpty)
        #expect(client.unread == stats(4...5))
        // The requests that would end the wait are not read: its limit does.
        client.advance(by: 10 * Self.second)
        #expect(ids(client) == [1, 2, 3])
        client.advance(by: 10 * Self.second)
        #expect(ids(client) == [4, 5])
    }
}
