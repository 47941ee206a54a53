import Testing

@testable import Scenario

struct GlobTests {
    private func matches(_ glob: String, _ path: String) throws -> Bool {
        var machine = PatternMachine()
        let bytes = Array(path.utf8)
        return try BytePattern(glob: glob).matches(bytes.span, &machine)
    }

    @Test(arguments: [
        ("/a/b", "/a/b"),
        ("/a/*", "/a/b"),
        ("/a/*", "/a/"),
        ("/a/*.txt", "/a/.txt"),
        ("/a/*.txt", "/a/b.txt"),
        ("*", "report.csv"),
        ("/**", "/"),
        ("/**", "/a/b/c"),
        ("**", ""),
        ("/a/**", "/a/"),
        ("/a/**", "/a/b/c"),
        ("/a/**/z", "/a/z"),
        ("/a/**/z", "/a/b/z"),
        ("/a/**/z", "/a/b/c/z"),
        ("/home/*/upload/**", "/home/alice/upload/2024/x.bin"),
        ("**/*.part", "/in/x.part"),
        ("/?", "/x"),
        ("/?", "/é"),
        ("/??", "/€x"),
        ("/[abc]", "/b"),
        ("/[a-c]x", "/bx"),
        ("/[!a-c]", "/d"),
        ("/[^a-c]", "/d"),
        ("/[]]", "/]"),
        ("/[a-]", "/-"),
        ("/{a,b}", "/a"),
        ("/{a,b}", "/b"),
        ("/{a,b{c,d}}", "/bd"),
        ("/x{,.bak}", "/x"),
        ("/x{,.bak}", "/x.bak"),
        ("/{*.csv,in/**}", "/in/a/b"),
        ("/a,b", "/a,b"),
        ("/\\*", "/*"),
        ("/[\\]]", "/]"),
        ("/Grüße/*", "/Grüße/x"),
    ])
    func `a glob matches the whole path`(glob: String, path: String) throws {
        #expect(try matches(glob, path))
    }

    @Test(arguments: [
        ("/a/b", "/a/bc"),
        ("/a/b", "/a"),
        ("/a/*", "/a/b/c"),
        ("/a/*", "/a"),
        ("*", "/a"),
        ("/a/**", "/a"),
        ("/a/**", "/ab/c"),
        ("/a/**/z", "/az"),
        ("/a/**/z", "/a/bz"),
        ("/?", "/"),
        ("/?", "//"),
        ("/?", "/xy"),
        ("/[abc]", "/d"),
        ("/[!a-c]", "/b"),
        ("/a[!b]c", "/a/c"),
        ("/{a,b}", "/c"),
        ("/\\*", "/x"),
        ("", "x"),
    ])
    func `a glob does not match other paths`(glob: String, path: String) throws {
        #expect(try !matches(glob, path))
    }

    @Test func `a star matches bytes that are not UTF-8 and a question mark does not`() throws {
        var machine = PatternMachine()
        let path: [UInt8] = [UInt8(ascii: "/"), 0xff]
        #expect(try BytePattern(glob: "/*").matches(path.span, &machine))
        #expect(try !BytePattern(glob: "/?").matches(path.span, &machine))
    }

    @Test(arguments: [
        ("/a/{b", 4, "'{' without '}'"),
        ("/a}", 3, "'}' without '{'"),
        ("/[a", 2, "'[' without ']'"),
        ("/[]", 2, "'[' without ']'"),
        ("/[z-a]", 3, "the range runs backwards"),
        ("/é[ü]", 4, "a set lists ASCII characters only"),
        ("/a\\", 3, "nothing follows the '\\'"),
        (String(repeating: "{", count: 51), 51, "more than 50 nested '{'"),
    ])
    func `a wrong glob is placed by character`(
        glob: String, character: Int, message: String
    ) {
        #expect(throws: PatternError(character: character, message: message)) {
            try BytePattern(glob: glob)
        }
    }

    @Test func `a glob that needs too many steps is refused`() {
        let glob = String(repeating: "{a,b}", count: 1000)
        #expect(
            throws: PatternError(character: 1, message: "the pattern needs more than 2000 steps")
        ) {
            try BytePattern(glob: glob)
        }
    }
}
