import SFTPServer
import SFTPWire
import Scenario
import Synchronization
import Testing

/// Swift closures over the same engine contract as rules.
struct HandlerTests {
    @Test func `a closure of the before phase answers instead of the server`() throws {
        let server = try Server()
        server.context.on(.fileRemove, .before) { event in
            guard event.pathText == "/home/demo/a.txt" else { return }
            event.answer(.writeProtect, message: "hands off", language: "de")
        }
        let client = server.connect()
        #expect(
            client.ask(Request.remove("a.txt", id: 7))
                == .status(7, .writeProtect, message: "hands off", language: "de"))
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        #expect(client.ask(Request.remove("empty", id: 8))?.code == .ok)
    }

    @Test func `a closure of the after phase sees the true outcome and may lie`() throws {
        let server = try Server()
        let seen = Mutex<[StatusCode?]>([])
        server.context.on(.dirCreate, .after) { event in
            let outcome = event.outcome
            seen.withLock { $0.append(outcome) }
            if outcome == .ok { event.answer(.failure) } else { event.answer(.ok) }
        }
        let client = server.connect()
        #expect(client.ask(Request.mkdir("new"))?.code == .failure)
        #expect(client.ask(Request.mkdir("dir"))?.code == .ok)
        #expect(client.ask(Request.stat("new"))?.attributes != nil)
        #expect(seen.withLock { $0 } == [.ok, .fileAlreadyExists])
    }

    @Test func `a closure hears of requests about a path that no rule names`() throws {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes", "when": {"path": "/other/**"}, "do": {"status": "EOF"}}
                """#)
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        server.context.on(.getAttributes, .after) { $0.answer(.failure) }
        #expect(client.ask(Request.stat("a.txt"))?.code == .failure)
    }

    @Test func `a closure added meanwhile sees the packets of a session that runs`() throws {
        let server = try Server()
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        let seen = Mutex(0)
        server.context.on(.packet, .before) { _ in seen.withLock { $0 += 1 } }
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        // The request and its reply.
        #expect(seen.withLock { $0 } == 2)
    }

    @Test func `a closure makes the same effects as an action of a scenario`() throws {
        let actions = try Server(
            rules: #"""
                {"on": "fileRead", "do": {"data": "other", "delay": "2s"}},
                {"on": "fileOpen", "do": {"handle": "h"}}
                """#)
        let closures = try Server()
        closures.context.on(.fileRead, .before) { event in
            event.delay(.seconds(2))
            event.answer(data: Array("other".utf8))
        }
        closures.context.on(.fileOpen, .before) { $0.answer(handle: Array("h".utf8)) }
        for server in [actions, closures] {
            let client = server.connect()
            #expect(try client.open("a.txt") == Array("h".utf8))
            client.send(Request.read(Array("h".utf8), 0, 100, id: 3))
            #expect(client.takeReplies() == [])
            client.advance(by: 2_000_000_000)
            #expect(client.takeReplies() == [.data(3, Array("other".utf8))])
        }
    }

    @Test func `the block to be written can be read before it is stored`() throws {
        let server = try Server()
        let blocks = Mutex<[[UInt8]?]>([])
        server.context.on(.fileWrite, .before) { event in
            let data = event.data
            blocks.withLock { $0.append(data) }
        }
        let client = server.connect()
        let handle = try client.open("a.txt", .write)
        #expect(client.ask(Request.write(handle, 0, Text([1, 2, 3])))?.code == .ok)
        #expect(blocks.withLock { $0 } == [[1, 2, 3]])
    }

    @Test func `rules are asked first and a closure's word comes behind theirs`() throws {
        let server = try Server(
            rules: #"{"name": "r", "on": "fileRemove", "do": {"status": "FAILURE"}}"#)
        server.context.on(.fileRemove, .before, named: "test") { $0.answer(.noMedia) }
        let client = server.connect()
        #expect(client.ask(Request.remove("a.txt"))?.code == .noMedia)
        #expect(server.entries.last?.rules == ["r", "test"])
    }

    @Test func `a closure that only looks on leaves no trace`() throws {
        let server = try Server()
        let paths = Mutex<[String]>([])
        server.context.on(.getAttributes, .before) { event in
            let path = event.pathText ?? ""
            paths.withLock { $0.append(path) }
        }
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        #expect(paths.withLock { $0 } == ["/home/demo/a.txt"])
        #expect(server.entries.last?.rules == [])
    }

    @Test func `a closure added to a session that runs is seen from the next request on`() throws {
        let server = try Server()
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        server.context.on(.getAttributes, .before) { $0.answer(.noConnection) }
        #expect(client.ask(Request.stat("a.txt"))?.code == .noConnection)
    }

    @Test(
        arguments: [
            (.reset, { @Sendable in $0.end(.reset) }),
            (
                .disconnect(reason: 2, message: "m"),
                { @Sendable in
                    $0.end(.disconnect(reason: 2, message: "m"))
                }
            ),
        ] as [(ConnectionFault, EventHandler)])
    func `a closure ends the connection`(fault: ConnectionFault, body: @escaping EventHandler)
        throws
    {
        let server = try Server()
        server.context.on(.dirList, .before, body)
        let client = server.connect()
        client.send(Request.opendir("dir"))
        #expect(client.takeReplies() == [])
        #expect(client.channel.fault == fault)
    }

    @Test func `skip, drop and a change of attributes do what the actions do`() throws {
        let server = try Server()
        server.context.on(.fileRemove, .before) { $0.skip() }
        server.context.on(.dirCreate, .before) { $0.drop() }
        server.context.on(.getAttributes, .after) { event in
            var attributes = FileAttributes()
            attributes.size = 9
            event.change(AttributePatch(set: attributes))
        }
        let client = server.connect()
        #expect(client.ask(Request.remove("a.txt"))?.code == .ok)
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == 9)
        client.send(Request.mkdir("new"))
        #expect(client.takeReplies() == [])
    }

    @Test(
        arguments: [
            (.milliseconds(1500), 1_500_000_000), (.seconds(-1), nil),
            (.seconds(Int64.max), .max),
        ] as [(Duration, UInt64?)])
    func `a delay is taken to the nanosecond`(duration: Duration, nanoseconds: UInt64?) {
        var event = HandledEvent(Event(kind: .fileOpen, phase: .before, connection: 1))
        event.delay(duration, holdingSession: false)
        #expect(
            event.effects
                == nanoseconds.map { [.delay(nanoseconds: $0, holdsSession: false)] } ?? [])
    }
}
