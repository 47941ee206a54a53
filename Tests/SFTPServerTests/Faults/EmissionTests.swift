import SFTPServer
import SFTPWire
import Scenario
import Testing

/// How bytes that rules make leave: in slices and pieces, in order, without taking room.
@Suite struct EmissionTests {
    private static let second: UInt64 = 1_000_000_000

    private func take(_ client: Client, _ count: Int) -> [UInt8] {
        var taken: [UInt8] = []
        client.session.sendOutput { bytes in
            taken = Array(bytes.prefix(count))
            return taken.count
        }
        return taken
    }

    @Test func `the largest flood takes little room, and nothing overtakes it`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"flood": {"count": 1000000, "where": "before",
                 "packet": {"type": "STATUS", "id": 1000, "payload": {"hex": "00000000"}}}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        // The request behind waits until the flood has gone.
        #expect(client.unread == Request.stat("new", id: 2))
        var count = 0
        var last: [UInt8] = []
        var largest = 0
        while case let part = take(client, 100_000), !part.isEmpty {
            count += part.count
            last = (last + part).suffix(64)
            largest = max(largest, client.session.pendingOutputCount)
        }
        #expect(largest <= 256 * 1024)
        let reply = wire(#"0000001b 65 00000001 00000000 "Success." "en""#)
        #expect(count == 13_000_000 + reply.count)
        let end = wire("00000009 65 000f4627 00000000") + reply
        #expect(Array(last.suffix(end.count)) == end)
        #expect(server.entries.count == 1)
        client.fireDue()
        client.offer()
        #expect(client.takeReplies().map(\.id) == [2])
    }

    @Test func `a flood holds up no other session`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"flood": {"count": 1000000,
                 "packet": {"raw": "noise"}}}}
                """#)
        let client = server.connect()
        client.send(Request.mkdir("new"))
        #expect(server.connect().ask(Request.stat("new"))?.attributes != nil)
        // A client that leaves in the middle of it leaves nothing behind.
        #expect(client.session.pendingOutputCount <= 256 * 1024)
        client.session.closed()
        client.fireDue()
        #expect(client.session.isIdle)
        #expect(client.channel.fault == nil)
    }

    @Test func `many copies of a large reply take the room of one`() throws {
        let client = try Server(
            rules: #"{"on": "fileRead", "do": {"reply": {"duplicate": 1000}}}"#
        ).connect()
        let handle = try client.open("big")
        client.send(Request.read(handle, 0, 200_000))
        var count = 0
        while case let part = take(client, .max), !part.isEmpty {
            count += part.count
            #expect(client.session.pendingOutputCount <= 256 * 1024)
        }
        #expect(count == 1001 * 200_013)
    }

    @Test func `the connection ends behind the last byte of a flood`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"flood": {"count": 100000, "packet": {"raw": "noise"}},
                 "connection": "fin"}}
                """#
        ).connect()
        client.send(Request.mkdir("new"))
        #expect(client.channel.fault == nil)
        let count = client.takeEverything().count
        #expect(count == 500_000 + 31)
        #expect(client.channel.fault == .fin)
    }

    static let cuts: [(pieces: String, sizes: [Int])] = [
        (#"{"size": "10B", "pause": "1s"}"#, [10, 10, 3]),
        (#"{"size": "1KiB", "pause": "1s"}"#, [23]),
        (#"{"at": ["1B", "4B", "1KiB"], "pause": "1s"}"#, [1, 3, 19]),
    ]

    @Test(arguments: cuts.indices)
    func `pieces leave one by one, and nothing comes between them`(index: Int) throws {
        let (pieces, sizes) = Self.cuts[index]
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "do":
                 {"status": {"code": 4, "message": "no", "language": ""},
                  "frame": {"pieces": \#(pieces)}}}
                """#
        ).connect()
        client.send(Request.remove("a.txt") + Request.stat("a.txt", id: 8))
        var bytes: [UInt8] = []
        for size in sizes.dropLast() {
            let piece = client.takeOutput()
            #expect(piece.count == size)
            bytes += piece
            client.advance(by: Self.second - 1)
            #expect(client.takeOutput() == [])
            client.advance(by: 1)
        }
        client.offer()
        let rest = client.takeOutput()
        bytes += rest.prefix(sizes.last ?? 0)
        #expect(bytes == wire(#"00000013 65 00000007 00000004 "no" """#))
        #expect(Client.replies(in: Array(rest.dropFirst(sizes.last ?? 0))).map(\.id) == [8])
        #expect(client.session.isIdle)
    }

    @Test func `pieces without a pause leave as fast as they are taken`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "do": {"status": {"code": 4, "message": "no", "language": ""},
                 "frame": {"pieces": {"size": "8B"}}, "reply": {"duplicate": 1}}}
                """#
        ).connect()
        client.send(Request.remove("a.txt"))
        var sizes: [Int] = []
        while case let part = client.takeOutput(), !part.isEmpty { sizes.append(part.count) }
        #expect(sizes == [8, 8, 7, 8, 8, 7])
    }

    @Test func `late replies wait behind pieces`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"delay": {"for": "1s", "holds": "reply"}}},
                {"on": "fileRemove", "do": {"frame": {"pieces": {"at": ["5B"], "pause": "2s"}}}}
                """#
        ).connect()
        client.send(Request.mkdir("new", id: 1) + Request.remove("a.txt", id: 2))
        #expect(client.takeOutput().count == 5)
        client.advance(by: Self.second)
        #expect(client.takeOutput() == [])
        client.advance(by: Self.second)
        #expect(client.takeOutput().count == 26 + 31)
    }

    @Test func `a session in the middle of pieces is not idle until they are out`() throws {
        let client = try Server(
            rules: #"{"on": "fileRemove", "do": {"frame": {"pieces": {"size": "8B"}}}}"#
        ).connect()
        client.send(Request.remove("a.txt"))
        client.session.receivedEOF()
        #expect(!client.session.isIdle)
        #expect(client.channel.fault == nil)
        #expect(client.takeEverything().count == 31)
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }
}
