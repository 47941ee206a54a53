import Fuzzing
import SFTPWire
import TestSupport
import Testing

struct ConversationTests {
    private static let text = """
        what: READ of ten bytes, DATA of none.
        seen: https://example.com/1
        shape: 46, 47
        version: 5

        client:
        expect: ok

        00000005 01 00000003

        server: text behind the colon
        seen: here
        expect: ok

        00000005 02 00000003
        000000

        client:
        version: 3
        expect: needs 2

        00000003 05

        server:
        expect: emptyPacket

        00
        """

    private func read(_ text: String) throws(CorpusFileError) -> CorpusEntry {
        try CorpusEntry(text: Array(text.utf8), name: "conversations/c.hex")
    }

    private func problems(_ text: String) -> [String] {
        do throws(CorpusFileError) {
            _ = try read(text)
            return []
        } catch {
            return error.problems.map { "\($0.line): \($0.message)" }
        }
    }

    private static let conversation = Conversation(
        name: "conversations/c.hex", what: "READ of ten bytes, DATA of none.",
        seen: "https://example.com/1", shapes: [46, 47],
        turns: [
            .init(.request, version: .v5, expected: [.ok], bytes: [0, 0, 0, 5, 1, 0, 0, 0, 3]),
            .init(
                .reply, what: "text behind the colon", seen: "here", version: .v5,
                expected: [.ok], bytes: [0, 0, 0, 5, 2, 0, 0, 0, 3, 0, 0, 0]),
            .init(.request, version: .v3, expected: [.needs(2)], bytes: [0, 0, 0, 3, 5]),
            .init(
                .reply, version: .v3,
                expected: [.error(WireError(.emptyPacket, at: 0, in: "length"))], bytes: [0]),
        ])

    @Test func `turns say who sends what, and what is expected of it`() throws {
        let text = Self.text.replacing(
            "expect: emptyPacket", with: "expect: error emptyPacket at 0 in field length")
        let entry = try read(text)
        #expect(entry == .conversation(Self.conversation))
        #expect(try read(entry.text) == entry)
    }

    @Test func `what a side sends is one stream, until the version changes`() {
        var conversation = Self.conversation
        #expect(conversation.streams.map(\.direction) == [.request, .request, .reply, .reply])
        for turn in conversation.turns.indices { conversation.turns[turn].version = .v6 }
        let streams = conversation.streams
        #expect(
            streams.map(\.name)
                == ["conversations/c.hex (client)", "conversations/c.hex (server)"])
        #expect(streams.map(\.version) == [.v6, .v6])
        #expect(
            streams.map(\.bytes) == [
                [0, 0, 0, 5, 1, 0, 0, 0, 3, 0, 0, 0, 3, 5],
                [0, 0, 0, 5, 2, 0, 0, 0, 3, 0, 0, 0, 0],
            ])
        #expect(streams[1].expected.count == 2)
        #expect(streams.map(\.family) == ["conversations", "conversations"])
        #expect(streams.allSatisfy { $0.shapes == [46, 47] })
    }

    private static let head = "what: W.\nseen: here\n"

    @Test(
        arguments: [
            (
                "direction: reply\nclient:\nexpect: ok\n",
                "4: a conversation has no direction: client: and server: say it"
            ),
            (
                "expect: ok\nclient:\nexpect: ok\n",
                "4: in a conversation, bytes and verdicts stand below client: or server:"
            ),
            (
                "00\nserver:\nexpect: ok\n",
                "4: in a conversation, bytes and verdicts stand below client: or server:"
            ),
            (
                "client:\nreading: strict\nexpect: ok\n",
                "4: reading stands above the first client: or server:"
            ),
            (
                "client:\nseen: a\nseen: b\nexpect: ok\n",
                "5: directive \"seen\" is given twice"
            ),
            ("client:\nversion: 7\nexpect: ok\n", "4: version must be 3, 4, 5 or 6"),
            ("client:\nrepeat 2\n00\nserver:\nexpect: ok\n", "4: repeat without end"),
            ("client:\n00\n", "0: expect is missing"),
            ("version: x\nclient:\nexpect: ok\n", "0: version must be 3, 4, 5 or 6"),
            (
                "shape: 0\nclient:\nexpect: ok\n",
                "0: shape must be numbers of rows, such as 17 or 51, 52"
            ),
            (
                "client:\nexpect: ok\n41 * 2097152\nserver:\n00\n",
                "7: more than 2097152 bytes"
            ),
        ])
    func `what is wrong with a conversation is said with its line`(
        text: String, problem: String
    ) {
        #expect(problems(Self.head + text) == [problem])
    }

    @Test func `a conversation is no case of one direction`() {
        #expect(throws: CorpusFileError.self) {
            try CorpusFile(
                text: Array("what: W.\nseen: here\nclient:\nexpect: ok\n".utf8), name: "c.hex")
        }
    }

    @Test func `the corpus has conversations of every version`() {
        let conversations = corpusEntries.compactMap { entry -> Conversation? in
            if case .conversation(let conversation) = entry { conversation } else { nil }
        }
        #expect(conversations.count >= 45)
        let versions = conversations.flatMap { $0.turns.map(\.version) }
        #expect(Set(versions) == Set(ProtocolVersion.allCases))
        for conversation in conversations {
            #expect(Set(conversation.turns.map(\.direction)).count == 2, "\(conversation.name)")
        }
    }
}

struct BugShapeTests {
    /// Shapes that no packet can hold; `Corpus/SHAPES.md` says why.
    private static let withoutPacket: Set<Int> = [69, 71]

    private static func rows() throws -> [Int] {
        try RepositoryFiles.text(of: "Corpus/SHAPES.md").split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| ") else { return nil }
            return Int(line.dropFirst(2).prefix { $0 != " " })
        }
    }

    @Test func `every bug shape has a case, and every case's shape is a row`() throws {
        let rows = try Self.rows()
        #expect(rows == Array(1...71))
        let shown = Set(corpusEntries.flatMap(\.shapes))
        #expect(shown == Set(rows).subtracting(Self.withoutPacket))
    }
}
