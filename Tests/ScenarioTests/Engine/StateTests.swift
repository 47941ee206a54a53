import Testing

@testable import Scenario

struct StateTests {
    /// A rule that moves machine 0 from one state to another.
    private func step(_ from: Int, _ to: Int, continues: Bool = false) -> Rule {
        Rule(
            name: "\(from) to \(to)", events: [.fileWrite],
            condition: .state(machine: 0, isOneOf: [from]),
            assignments: [StateAssignment(machine: 0, state: to)], continues: continues)
    }

    private func machine(_ scope: RuleScope = .server) -> StateMachine {
        StateMachine(name: "m", states: ["a", "b", "c"], scope: scope)
    }

    @Test func `a machine starts in its first state and goes where rules send it`() {
        var engine = ScenarioEngine(
            rules: [step(0, 1), step(1, 2)], machines: [machine()])
        let acted = (0..<4).map { _ in engine.decide(write("/a"))?.rules.last }
        #expect(acted == [0, 1, nil, nil])
    }

    @Test func `transitions happen after all rules have looked at the event`() {
        var engine = ScenarioEngine(
            rules: [step(0, 1, continues: true), step(1, 2, continues: true)],
            machines: [machine()])
        #expect(engine.decide(write("/a"))?.rules == RuleList(0))
        #expect(engine.decide(write("/a"))?.rules == RuleList(1))
    }

    @Test func `of several transitions of one machine the last holds`() {
        let rule = Rule(
            name: "both", events: [.fileWrite],
            condition: .state(machine: 0, isOneOf: [0]),
            assignments: [
                StateAssignment(machine: 0, state: 1), StateAssignment(machine: 0, state: 2),
            ])
        var engine = ScenarioEngine(rules: [rule, step(1, 0), step(2, 0)], machines: [machine()])
        #expect(engine.decide(write("/a"))?.rules.last == 0)
        #expect(engine.decide(write("/a"))?.rules.last == 2)
    }

    @Test func `each instance of a machine's scope has its own state`() {
        var engine = ScenarioEngine(rules: [step(0, 1)], machines: [machine(.connection)])
        let events = [1, 1, 2].map { write("/a", connection: $0) }
        #expect(engine.pattern(events) == "101")
    }

    @Test func `a connection's state is forgotten when it ends`() {
        var engine = ScenarioEngine(rules: [step(0, 1)], machines: [machine(.connection)])
        #expect(engine.pattern([write("/a"), event(.disconnected), write("/a")]) == "101")
    }

    @Test func `a machine that is not there is in state 0 and stays there`() {
        var engine = ScenarioEngine(rules: [step(0, 1)])
        #expect(engine.pattern([write("/a"), write("/a")]) == "11")
    }
}
