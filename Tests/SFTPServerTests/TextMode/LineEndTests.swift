import SFTPWire
import Testing

@testable import SFTPServer

/// Line ends between the wire and stored text (draft-13 section 5.3).
@Suite struct LineEndTests {
    static let newlines = ["\n", "\r", "\r\n", "\n\r", "\r\r\n", "<br>", "aab"]

    /// The line end of the wire, text of the wire, and what is stored of it.
    static let wireTexts: [(String, String, String)] = [
        ("\r\n", "one\r\ntwo\r\n", "one\ntwo\n"),
        ("\r\n", "\r\n\r\n", "\n\n"),
        ("\r\n", "lone\rhalf\n", "lone\rhalf\n"),
        ("\r\n", "\r\r\n", "\r\n"),
        ("\r\n", "end\r", "end\r"),
        ("\r\n", "", ""),
        ("\r", "a\rb\r", "a\nb\n"),
        ("\n", "a\nb\r\n", "a\nb\r\n"),
        ("\r\r\n", "\r\r\r\nx", "\r\nx"),
        ("\r\r\n", "\r\rx\r\r", "\r\rx\r\r"),
        ("aab", "aaab", "a\n"),
    ]

    @Test(arguments: wireTexts)
    func `an exact match of the line end is one, whatever blocks it comes in`(
        newline: String, wire: String, stored: String
    ) {
        let bytes = Array(wire.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let blocks = [bytes[..<first], bytes[first..<second], bytes[second...]]
                #expect(fold(newline, blocks.map { Array($0) }) == Array(stored.utf8))
            }
        }
    }

    private func fold(_ newline: String, _ blocks: [[UInt8]]) -> [UInt8] {
        var folder = LineEndFolder(newline: Array(newline.utf8))
        var text: [UInt8] = []
        for block in blocks { block.withUnsafeBytes { folder.fold($0, into: &text) } }
        folder.finish(into: &text)
        return text
    }

    private func expand(_ newline: String, _ text: [UInt8], spaces: [Int]) -> [UInt8] {
        var expander = LineEndExpander(newline: Array(newline.utf8))
        var wire: [UInt8] = []
        var rest = text
        var turn = 0
        while !rest.isEmpty || expander.owes {
            var space = [UInt8](repeating: 0, count: spaces[turn % spaces.count])
            turn += 1
            let moved = rest.withUnsafeBytes { text in
                space.withUnsafeMutableBytes { expander.expand(text, into: $0) }
            }
            wire += space[..<moved.written]
            rest.removeFirst(moved.read)
        }
        return wire
    }

    @Test(arguments: newlines, [[1], [2], [3, 1], [1_000]])
    func `every stored line end becomes the one of the wire, in any room`(
        newline: String, spaces: [Int]
    ) {
        let text = Array("\none\r\n\ntwo\nend".utf8)
        let expected = text.flatMap { $0 == 10 ? Array(newline.utf8) : [$0] }
        #expect(expand(newline, text, spaces: spaces) == expected)
    }

    @Test func `no room converts nothing`() {
        var expander = LineEndExpander(newline: [13, 10])
        let text: [UInt8] = [10]
        let moved = text.withUnsafeBytes {
            expander.expand($0, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
        }
        #expect(moved == (0, 0))
    }

    @Test(arguments: newlines)
    func `random text in random blocks is folded as the whole text would be`(newline: String) {
        let pattern = Array(newline.utf8)
        let letters = Set(pattern).union([UInt8(ascii: "x"), 10, 13]).sorted()
        for seed in 0..<UInt64(200) {
            var random = SeededRandom(seed: seed)
            var blocks: [[UInt8]] = []
            for _ in 0..<random.next(below: 6) {
                let count = random.next(below: 7)
                blocks.append((0..<count).map { _ in letters[random.next(below: letters.count)] })
            }
            let whole = Array(blocks.joined())
            #expect(fold(newline, blocks) == replaced(pattern, in: whole), "seed \(seed)")
        }
    }

    /// The text with each match of `pattern`, found from the left, as one LF.
    private func replaced(_ pattern: [UInt8], in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: pattern) {
                result.append(10)
                index += pattern.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    @Test(arguments: newlines)
    func `what was sent out comes back the same`(newline: String) {
        let text = Array("one\n\ntwo\nthree".utf8)
        let wire = expand(newline, text, spaces: [4, 1])
        #expect(fold(newline, [wire]) == text)
    }
}
