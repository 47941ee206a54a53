import Testing

@testable import Scenario

struct OccurrenceTests {
    private func pattern(_ occurrence: Occurrence, _ events: [Event], seed: UInt64 = 1) -> String {
        var engine = ScenarioEngine(rules: [failing("r", .always, occurrence)], seed: seed)
        return engine.pattern(events)
    }

    private func writes(_ count: Int) -> [Event] {
        Array(repeating: write("/a"), count: count)
    }

    @Test(arguments: [
        (Occurrence(), "111111"),
        (Occurrence(skip: 2), "001111"),
        (Occurrence(times: 2), "110000"),
        (Occurrence(times: 0), "000000"),
        (Occurrence(every: 3), "001001"),
        (Occurrence(skip: 1, times: 2, every: 2), "001010"),
        (Occurrence(probability: 0), "000000"),
        (Occurrence(probability: 1), "111111"),
    ])
    func `skip passes, every picks, times ends`(occurrence: Occurrence, expected: String) {
        #expect(pattern(occurrence, writes(6)) == expected)
    }

    @Test func `matches that another rule takes are not counted`() {
        var engine = ScenarioEngine(rules: [
            failing("first", .path(BytePattern(exactly: Array("/a".utf8)))),
            failing("second", .always, Occurrence(times: 1)),
        ])
        let names = [write("/a"), write("/a"), write("/b"), write("/b")].map {
            engine.decide($0)?.rules.last
        }
        #expect(names == [0, 0, 1, nil])
        #expect(engine.firings == [2, 1])
    }

    @Test func `the same seed gives the same draws`() {
        let occurrence = Occurrence(probability: 0.5)
        let first = pattern(occurrence, writes(64), seed: 7)
        #expect(first == pattern(occurrence, writes(64), seed: 7))
        #expect(first != pattern(occurrence, writes(64), seed: 8))
    }

    @Test(arguments: [0.1, 0.5, 0.9])
    func `a probability is met in the long run`(probability: Double) {
        let drawn = pattern(Occurrence(probability: probability), writes(10_000))
        let share = Double(drawn.filter { $0 == "1" }.count) / 10_000
        #expect(abs(share - probability) < 0.02)
    }

    @Test func `draws per connection do not depend on how connections take turns`() {
        let occurrence = Occurrence(probability: 0.5, scope: .connection)
        let one = Array(repeating: write("/a", connection: 1), count: 32)
        let two = Array(repeating: write("/a", connection: 2), count: 32)
        let alone = pattern(occurrence, one)
        let mixed = pattern(occurrence, zip(one, two).flatMap { [$0, $1] })
        #expect(
            mixed.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
                == alone)
    }

    @Test(arguments: [
        (RuleScope.server, "1000"),
        (RuleScope.connection, "1010"),
        (RuleScope.user, "1001"),
        (RuleScope.path, "1100"),
        (RuleScope.handle, "1010"),
    ])
    func `each instance of a scope has its own count`(scope: RuleScope, expected: String) {
        let events = [
            write("/a", connection: 1, user: "alice"),
            write("/b", connection: 1, user: "alice"),
            write("/a", connection: 2, user: "alice"),
            write("/b", connection: 2, user: "bob"),
        ]
        #expect(pattern(Occurrence(times: 1, scope: scope), events) == expected)
    }

    @Test func `counts per handle tell handles of one connection apart`() {
        let events = [
            write("/a", handle: [1]), write("/a", handle: [2]), write("/a", handle: [1]),
        ]
        #expect(pattern(Occurrence(times: 1, scope: .handle), events) == "110")
    }

    @Test func `a connection's count is forgotten when it ends`() {
        let events = [write("/a"), write("/a"), event(.disconnected), write("/a")]
        #expect(pattern(Occurrence(times: 1, scope: .connection), events) == "1001")
    }

    @Test func `a handle's count is forgotten when it is closed`() {
        let close = event(.fileClose, .after) { $0.handle = [0, 0, 0, 1] }
        let other = event(.fileClose, .after) { $0.handle = [9] }
        let events = [write("/a"), other, write("/a"), close, write("/a")]
        #expect(pattern(Occurrence(times: 1, scope: .handle), events) == "10001")
    }
}
