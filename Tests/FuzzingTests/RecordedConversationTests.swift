import Fuzzing
import SFTPWire
import Testing

struct RecordedConversationTests {
    private static let handshake: [UInt8] = [0, 0, 0, 5, 1, 0, 0, 0, 3]
    private static let version: [UInt8] = [0, 0, 0, 5, 2, 0, 0, 0, 3]
    /// READDIR of the handle `h`.
    private static let readdir: [UInt8] = [0, 0, 0, 10, 12, 0, 0, 0, 1, 0, 0, 0, 1, 0x68]
    /// STATUS end-of-file of version 2, without texts.
    private static let status: [UInt8] = [0, 0, 0, 9, 101, 0, 0, 0, 1, 0, 0, 0, 1]

    private func conversation(
        _ parts: [(PacketType.Direction, [UInt8])]
    ) -> Conversation {
        Conversation(
            name: "c.hex", what: "A session.", seen: "here",
            recorded: parts.map { (direction: $0.0, version: .v3, bytes: $0.1) })
    }

    @Test func `a packet's verdict stands in the turn in which it ends`() {
        let recorded = conversation([
            (.request, Self.handshake + Self.readdir.prefix(3)), (.reply, Self.version),
            (.request, Self.readdir.dropFirst(3) + Self.readdir), (.reply, Self.status),
        ])
        #expect(recorded.turns.map(\.expected) == [[.ok], [.ok], [.ok, .ok], [.ok]])
    }

    @Test func `what has no end belongs to the last turn of its side`() {
        let recorded = conversation([
            (.request, Self.handshake), (.reply, [0, 0, 0]),
            (.request, [0, 0, 0, 0, 5]), (.reply, [9, 101, 0]),
        ])
        #expect(
            recorded.turns.map(\.expected.description) == [
                "[ok]", "[]", "[error emptyPacket at 0 in field length]", "[needs 7]",
            ])
    }

    @Test func `what is recorded is read again and replays as it was`() throws {
        let recorded = conversation([
            (.request, Self.handshake + Self.readdir.prefix(3)), (.reply, Self.version),
            (.reply, []), (.request, Array(Self.readdir.dropFirst(3))),
            (.reply, Self.status + Self.status.prefix(5)),
        ])
        let entry = try CorpusEntry(text: Array(recorded.text.utf8), name: "c.hex")
        #expect(entry == .conversation(recorded))
        for stream in entry.streams {
            let verdicts = WireTarget().verdicts(
                chunks: stream.bytes.indices.map { stream.bytes[$0...$0] },
                direction: stream.direction, version: stream.version)
            #expect(verdicts == stream.expected)
        }
    }
}
