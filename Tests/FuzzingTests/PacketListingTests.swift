import Fuzzing
import SFTPWire
import Testing

struct PacketListingTests {
    private func lines(
        _ bytes: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion = .v3
    ) -> [String] {
        PacketListing.lines(FuzzInput(direction: direction, version: version, bytes: bytes))
    }

    @Test func `each field has its offset, bytes, name and value`() {
        let bytes: [UInt8] = [
            0, 0, 0, 13, 9, 0, 0, 0, 7, 0, 0, 0, 2, 0x2f, 0x61, 0, 0,
        ]
        #expect(
            lines(bytes, .request) == [
                "packet 1, at 0: SSH_FXP_SETSTAT, request, version 3, 17 bytes: "
                    + "truncated at 15 in field flags",
                "  0000  0000000d  length = 13", "  0004  09  type = 9 (SSH_FXP_SETSTAT)",
                "  0005  00000007  id = 7", "  0009  00000002  path length = 2",
                "  000d  2f61  path = \"/a\"", "  000f  0000  flags?",
                "        ^ truncated at 000f in flags",
            ])
    }

    @Test(
        arguments: [
            (
                [0, 0, 0, 9, 0x69, 0, 0, 0, 1, 0, 0, 0, 2], .v4,
                [
                    "  0009  00000002  flags = 2 (undefined 0x2)",
                    "        ^ undefinedFlags at 0009 in flags",
                ]
            ),
            (
                [0, 0, 0, 10, 0x69, 0, 0, 0, 1, 0, 0, 0, 0, 2], .v6,
                ["  0009  00000000  flags = 0 (none)", "  000d  02  type = 2 (DIRECTORY)"]
            ),
            (
                [0, 0, 0, 13, 0x69, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 1, 0xed], .v3,
                [
                    "  0009  00000004  flags = 4 (PERMISSIONS)",
                    "  000d  000001ed  permissions = 493 (0755)",
                ]
            ),
            (
                [0, 0, 0, 9, 0x66, 0, 0, 0, 1, 0, 0, 1, 0], .v3,
                [
                    "  0009  00000100  handle?", "        ^ lengthOverrun at 0009 in handle",
                ]
            ),
            (
                [0, 0, 0, 17, 0x65, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0], .v3,
                [
                    "  0009  00000003  code = 3 (SSH_FX_PERMISSION_DENIED)",
                    "  000d  00000000  message length = 0", "  0011    message",
                    "  0011  00000000  language length = 0", "  0015    language",
                ]
            ),
        ] as [([UInt8], ProtocolVersion, [String])])
    func `values have their meaning, and faults are under their field`(
        bytes: [UInt8], version: ProtocolVersion, expected: [String]
    ) {
        let shown = lines(bytes, .reply, version)
        #expect(Array(shown.dropFirst(4)) == expected)
    }

    @Test(
        arguments: [
            (
                [0, 0, 0, 0],
                [
                    "packet 1, at 0: emptyPacket at 0 in field length",
                    "  0000  00000000  length = 0",
                ]
            ),
            ([0, 0], ["packet 1, at 0: needs 2 more bytes", "  0000  0000  length = 0"]),
            (
                [0, 0, 0, 9, 5],
                [
                    "packet 1, at 0: needs 8 more bytes", "  0000  00000009  length = 9",
                    "  0004  05  no whole packet",
                ]
            ),
            ([], ["no bytes"]),
        ] as [([UInt8], [String])])
    func `what is no packet is shown too`(bytes: [UInt8], expected: [String]) {
        #expect(lines(bytes, .reply) == expected)
    }

    @Test func `long fields are cut and packets are counted`() {
        let init3: [UInt8] = [0, 0, 0, 5, 1, 0, 0, 0, 3]
        let stat: [UInt8] = [0, 0, 0, 109, 17, 0, 0, 0, 1, 0, 0, 0, 100]
        let shown = lines(init3 + stat + [UInt8](repeating: 0x61, count: 100), .request)
        #expect(shown[4] == "")
        #expect(shown[5].hasPrefix("packet 2, at 9: SSH_FXP_STAT, request"))
        let cut = String(repeating: "61", count: 64) + "… (100 bytes)"
        #expect(shown[10].hasPrefix("  000d  \(cut)  path = \"aaa"))
    }

    @Test func `every case of the corpus can be shown, its fault with it`() {
        for entry in corpusEntries {
            let text = PacketListing.lines(entry).joined(separator: "\n")
            let kinds = entry.streams.filter { !$0.isStrict }.flatMap(\.expected).compactMap {
                if case .error(let error) = $0 { error.kind.rawValue } else { nil }
            }
            for kind in kinds { #expect(text.contains(kind), "\(entry.name)") }
        }
    }
}

struct PacketFileTests {
    private func shown(
        _ bytes: [UInt8], _ reading: PacketFile.Reading = .init()
    ) throws(CorpusFileError) -> [String] {
        try PacketFile(bytes, name: "x", reading: reading).lines
    }

    private static let status: [UInt8] = [0, 0, 0, 9, 0x65, 0, 0, 0, 1, 0, 0, 0, 0]

    @Test func `raw bytes, hex and cases show the same packet`() throws {
        let raw = try shown(Self.status)
        #expect(raw[0].hasPrefix("packet 1, at 0: SSH_FXP_STATUS, reply, version 3"))
        #expect(try shown(Array("00000009 65 # type\n00000001 00000000".utf8)) == raw)
        let head = "what: W.\nseen: here\ndirection: reply\nexpect: ok\n"
        let text = Array((head + "00000009 65 00000001 00000000").utf8)
        #expect(try shown(text) == ["x: W.", ""] + raw)
    }

    @Test func `how bytes are read can be said`() throws {
        let asRequest = try shown(
            Self.status, PacketFile.Reading(direction: .request, version: .v5))
        #expect(asRequest[0].contains("request, version 5"))
        #expect(asRequest[0].hasSuffix("unexpectedType at 4 in field type"))
        let text = Array("00ab\n".utf8)
        #expect(try shown(text, PacketFile.Reading(isRaw: true))[0].contains("oversizedPacket"))
        #expect(try shown(text)[0] == "packet 1, at 0: needs 2 more bytes")
    }

    @Test func `a conversation is shown turn by turn`() throws {
        let text = """
            what: W.
            seen: here
            client: hello
            expect: ok
            00000005 01 00000003
            server:
            expect: ok
            00000005 02 00000003
            """
        let lines = try shown(Array(text.utf8))
        #expect(lines.contains("--- turn 1, client: hello"))
        #expect(lines.contains("--- turn 2, server"))
        #expect(lines.contains { $0.contains("SSH_FXP_VERSION, reply") })
    }

    @Test func `what cannot be read is said with its line`() {
        #expect {
            try PacketFile(Array("0000\nzz\n".utf8), name: "x")
        } throws: { error in
            (error as? CorpusFileError)?.problems.map(\.description) == [
                "x:2: error: \"zz\" is neither hex bytes nor quoted text"
            ]
        }
        #expect(throws: CorpusFileError.self) { try PacketFile(path: "/nonexistent") }
    }
}
