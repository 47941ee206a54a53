import SFTPServer
import SFTPWire
import Scenario
import Testing

/// A reply that a rule of the after phase holds the session with: what else is to happen to it.
@Suite struct HeldOutcomeTests {
    private static let second: UInt64 = 1_000_000_000
    private static let delay = #"{"on": "dirCreate", "phase": "after", "do": {"delay": "2s"}}"#

    @Test func `rules on packets see it when it leaves`() throws {
        let server = try Server(
            rules: Self.delay + #"""
                , {"name": "it", "on": "packet", "when": {"direction": "out", "packet": "STATUS"},
                   "do": {"drop": true}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2))
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.id) == [2])
        #expect(server.entries.contains { $0.kind == .dirCreate && $0.rules == ["rule 1", "it"] })
    }

    @Test func `a gate that the before phase asked for keeps it`() throws {
        let server = try Server(
            rules: Self.delay + #"""
                , {"on": "dirCreate", "do": {"pause": {"gate": "go", "holds": "reply"}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2))
        client.advance(by: 2 * Self.second)
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [2])
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1])
    }

    @Test func `a gate keeps a reply that a rule on packets delays, too`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"pause": {"gate": "go", "holds": "reply"}}},
                {"on": "packet", "when": {"direction": "out", "packet": "STATUS"},
                 "do": {"delay": "2s"}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2))
        client.advance(by: 2 * Self.second)
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [2])
        server.context.release("go")
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.id) == [1])
    }

    @Test func `a delay of the reply runs on behind that of the session`() throws {
        let server = try Server(
            rules: Self.delay + #"""
                , {"on": "dirCreate", "do": {"delay": {"for": "3s", "holds": "reply"}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2))
        client.advance(by: 2 * Self.second - 1)
        #expect(client.takeReplies() == [])
        client.advance(by: 1)
        #expect(client.takeReplies().map(\.id) == [2])
        client.advance(by: 3 * Self.second)
        #expect(client.takeReplies().map(\.id) == [1])
    }

    @Test func `the end of the channel that the draft wants comes behind it`() throws {
        let client = try Server(
            rules: #"{"on": "extended", "phase": "after", "do": {"delay": "2s"}}"#
        ).connect(.v6)
        #expect(client.ask(Request.realpath("/")) != nil)
        client.send(Request.extended("version-select", Request.string(Text("3").bytes)))
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.code) == [.badMessage])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }
}
