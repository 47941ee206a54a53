import SFTPWire
import Testing

@testable import Scenario

struct PathFilterTests {
    private static func rule(
        _ pattern: BytePattern, _ kinds: [EventKind] = [.fileWrite], continues: Bool = true
    ) -> Rule {
        Rule(name: "r", events: kinds, condition: .path(pattern), continues: continues)
    }

    /// The rules that match one by one, and those that act through the filter.
    private func compare(
        _ patterns: [BytePattern], _ paths: [[UInt8]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let rules = patterns.map { Self.rule($0) }
        var filter = try #require(
            PathFilter(Array(rules.indices), of: rules), sourceLocation: sourceLocation)
        var machine = PatternMachine()
        for path in paths {
            let expected = patterns.indices.filter {
                patterns[$0].matches(path.span, &machine)
            }
            let positions = filter.positions(for: path.span)
            #expect(
                positions == expected, "\(String(decoding: path, as: UTF8.self))",
                sourceLocation: sourceLocation)
        }
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let texts = [
        "", "/", "/a", "/a/b", "/a/b/c.csv", "/home/7/up/x", "/home/17/up/x", "/home/x/up/y.csv",
        "/home/7/up", "a", "/home/7/up/x/y/z.csv", "/home/7/upx", "/HOME", "/\u{e9}/x", "//", "/a/",
    ]

    @Test func `patterns of every form are met together as they are one by one`() throws {
        let globs = [
            "/a", "/a/*", "/a/**", "**", "**/*.csv", "/home/*/up/**", "/home/7/**", "/?",
            "/home/{7,17}/up/x", "/[a-c]", "/[!a-c]*", "*", "/home/*/up/*.csv", "",
        ]
        let regexes = ["csv$", "^/home", "up", "^$", "(7|x)/up", "/.*/.*/", "\\d+", "^/a$"]
        let patterns =
            try globs.map { try BytePattern(glob: $0) }
            + regexes.map { try BytePattern(regex: $0) }
            + Self.texts.map { BytePattern(exactly: Self.bytes($0)) }
        try compare(patterns, Self.texts.map(Self.bytes))
        // Again, with all states there.
        try compare(patterns, (Self.texts + Self.texts).map(Self.bytes))
        try compare(patterns, [[0xff], [0x2f, 0xff, 0], Array(repeating: 0x61, count: 5000)])
    }

    @Test func `a thousand patterns are met together as they are one by one`() throws {
        let patterns = try (0..<1000).map { try BytePattern(glob: "/home/*/up-\($0)/**") }
        let paths = [0, 1, 7, 77, 777, 999, 1000, 9999].map { "/home/alice/up-\($0)/x/y.bin" }
        try compare(patterns, paths.map(Self.bytes) + [Self.bytes("/home/up-1"), []])
    }

    @Test func `random texts over few letters are decided alike`() throws {
        var random = SeededRandom(seed: 9)
        func text(_ letters: String, _ most: Int) -> String {
            let all = Array(letters)
            return String(
                (0..<Int(random.next() % UInt64(most + 1))).map { _ in
                    all[Int(random.next() % UInt64(all.count))]
                })
        }
        for _ in 0..<30 {
            let patterns = try (0..<12).map { _ in try BytePattern(glob: text("ab/*?", 8)) }
            try compare(patterns, (0..<60).map { _ in Self.bytes(text("ab/", 10)) })
        }
    }

    @Test func `its memory is bounded, and full it says so`() throws {
        // Each combination of what was seen in the last bytes is a state of its own.
        let patterns = try (0..<12).map { number in
            try BytePattern(
                glob: "*a" + String(repeating: "?", count: number) + "b"
                    + String(repeating: "?", count: 11 - number))
        }
        let rules = patterns.map { Self.rule($0) }
        var filter = try #require(PathFilter(Array(rules.indices), of: rules))
        var random = SeededRandom(seed: 3)
        var machine = PatternMachine()
        for round in 0..<3000 where !filter.isExhausted {
            let path = (0..<200).map { _ in UInt8(ascii: "a") + UInt8(random.next() & 1) }
            let positions = filter.positions(for: path.span)
            // What it is compared with takes far longer than the filter.
            guard round % 8 == 0 else { continue }
            let expected = patterns.indices.filter { patterns[$0].matches(path.span, &machine) }
            #expect(positions == expected)
        }
        #expect(filter.isExhausted)
    }

    @Test func `few rules, or rules without a path, have no filter`() throws {
        let few = try (0..<7).map { Self.rule(try BytePattern(glob: "/\($0)")) }
        #expect(PathFilter(Array(few.indices), of: few) == nil)
        let others = (0..<20).map { _ in Rule(name: "r", events: [.fileWrite]) }
        #expect(PathFilter(Array(others.indices), of: others) == nil)
    }

    @Test func `rules are tried in their order, with and without a path`() throws {
        var rules = try (0..<10).map { Self.rule(try BytePattern(glob: "/\($0)*")) }
        rules.insert(Rule(name: "any", events: [.fileWrite], continues: true), at: 4)
        rules.insert(
            Rule(
                name: "not", events: [.fileWrite],
                condition: .not(.path(try BytePattern(glob: "/8"))),
                continues: true), at: 8)
        rules.append(Self.rule(try BytePattern(glob: "/5?"), continues: false))
        rules.append(Self.rule(try BytePattern(glob: "/5?")))
        rules[2].priority = -1
        var engine = ScenarioEngine(rules: rules)
        #expect(engine.decide(write("/51"))?.rules == list([4, 6, 8, 12]))
        #expect(engine.decide(write("/2x"))?.rules == list([4, 8, 2]))
        #expect(engine.decide(write("/8"))?.rules == list([4, 10]))
        #expect(engine.decide(event(.fileWrite))?.rules == list([4, 8]))
    }

    private func list(_ rules: [Int]) -> RuleList {
        var list = RuleList()
        for rule in rules { list.append(rule) }
        return list
    }
}
