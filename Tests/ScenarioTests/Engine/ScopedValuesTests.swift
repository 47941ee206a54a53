import Testing

@testable import Scenario

struct ScopedValuesTests {
    @Test func `memory is bounded however many instances there are`() {
        var values = ScopedValues(scope: .path, initial: 0, limit: 100)
        for index in 0..<10_000 {
            values.set(index, for: write("/\(index)"))
            #expect(values.count <= 101)
        }
    }

    @Test func `an instance in use survives any number of others`() {
        var values = ScopedValues(scope: .path, initial: 0, limit: 100)
        for index in 0..<1_000 {
            values.set(values.value(for: write("/kept")) + 1, for: write("/kept"))
            values.set(1, for: write("/\(index)"))
        }
        #expect(values.value(for: write("/kept")) == 1_000)
        #expect(values.value(for: write("/0")) == 0)
    }

    @Test(arguments: [RuleScope.session, .handle])
    func `what a session counted is forgotten at its end, however many there are`(
        scope: RuleScope
    ) {
        var engine = ScenarioEngine(
            rules: [failing("r", .always, Occurrence(times: 1, scope: scope))],
            machines: [StateMachine(name: "m", states: ["a", "b"], scope: scope)])
        #expect(engine.keepsSessions)
        for number in 1...1_000 {
            var last = write("/a", connection: 1 + number / 10)
            last.session = number
            #expect(engine.decide(last) != nil)
            #expect(engine.decide(last) == nil)
            #expect(engine.instanceCount == 1)
            engine.forgetSession(last, openHandles: last.handle.map { [$0] } ?? [])
            #expect(engine.instanceCount == 0)
        }
    }

    @Test func `the end of a session is of no interest where nothing is counted by it`() {
        for scope in [RuleScope.server, .connection, .user, .path] {
            let rule = failing("r", .always, Occurrence(times: 1, scope: scope))
            #expect(!ScenarioEngine(rules: [rule]).keepsSessions)
        }
    }

    @Test func `hashes are the same in every process`() {
        var hash = StableHash()
        hash.combine(7)
        #expect(hash.value == 13_984_008_146_972_463_501)
    }
}
