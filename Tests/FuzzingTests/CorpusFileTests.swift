import Fuzzing
import SFTPWire
import Testing

struct CorpusFileTests {
    private static let head = "what: W.\nseen: here\ndirection: request\nexpect: ok\n"

    private func bytes(_ content: String) throws -> [UInt8] {
        try CorpusFile(text: Array((Self.head + content).utf8), name: "f/c.hex").bytes
    }

    private func problems(_ text: String) -> [String] {
        do throws(CorpusFileError) {
            _ = try CorpusFile(text: Array(text.utf8), name: "c.hex")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(
        arguments: [
            ("00000005  # length", [0, 0, 0, 5]), ("00 0A fF", [0, 10, 255]), ("", []),
            ("\"a\" 00 \"b\"", [97, 0, 98]), ("\"\\\"\\\\#\" # quote", [34, 92, 35]),
            ("\"\"", []), ("41 * 3", [65, 65, 65]), ("0102*2 03", [1, 2, 1, 2, 3]),
            ("\"ab\" * 2", [97, 98, 97, 98]), ("\t 01 \t", [1]), ("01\r\n02\r", [1, 2]),
            ("repeat 3\n01\n02\nend\n03", [1, 2, 1, 2, 1, 2, 3]),
            ("00\nrepeat 1\n01\nend", [0, 1]), ("repeat 2\nend", []), ("# 00", []),
        ] as [(String, [UInt8])])
    func `content is hex, quoted text and repeats`(content: String, expected: [UInt8]) throws {
        #expect(try bytes(content) == expected)
    }

    @Test func `directives say what the case is`() throws {
        let text = """
            what: A: case # with a sign.
            seen: https://example.com/#42
            direction: reply
            version: 6
            reading: strict
            expect: ok * 2
            expect: error tooLong at 9 in field data length
            expect: needs 7
            """
        let file = try CorpusFile(text: Array(text.utf8), name: "a/family/c.hex")
        #expect(
            file
                == CorpusFile(
                    name: "a/family/c.hex", what: "A: case # with a sign.",
                    seen: "https://example.com/#42", direction: .reply, version: .v6,
                    isStrict: true,
                    expected: [
                        .ok, .ok, .error(WireError(.tooLong, at: 9, in: "data length")),
                        .needs(7),
                    ],
                    bytes: []))
        #expect(file.family == "family")
    }

    @Test(
        arguments: [
            ("0", "\"0\" has half a byte"), ("123", "\"123\" has half a byte"),
            ("0x00", "\"0x00\" is neither hex bytes nor quoted text"),
            ("\"abc", "quoted text does not end"),
            ("\"\u{e9}\"", "quoted text holds printable ASCII only"),
            ("\"\\n\"", "only \\\" and \\\\ are escapes"),
            ("* 3", "\"\" has half a byte"), ("41 *", "* needs a count of at least 1"),
            ("41 * 0", "* needs a count of at least 1"),
            ("41 * -1", "* needs a count of at least 1"),
            ("41 * 99999999999999999999", "* needs a count of at least 1"),
            ("41 * 2097153", "more than 2097152 bytes"),
            ("41 * 9223372036854775807", "more than 2097152 bytes"),
            ("4141 * 9223372036854775807", "more than 2097152 bytes"),
            ("end", "end without repeat"), ("repeat", "repeat needs a count of at least 1"),
            ("repeat x", "repeat needs a count of at least 1"),
            ("colour: red", "unknown directive \"colour\""),
            ("what: again", "directive \"what\" is given twice"),
            ("expect: fine", "not a verdict: \"fine\""),
            ("expect: ok * 100000", "a verdict is repeated 1 to 100000 times in all"),
            ("expect: ok * 0", "a verdict is repeated 1 to 100000 times in all"),
            ("expect: error odd at 1 in field x", "not a verdict: \"error odd at 1 in field x\""),
            ("expect: needs 0", "not a verdict: \"needs 0\""),
        ])
    func `a bad line is a problem of that line`(line: String, message: String) {
        #expect(problems(Self.head + line) == ["c.hex:5: error: \(message)"])
    }

    @Test func `a repeated block is bounded too`() {
        #expect(
            problems(Self.head + "repeat 9223372036854775807\n01\nend")
                == ["c.hex:7: error: more than 2097152 bytes"])
        #expect(
            problems(Self.head + "repeat 2\nrepeat 2\n01\nend")
                == ["c.hex:6: error: repeat inside of repeat"])
        #expect(
            problems(Self.head + "\nrepeat 2\n01") == ["c.hex:6: error: repeat without end"])
    }

    @Test func `all problems are reported at once`() {
        #expect(
            problems("direction: up\nversion: 2\nreading: lax\nzz\n") == [
                "c.hex:4: error: \"zz\" is neither hex bytes nor quoted text",
                "c.hex: error: direction must be request or reply",
                "c.hex: error: version must be 3, 4, 5 or 6",
                "c.hex: error: reading must be tolerant or strict",
                "c.hex: error: what is missing", "c.hex: error: seen is missing",
                "c.hex: error: expect is missing",
            ])
    }

    @Test func `any bytes are judged and the number of problems is bounded`() {
        var random = SeededRandom(seed: 3)
        let alphabet = Array("0af \"\\*#:\n\r\trepeat endexpect: ok\u{e9}\u{0}".utf8)
        for _ in 0..<2000 {
            let text = (0..<random.next(below: 200)).map { _ in
                alphabet[random.next(below: alphabet.count)]
            }
            do throws(CorpusFileError) {
                _ = try CorpusFile(text: text, name: "c.hex")
                Issue.record("random text is no case")
            } catch {
                #expect(!error.problems.isEmpty)
            }
        }
        #expect(problems(String(repeating: "zz\n", count: 5000)).count == 100)
    }

    @Test(arguments: [
        Verdict.ok, .needs(1), .error(WireError(.lengthOverrun, at: 9, in: "handle")),
        .error(WireError(.truncated, at: 0, in: "two words")),
    ])
    func `a verdict is read as it is written`(verdict: Verdict) {
        #expect(Verdict(verdict.description) == verdict)
    }
}

struct AnnotatedHexTests {
    @Test func `a packet is one field per line with its name`() {
        let bytes: [UInt8] = [0, 0, 0, 12, 17, 0, 0, 0, 7, 0, 0, 0, 3, 0x2f, 0x22, 0x61]
        #expect(
            AnnotatedHex.lines(bytes, direction: .request) == [
                "0000000c  # length", "11  # type", "00000007  # id", "00000003  # path length",
                "\"/\\\"a\"  # path",
            ])
    }

    @Test func `a packet that does not decode has its rest behind the last good field`() {
        let bytes: [UInt8] = [0, 0, 0, 9, 17, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff]
        #expect(
            AnnotatedHex.lines(bytes, direction: .request) == [
                "00000009  # length", "11  # type", "00000007  # id", "ffffffff  # rest",
            ])
    }

    @Test func `long runs of one byte are repeats, bytes of no packet are named so`() {
        #expect(
            AnnotatedHex.lines([UInt8](repeating: 0xff, count: 40), direction: .reply)
                == ["ff * 40  # no whole packet"])
    }
}
