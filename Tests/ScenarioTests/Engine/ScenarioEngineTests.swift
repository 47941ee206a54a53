import SFTPWire
import Testing

@testable import Scenario

struct ScenarioEngineTests {
    private func rule(
        _ name: String, _ code: StatusCode, continues: Bool = false, priority: Int = 0
    ) -> Rule {
        Rule(
            name: name, events: [.fileWrite], effects: [.status(StatusReplacement(code: code))],
            continues: continues, priority: priority)
    }

    private func codes(_ decision: Decision?) -> [StatusCode] {
        decision?.effects.compactMap {
            if case .status(let replacement) = $0 { replacement.code } else { nil }
        } ?? []
    }

    @Test func `the first rule that matches acts and ends the search`() {
        var engine = ScenarioEngine(rules: [rule("a", .failure), rule("b", .eof)])
        let decision = engine.decide(write("/a"))
        #expect(
            decision
                == Decision(
                    rules: RuleList(0), effects: [.status(StatusReplacement(code: .failure))]))
        #expect(engine.firings == [1, 0])
    }

    @Test func `continue lets the rules below act too`() {
        var engine = ScenarioEngine(rules: [
            rule("a", .failure, continues: true), rule("b", .eof), rule("c", .ok),
        ])
        let decision = engine.decide(write("/a"))
        #expect(codes(decision) == [.failure, .eof])
        #expect(decision?.rules.count == 2)
        #expect(decision?.rules.last == 1)
        #expect(engine.firings == [1, 1, 0])
    }

    @Test func `a higher priority is tried first and equal ones from top to bottom`() {
        let engine = ScenarioEngine(rules: [
            rule("a", .ok, priority: -1), rule("b", .ok), rule("c", .ok, priority: 5),
            rule("d", .ok), rule("e", .ok, priority: 5),
        ])
        #expect(engine.candidates(for: .fileWrite, .before) == [2, 4, 1, 3, 0])
    }

    @Test func `a rule looks at its phase only`() {
        var after = rule("a", .failure)
        after.phase = .after
        var engine = ScenarioEngine(rules: [after])
        #expect(engine.decide(write("/a")) == nil)
        #expect(engine.decide(event(.fileWrite, .after)) != nil)
    }

    @Test func `a rule without effects is a decision for the journal`() {
        var engine = ScenarioEngine(rules: [Rule(name: "a", events: [.fileWrite])])
        #expect(engine.decide(write("/a")) == Decision(rules: RuleList(0), effects: []))
    }

    @Test func `interest is the kinds and phases rules name`() {
        let engine = ScenarioEngine(rules: [
            Rule(name: "a", events: [.fileOpen, .fileRead]),
            Rule(name: "b", events: [.fileClose], phase: .after),
        ])
        for kind in EventKind.allCases {
            let before = kind == .fileOpen || kind == .fileRead
            #expect(engine.interest.contains(kind, .before) == before)
            #expect(engine.interest.contains(kind, .after) == (kind == .fileClose))
        }
    }

    @Test func `scopes that end are of interest when they end`() {
        let perConnection = ScenarioEngine(
            rules: [failing("a", .always, Occurrence(times: 1, scope: .connection))])
        #expect(perConnection.interest.contains(.disconnected, .before))
        let machine = StateMachine(name: "m", states: ["a"], scope: .handle)
        #expect(
            ScenarioEngine(rules: [], machines: [machine]).interest.contains(.fileClose, .after))
        #expect(ScenarioEngine(rules: []).interest.isEmpty)
    }

    @Test func `a thousand rules on other events are never looked at`() {
        var rules = (0..<1000).map { Rule(name: "\($0)", events: [.fileRead, .fileOpen]) }
        rules.append(failing("mine"))
        let engine = ScenarioEngine(rules: rules)
        #expect(engine.candidates(for: .fileWrite, .before) == [1000])
        #expect(engine.candidates(for: .fileWrite, .after) == [])
    }

    @Test func `the index of a kind is its place among all`() {
        #expect(EventKind.allCases.map(\.index) == Array(EventKind.allCases.indices))
        #expect(EventKind.allCases.map(\.row.kind) == EventKind.allCases)
    }

    @Test func `a rule list keeps all rules, more than fit into a record too`() {
        var list = RuleList()
        #expect(list.isEmpty && list.last == nil)
        for rule in 10..<18 { list.append(rule) }
        #expect((0..<list.count).map { list[$0] } == Array(10..<18))
        #expect(list.last == 17)
        #expect(list.contains(12) && list.contains(17) && !list.contains(18))
        #expect(list[8] == 0 && list[-1] == 0)
    }
}
