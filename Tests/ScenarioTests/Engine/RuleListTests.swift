import Testing

@testable import Scenario

/// Which rules acted on one event.
struct RuleListTests {
    @Test(arguments: [0, 1, 6, 7, 64])
    func `every rule up to the sixty-fourth is listed in order`(count: Int) {
        var list = RuleList()
        for rule in 0..<count { list.append(1_000 + rule) }
        #expect(list.count == count && list.omitted == 0)
        #expect((0..<count).allSatisfy { list[$0] == 1_000 + $0 })
        #expect(list.last == (count == 0 ? nil : 999 + count))
        #expect(list.contains(1_000) == (count > 0))
        #expect(!list.contains(1_000 + count))
    }

    @Test func `what is beyond is counted`() {
        var list = RuleList()
        for rule in 0..<100 { list.append(rule) }
        var both = RuleList(7)
        both.append(contentsOf: list)
        #expect(list.count == 64 && list.omitted == 36)
        #expect(both.count == 64 && both.omitted == 37)
        #expect(both[0] == 7 && both[1] == 0)
    }

    @Test func `the engine lists every rule that acted by continue`() {
        let rules = (0..<20).map { number in
            Rule(
                name: "\(number)", events: [.fileWrite], effects: [.dropReply],
                continues: true)
        }
        var engine = ScenarioEngine(rules: rules)
        let decision = engine.decide(write("/a"))
        #expect(decision?.rules.count == 20)
        #expect(decision?.effects.count == 20)
    }

    @Test func `the journal names them all`() {
        let rules = (0..<9).map { Rule(name: "r\($0)", events: [.fileWrite]) }
        let journal = Journal(rules: rules)
        var record = JournalRecord(kind: .fileWrite, connection: 1)
        for rule in rules.indices { record.rules.append(rule) }
        journal.append(record)
        #expect(journal.entries.first?.rules == rules.map(\.name))
        let names = rules.map { "\"\($0.name)\"" }.joined(separator: ",")
        #expect(String(decoding: journal.lines, as: UTF8.self).contains(names))
    }
}
