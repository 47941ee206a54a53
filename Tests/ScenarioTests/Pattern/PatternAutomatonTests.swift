import SFTPWire
import Testing

@testable import Scenario

struct PatternAutomatonTests {
    /// Random regular expressions that can be read, the same on every run.
    private static let programs: [(text: String, program: PatternProgram)] = {
        var random = SeededRandom(seed: 3)
        let alphabet = Array("aab()[]{}*+?|^$.,12".utf8)
        var programs: [(String, PatternProgram)] = []
        while programs.count < 2_000 {
            let length = 1 + Int(random.next() % 9)
            let bytes = (0..<length).map { _ in
                alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let node = try? RegexParser.parse(text), let program = PatternProgram(node) {
                programs.append((text, program))
            }
        }
        return programs
    }()

    @Test(arguments: [true, false])
    func `automaton and machine agree on every pattern and text`(anywhere: Bool) throws {
        let texts = ["", "a", "b", "ab", "ba", "aab", "abab", "bbb", "a1b", "1", ",", "a\nb"]
        var machine = PatternMachine()
        for (pattern, program) in Self.programs {
            let automaton = try #require(PatternAutomaton(program, anywhere: anywhere))
            for text in texts {
                let expected = machine.matches(program, text.utf8.span, anywhere: anywhere)
                #expect(automaton.matches(text.utf8.span) == expected, "\(pattern) on \(text)")
            }
        }
    }

    @Test func `a pattern with too many ways has no automaton and still matches`() throws {
        let regex = "(a|b)*a(a|b){14}$"
        let program = try #require(PatternProgram(try RegexParser.parse(regex)))
        #expect(PatternAutomaton(program, anywhere: true) == nil)
        var machine = PatternMachine()
        let pattern = try BytePattern(regex: regex)
        #expect(pattern.matches("babbbbbbbbbbbbb".utf8.span, &machine) == false)
        #expect(pattern.matches("babbbbbbbbbbbbbb".utf8.span, &machine))
    }
}
