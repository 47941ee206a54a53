import SFTPServer
import SFTPWire
import Scenario
import Testing

/// copy-data (OpenSSH PROTOCOL section 4.10).
@Suite struct CopyDataTests {
    static let ranges: [(source: UInt64, length: UInt64, target: UInt64, result: String)] = [
        (0, 0, 0, "'hello, world'"), (7, 0, 0, "'world'"), (0, 5, 0, "'hello'"),
        (7, 2, 3, "000000 'wo'"), (0, 100, 0, "'hello, world'"), (12, 0, 0, ""),
        (100, 5, 0, ""), (0, .max, 0, "'hello, world'"), (11, .max, 1, "00 'd'"),
    ]

    @Test(arguments: ranges)
    func `a range is copied, length 0 and lengths beyond the end up to the end`(
        source: UInt64, length: UInt64, target: UInt64, result: String
    ) throws {
        let server = try Server()
        let client = server.connect()
        let from = try client.open("a.txt")
        let to = try client.open("empty", [.read, .write])
        client.send(Request.copyData(from, source, length: length, to: to, target))
        client.fireDue()
        #expect(client.takeReplies() == [.ok()])
        let data = client.ask(Request.read(to))?.data ?? []
        #expect(hex(data) == hex(wire(result)))
        let entry = try #require(server.entries.first { $0.kind == .extended })
        #expect(entry.name == "copy-data")
        #expect(entry.path == Array("/home/demo/a.txt".utf8))
        #expect(entry.newPath == Array("/home/demo/empty".utf8))
        #expect(entry.record.moved == UInt64(wire(result).count) - (result.isEmpty ? 0 : target))
    }

    @Test func `a copy goes on in slices of 1 MiB while later requests wait`() throws {
        let server = try Server()
        let client = server.connect()
        let from = try client.open("big")
        let to = try client.open("empty", [.read, .write])
        client.send(Request.copyData(from, to: to, id: 1) + Request.stat("empty", id: 2))
        #expect(client.takeReplies() == [])
        #expect(client.unread == Request.stat("empty", id: 2))
        var slices = 1
        while client.unread.count > 0 {
            let due = client.channel.takeDue()
            #expect(due.count == 1)
            for token in due { client.session.timerFired(token) }
            client.offer()
            slices += 1
        }
        #expect(slices == 3)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [1, 2])
        #expect(replies.first?.code == .ok)
        #expect(replies.last?.attributes?.size == 3_000_000)
        for offset in stride(from: UInt64(0), to: 3_000_000, by: 250_000) {
            let original = client.ask(Request.read(from, offset, 250_000))
            #expect(client.ask(Request.read(to, offset, 250_000)) == original)
        }
    }

    @Test func `another session is answered between two slices`() throws {
        let server = try Server()
        let copying = server.connect()
        let from = try copying.open("big")
        copying.send(Request.copyData(from, to: try copying.open("empty", .write)))
        let other = server.connect()
        #expect(other.ask(Request.stat("empty"))?.attributes?.size == 1 << 20)
    }

    @Test func `a file is not copied onto itself`() throws {
        let client = try Server().connect()
        let one = try client.open("a.txt", [.read, .write])
        let two = try client.open("/home/demo/a.txt", [.read, .write])
        let refusal = Reply.status(7, .failure, "Invalid argument")
        #expect(client.ask(Request.copyData(one, to: one, 100)) == refusal)
        #expect(client.ask(Request.copyData(one, to: two, 100)) == refusal)
        #expect(client.ask(Request.fstat(one))?.attributes?.size == 12)
    }

    @Test func `a file copied behind its own end by a second name ends where it ended`() throws {
        let client = try Server().connect()
        #expect(client.ask(Request.hardlink("a.txt", "second")) == .ok())
        let from = try client.open("a.txt", [.read, .write])
        let to = try client.open("second", [.read, .append])
        #expect(client.ask(Request.copyData(from, to: to)) == .ok())
        #expect(
            client.ask(Request.read(from)) == .data(7, Array("hello, worldhello, world".utf8)))
    }

    @Test func `a copy that runs out of offsets fails and moves nothing`() throws {
        let client = try Server().connect()
        let from = try client.open("a.txt")
        let to = try client.open("empty", [.read, .write])
        let reply = client.ask(Request.copyData(from, to: to, UInt64(Int64.max) - 3))
        #expect(reply == .status(7, .failure, "Invalid argument"))
        #expect(client.ask(Request.fstat(to))?.attributes?.size == 0)
    }

    @Test func `a copy cut off by the end of the connection is recorded without an answer`()
        throws
    {
        let server = try Server()
        let client = server.connect()
        let from = try client.open("big")
        client.send(Request.copyData(from, to: try client.open("empty", .write)))
        #expect(client.session.closed() == 2)
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .extended)
        #expect(entry.status == nil)
        #expect(entry.record.moved == 1 << 20)
    }

    @Test func `the end of input while copying waits for the answer`() throws {
        let client = try Server().connect()
        let from = try client.open("big")
        client.send(Request.copyData(from, to: try client.open("empty", .write)))
        client.session.receivedEOF()
        #expect(client.channel.fault == nil)
        client.fireDue()
        #expect(client.takeReplies() == [.ok()])
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }
}
