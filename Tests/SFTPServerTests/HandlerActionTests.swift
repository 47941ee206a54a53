import SFTPServer
import SFTPWire
import Scenario
import Testing

/// The short words of closures, each by what the client sees of it; no rule is there.
@Suite struct HandlerActionTests {
    private static let second: UInt64 = 1_000_000_000

    private func client(
        _ kind: EventKind, _ phase: EventPhase = .before, _ body: @escaping EventHandler
    ) throws -> (Server, Client) {
        let server = try Server()
        server.context.on(kind, phase, body)
        return (server, server.connect())
    }

    private func ids(_ client: Client) -> [UInt32] {
        Client.replies(in: client.takeEverything()).compactMap(\.id)
    }

    @Test(arguments: [(1, 2), (3, 4), (0, 1), (-1, 1), (5_000, 1_001)])
    func `duplicate sends the reply so many times more, at most a thousand`(
        copies: Int, count: Int
    ) throws {
        let (_, client) = try client(.getAttributes) { $0.duplicate(copies: copies) }
        client.send(Request.stat("a.txt", id: 5))
        #expect(ids(client) == Array(repeating: 5, count: count))
    }

    @Test func `hold keeps a reply until others have gone`() throws {
        let (_, client) = try client(.dirCreate) { $0.hold(untilReplies: 2) }
        client.send(
            Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2)
                + Request.stat("a.txt", id: 3) + Request.stat("a.txt", id: 4))
        #expect(ids(client) == [2, 3, 1, 4])
    }

    @Test func `hold keeps a reply until a request of a kind was answered, or its time is up`()
        throws
    {
        let (_, client) = try client(.dirCreate) { event in
            event.hold(untilAnswered: .fileRemove, atMost: .seconds(3))
        }
        client.send(Request.mkdir("new", id: 1) + Request.stat("a.txt", id: 2))
        #expect(ids(client) == [2])
        client.send(Request.remove("empty", id: 3))
        #expect(ids(client) == [3, 1])
        client.send(Request.mkdir("other", id: 4))
        client.advance(by: 2 * Self.second)
        #expect(ids(client) == [])
        client.advance(by: Self.second)
        #expect(ids(client) == [4])
    }

    @Test func `log writes a line into the journal, under the closure's name`() throws {
        let server = try Server()
        server.context.on(.fileRemove, .after, named: "watch") { event in
            event.log("removed \(event.pathText ?? "")")
        }
        #expect(server.connect().ask(Request.remove("a.txt"))?.code == .ok)
        let line = String(decoding: server.journal.lines, as: UTF8.self).split(separator: "\n")
            .first { $0.contains(#""kind":"log""#) }
        #expect(line?.contains(#""text":"removed /home/demo/a.txt""#) == true)
        #expect(line?.contains(#""rules":["watch"]"#) == true)
    }

    @Test func `disconnect says goodbye with a reason, and answers nothing`() throws {
        let (_, client) = try client(.fileRemove) { $0.disconnect(reason: 7, message: "later") }
        client.send(Request.remove("a.txt"))
        #expect(client.takeReplies() == [])
        #expect(client.channel.fault == .disconnect(reason: 7, message: "later"))
    }

    @Test func `an answer to EXTENDED takes the bytes behind the id`() throws {
        let (_, client) = try client(.extended) { $0.answer(extendedReply: [1, 2, 3]) }
        #expect(
            client.ask(Request.extended("tea@example.com", [], id: 9)) == .extended(9, [1, 2, 3]))
    }

    @Test(arguments: [false, true])
    func `an answer of names is the listing, alone or behind the true one`(
        isBehind: Bool
    ) throws {
        let (_, client) = try client(.dirList) { event in
            event.answer(names: [Array("x".utf8), [0xff]], behindTrueNames: isBehind)
        }
        let handle = try client.opendir("dir")
        var names: [Text] = []
        while case .names(_, let some, _)? = client.ask(Request.readdir(handle)) {
            names += some.map(\.name)
        }
        let own: [Text] = isBehind ? [".", "..", "inner"] : []
        #expect(names == own + ["x", Text([0xff])])
    }

    @Test func `an answer of a path is what REALPATH comes to`() throws {
        let (_, client) = try client(.resolvePath) { $0.answer(path: Array("/else".utf8)) }
        guard case .names(_, let names, _)? = client.ask(Request.realpath(".")) else {
            Issue.record("no NAME")
            return
        }
        #expect(names.map(\.name) == ["/else"])
    }

    @Test func `store replaces the block before it is written`() throws {
        let (server, client) = try client(.fileWrite) { $0.store(Array("HOWDY".utf8)) }
        let handle = try client.open("a.txt", .write)
        #expect(client.ask(Request.write(handle, "other")) == .ok())
        #expect(server.text("/home/demo/a.txt") == "HOWDY, world")
    }

    @Test func `rekey asks the channel for new keys`() throws {
        let (_, client) = try client(.getAttributes) { $0.rekey() }
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        #expect(client.channel.disturbances == [.rekey(afterBytes: 0)])
    }

    @Test func `skip of an open gives a handle with nothing behind it`() throws {
        let (server, client) = try client(.fileOpen) { $0.skip() }
        let handle = try client.open("new", [.write, .create])
        #expect(client.ask(Request.write(handle, "lost")) == .ok())
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(server.text("/home/demo/new") == nil)
    }

    @Test func `a file is held from sight for sessions that were there before, too`() throws {
        let server = try Server()
        let client = server.connect()
        let other = server.connect()
        #expect(other.ask(Request.stat("a.txt"))?.attributes != nil)
        server.context.on(.fileOpen, .before) { $0.perform(.files(.steps([FileStep(.hold)]))) }
        let handle = try client.open("fresh", [.write, .create])
        #expect(other.ask(Request.stat("fresh"))?.code == .noSuchFile)
        #expect(client.ask(Request.stat("fresh"))?.code == .noSuchFile)
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(other.ask(Request.stat("fresh"))?.attributes != nil)
    }

    @Test func `a change of files is postponed`() throws {
        let (_, client) = try client(.fileClose, .after) { event in
            event.perform(.files(.steps([FileStep(.remove, delayNanoseconds: Self.second)])))
        }
        #expect(client.ask(Request.close(try client.open("a.txt"))) == .ok())
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        client.advance(by: Self.second)
        #expect(client.ask(Request.stat("a.txt"))?.code == .noSuchFile)
    }
}
