import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Packets that are wrong inside good framing, framing that is lost, and streams cut anywhere.
@Suite struct FramingTests {
    struct Malformed: Sendable, CustomTestStringConvertible {
        let packet: String
        let id: UInt32
        let cause: String
        let request: PacketType?

        var testDescription: String { cause }
    }

    static let malformed: [Malformed] = [
        Malformed(
            packet: "00000001 03", id: 0,
            cause: "malformed SSH_FXP_OPEN: truncated at 5 in field id", request: .open),
        Malformed(
            packet: "00000004 11 000000", id: 0,
            cause: "malformed SSH_FXP_STAT: truncated at 5 in field id", request: .stat),
        Malformed(
            packet: "00000005 11 00000009", id: 9,
            cause: "malformed SSH_FXP_STAT: truncated at 9 in field path", request: .stat),
        Malformed(
            packet: "0000000b 11 00000009 00000003 'ab'", id: 9,
            cause: "malformed SSH_FXP_STAT: lengthOverrun at 9 in field path", request: .stat),
        Malformed(
            packet: "00000009 11 00000009 ffffffff", id: 9,
            cause: "malformed SSH_FXP_STAT: lengthOverrun at 9 in field path", request: .stat),
        Malformed(
            packet: "00000011 03 00000009 00000001 'x' 00000001 000000", id: 9,
            cause: "malformed SSH_FXP_OPEN: truncated at 18 in field flags", request: .open),
        Malformed(
            packet: "00000013 03 00000009 00000001 'x' 00000001 00000004 00", id: 9,
            cause: "malformed SSH_FXP_OPEN: truncated at 22 in field permissions",
            request: .open),
        Malformed(
            packet: "0000001a 09 00000009 00000001 'x' 80000000 00000002 00000000 00000000",
            id: 9,
            cause: "malformed SSH_FXP_SETSTAT: countOverrun at 18 in field extended_count",
            request: .setstat),
        Malformed(
            packet: "0000000d 06 00000009 00000000 00000000", id: 9,
            cause: "malformed SSH_FXP_WRITE: truncated at 13 in field offset", request: .write),
        Malformed(
            packet: "00000009 c8 00000009 00000001", id: 9,
            cause: "malformed SSH_FXP_EXTENDED: lengthOverrun at 9 in field extended-request",
            request: .extended),
        Malformed(
            packet: "00000002 63 00", id: 0, cause: "malformed type 99: truncated at 5 in field id",
            request: nil),
    ]

    @Test(arguments: malformed)
    func `a malformed packet is answered BAD_MESSAGE and recorded by field and offset`(
        row: Malformed
    ) throws {
        let server = try Server()
        let client = server.connect()
        let reply = client.ask(wire(row.packet))
        #expect(reply == .status(row.id, .badMessage, "Bad message. (\(row.cause))"))
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .error)
        #expect(entry.message == row.cause)
        #expect(entry.status == .badMessage)
        #expect(entry.record.request == row.request)
        #expect(client.ask(Request.realpath(".")) == .path("/home/demo"))
    }

    @Test(arguments: [UInt8(0), 21, 22, 23, 24, 99, 101, 102, 103, 104, 105, 199, 201, 255])
    func `a type that is no request of version 3 is unsupported`(type: UInt8) throws {
        let server = try Server()
        let client = server.connect()
        let reply = client.ask(wire("00000005") + [type] + wire("00000009"))
        let cause = "packet type \(type) is not a request of version 3"
        #expect(reply == .status(9, .opUnsupported, "Operation unsupported. (\(cause))"))
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .error)
        #expect(entry.message == cause)
        #expect(entry.record.request == PacketType(rawValue: type))
        #expect(client.ask(Request.realpath(".")) == .path("/home/demo"))
    }

    @Test func `VERSION from a client has no id to repeat`() throws {
        let client = try Server().connect()
        #expect(client.ask(wire("00000005 02 00000003"))?.id == 0)
    }

    @Test func `bytes behind the last field are ignored`() throws {
        let client = try Server().connect()
        let reply = client.ask(wire("0000000d 10 00000007 00000001 '.' 'xyz'"))
        #expect(reply == .path("/home/demo"))
    }

    @Test(arguments: [
        ("00000000", "lost framing: emptyPacket at 0 in field length"),
        ("00040001", "lost framing: oversizedPacket at 0 in field length"),
        ("ffffffff", "lost framing: oversizedPacket at 0 in field length"),
    ])
    func `a length no packet has ends the session with a record`(
        length: String, cause: String
    ) throws {
        let server = try Server()
        let client = server.connect()
        client.send(Request.realpath(".") + wire(length) + Request.realpath("/"))
        #expect(client.takeReplies() == [.path("/home/demo")])
        #expect(client.unread == [])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .error)
        #expect(entry.message == cause)
        #expect(entry.status == nil)
        #expect(entry.record.requestID == nil)
        client.send(Request.realpath("/"))
        #expect(client.takeOutput() == [])
        #expect(client.unread == [])
    }

    @Test func `a packet that never becomes whole is neither answered nor taken`() throws {
        let server = try Server()
        let client = server.connect()
        let half = Array(Request.realpath(".").dropLast())
        client.send(half)
        #expect(client.unread == half)
        #expect(client.takeOutput() == [])
        client.session.receivedEOF()
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }

    /// A conversation that reads, writes, lists and fails.
    private static let conversation: [UInt8] = {
        let file = wire("00000000 00000000")
        let directory = wire("00000001 00000000")
        let packets = [
            Request.initialize(), Request.open("a.txt", [.read, .write], id: 1),
            Request.opendir(".", id: 2), Request.read(file, 0, 5, id: 3),
            Request.write(file, 5, Text(pattern(3_000)), id: 4),
            Request.read(file, 100, 1_000, id: 5), Request.readdir(directory, id: 6),
            wire("00000009 11 00000007 ffffffff"), Request.stat("nope", id: 8),
            wire("00000005 63 00000009"), Request.close(file, id: 10),
            Request.close(file, id: 11), Request.realpath("", id: 12),
        ]
        return packets.flatMap(\.self)
    }()

    /// What the server sends when the conversation comes in these pieces.
    private func output(pieces: [ArraySlice<UInt8>]) throws -> [UInt8] {
        let client = Client(try Server())
        var output: [UInt8] = []
        for piece in pieces {
            client.send(Array(piece))
            output += client.takeOutput()
        }
        return output
    }

    @Test func `pipelined requests are answered in order`() throws {
        let replies = Client.replies(in: try output(pieces: [Self.conversation[...]]))
        #expect(replies.map(\.id) == [nil, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
        #expect(replies[3] == .data(3, Array("hello".utf8)))
        #expect(replies[5].data == Array(pattern(3_000)[95..<1_095]))
    }

    @Test func `the same bytes one by one give the same output`() throws {
        let whole = try output(pieces: [Self.conversation[...]])
        let single = Self.conversation.indices.map { Self.conversation[$0...$0] }
        #expect(try output(pieces: single) == whole)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `the same bytes cut at random places give the same output`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var pieces: [ArraySlice<UInt8>] = []
        var rest = Self.conversation[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.next(below: seed % 2 == 0 ? 20 : 900))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        #expect(try output(pieces: pieces) == output(pieces: [Self.conversation[...]]))
    }
}
