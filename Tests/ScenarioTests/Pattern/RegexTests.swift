import Testing

@testable import Scenario

struct RegexTests {
    private func matches(_ regex: String, _ text: String) throws -> Bool {
        var machine = PatternMachine()
        let bytes = Array(text.utf8)
        return try BytePattern(regex: regex).matches(bytes.span, &machine)
    }

    @Test(arguments: [
        ("b", "abc"),
        ("", ""),
        ("", "x"),
        ("^abc$", "abc"),
        ("^a", "ab"),
        ("c$", "abc"),
        ("^$", ""),
        ("^^a", "a"),
        ("a.c", "abc"),
        ("a.c", "a/c"),
        ("[a-c]+", "xxb"),
        ("^[^/]+$", "abc"),
        ("\\d{3}", "a123"),
        ("^\\d{2,3}$", "123"),
        ("^\\d{2,}$", "12345"),
        ("^\\w+$", "a_9"),
        ("\\s", "a b"),
        ("^\\S+$", "ab"),
        ("^[\\d.]+$", "1.2"),
        ("^(ab|cd)+$", "abcd"),
        ("^(?:ab|cd)*$", ""),
        ("a|b|", "zzz"),
        ("^a?b$", "b"),
        ("^(a*)*$", "aaa"),
        ("^(a|b)*c", "ababc"),
        ("\\.part$", "/in/x.part"),
        ("\\x41\\t", "A\t"),
        ("^é+$", "éé"),
        ("^(a{0})b$", "b"),
        ("[]x]", "]"),
        ("[a-]", "-"),
    ])
    func `a regular expression matches anywhere unless it is anchored`(
        regex: String, text: String
    ) throws {
        #expect(try matches(regex, text))
    }

    @Test(arguments: [
        ("b", "ac"),
        ("^b", "ab"),
        ("a$", "ab"),
        ("^abc$", "abcd"),
        ("a.c", "a\nc"),
        ("^[^/]+$", "a/b"),
        ("^\\d{2,3}$", "1"),
        ("^\\d{2,3}$", "1234"),
        ("\\D", "12"),
        ("^(ab|cd)+$", "abc"),
        ("^é+$", "é!"),
        ("a^b", "ab"),
        ("a$b", "ab"),
    ])
    func `a regular expression does not match other texts`(regex: String, text: String) throws {
        #expect(try !matches(regex, text))
    }

    @Test func `a class matches a byte that is not UTF-8`() throws {
        var machine = PatternMachine()
        let text: [UInt8] = [0xfe, 0xff]
        #expect(try BytePattern(regex: "^[^a]\\W$").matches(text.span, &machine))
        #expect(try BytePattern(regex: "\\xfe\\xff").matches(text.span, &machine))
    }

    @Test(arguments: [
        ("a)", 2, "')' without '('"),
        ("(a", 1, "'(' without ')'"),
        ("[a", 1, "'[' without ']'"),
        ("*a", 1, "nothing to repeat"),
        ("a|+", 3, "nothing to repeat"),
        ("a**", 3, "a repetition cannot be repeated; use a group"),
        ("a+?", 3, "a repetition cannot be repeated; use a group"),
        ("a{x}", 2, "a repetition is {n}, {n,} or {n,m}"),
        ("a{1", 2, "a repetition is {n}, {n,} or {n,m}"),
        ("a{3,2}", 2, "the range runs backwards"),
        ("a{501}", 2, "a repetition counts to 500 at most"),
        ("a{99999999999999999999}", 2, "a repetition counts to 500 at most"),
        ("(?=a)", 1, "only '(?:' is understood of the '(?' forms"),
        ("\\1", 1, "'\\1' has no meaning here"),
        ("\\b", 1, "'\\b' has no meaning here"),
        ("\\x4", 1, "'\\x' needs two hexadecimal digits"),
        ("é\\", 2, "nothing follows the '\\'"),
        ("[é]", 2, "a set lists ASCII characters only"),
        ("(a{500}){500}", 1, "the pattern needs more than 2000 steps"),
        ("(((((){500}){500}){500}){500}){500}", 1, "the pattern needs more than 2000 steps"),
    ])
    func `a wrong regular expression is placed by character`(
        regex: String, character: Int, message: String
    ) {
        #expect(throws: PatternError(character: character, message: message)) {
            try BytePattern(regex: regex)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the time is linear where backtracking is exponential`() throws {
        let text = String(repeating: "a", count: 4096)
        #expect(try !matches("^(a*)*b$", text))
        #expect(try !matches("^(a|a|aa)+$", text + "!"))
        #expect(try matches("(a{0,30}){0,10}$", text))
    }
}
