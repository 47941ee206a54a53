import SFTPWire
import Testing

@testable import Scenario

struct VerificationTests {
    private static func exactly(_ text: String) -> BytePattern {
        BytePattern(exactly: Array(text.utf8))
    }

    private func events(
        _ kind: EventKind, _ condition: Condition = .always, after: Int? = nil,
        count: ClosedRange<UInt64> = 1...UInt64.max
    ) -> JournalExpectation {
        JournalExpectation(
            .events(.init([kind], condition), after: after.map { .rule($0) }), count: count,
            text: "{\"event\":…}")
    }

    private func journal(_ expectations: JournalExpectation..., rules: [Rule] = []) -> Journal {
        Journal(rules: rules, expectations: expectations)
    }

    @Test(
        arguments: [
            (1...UInt64.max, 0, "expected at least 1, counted 0"),
            (2...2, 1, "expected exactly 2, counted 1"),
            (2...2, 3, "expected exactly 2, counted 3"),
            (0...0, 1, "expected none, counted 1"),
            (0...1, 2, "expected at most 1, counted 2"),
            (2...3, 1, "expected 2 to 3, counted 1"),
        ] as [(ClosedRange<UInt64>, Int, String)])
    func `a count outside its range fails`(
        count: ClosedRange<UInt64>, seen: Int, problem: String
    ) {
        let journal = journal(events(.fileRead, count: count))
        for _ in 0..<seen { journal.add(.fileRead) }
        let report = journal.report(.init(firings: []))
        #expect(report.failures.map(\.failure?.problem) == [problem])
        #expect(!report.isPassed)
    }

    @Test(
        arguments: [
            (1...UInt64.max, 5), (2...2, 2), (0...0, 0), (0...1, 1), (2...3, 3),
        ] as [(ClosedRange<UInt64>, Int)])
    func `a count inside its range passes`(count: ClosedRange<UInt64>, seen: Int) {
        let journal = journal(events(.fileRead, count: count))
        for _ in 0..<seen { journal.add(.fileRead) }
        #expect(journal.report(.init(firings: [])).isPassed)
    }

    @Test func `only records of the kind that meet the condition count`() {
        let journal = journal(
            events(.fileWrite, .outcome([.quotaExceeded], isNegated: false), count: 1...1))
        journal.add(.fileWrite) { $0.status = .ok }
        journal.add(.fileRead) { $0.status = .quotaExceeded }
        journal.add(.fileWrite) { $0.status = .quotaExceeded }
        #expect(journal.report(.init(firings: [])).isPassed)
    }

    @Test func `the attributes a request carried can be asked for`() {
        let journal = journal(
            events(.dirCreate, .attributes(BitsMatcher(has: 4)), count: 1...1))
        journal.add(.dirCreate) { $0.attributes = [.permissions] }
        journal.add(.dirCreate) { $0.attributes = [.size] }
        #expect(journal.report(.init(firings: [])).isPassed)
    }

    @Test func `after a rule only later records count`() {
        let journal = journal(
            events(.fileClose, after: 0, count: 1...1), rules: [failing("full")])
        journal.add(.fileClose)
        journal.add(.fileWrite) { $0.rules = RuleList(0) }
        journal.add(.fileClose)
        #expect(journal.report(.init(firings: [1])).isPassed)
    }

    @Test func `the record a rule acts on is not after it`() {
        let journal = journal(
            events(.fileWrite, after: 0, count: 0...0), rules: [failing("full")])
        journal.add(.fileWrite) { $0.rules = RuleList(0) }
        #expect(journal.report(.init(firings: [1])).isPassed)
    }

    @Test func `no later record counts when the rule has not acted`() {
        let journal = journal(events(.fileClose, after: 0), rules: [failing("full")])
        journal.add(.fileClose)
        #expect(
            journal.report(.init(firings: [0])).text == """
                expect[0] failed: {"event":…}
                  expected at least 1, counted 0
                  the rule it comes after has not acted
                note: rule "full" did not act
                  no fileWrite came that it looks at

                """)
    }

    @Test func `a failure shows the nearest records and the fields that differ`() {
        let condition = Condition.all([
            .path(Self.exactly("/up/x")), .offset(NumberMatcher(above: 100)),
            .status([.quotaExceeded], isNegated: false),
        ])
        let journal = journal(events(.fileWrite, condition))
        journal.add(.fileWrite, path: "/other")
        journal.add(.fileWrite, connection: 2, path: "/up/x") {
            $0.offset = 50
            $0.status = .ok
        }
        journal.add(.fileWrite, path: "/up/x") {
            $0.offset = 200
            $0.status = StatusCode(rawValue: 77)
        }
        #expect(
            journal.report(.init(firings: [])).text == """
                expect[0] failed: {"event":…}
                  expected at least 1, counted 0
                  nearest: record 3: fileWrite, on connection 1, path "/up/x", offset 200, status 77
                    status: expected QUOTA_EXCEEDED, was 77
                  nearest: record 2: fileWrite, on connection 2, path "/up/x", offset 50, status OK
                    offset: expected {"above": 100}, was 50
                    status: expected QUOTA_EXCEEDED, was OK
                  nearest: record 1: fileWrite, on connection 1, path "/other"
                    path: expected {"equals": "/up/x"}, was "/other"
                    offset: expected {"above": 100}, was absent
                    status: expected QUOTA_EXCEEDED, was no answer

                """)
    }

    @Test func `of equally near records the first three are shown`() {
        let journal = journal(events(.fileRead, .path(Self.exactly("/x"))))
        for index in 0..<10 { journal.add(.fileRead, path: "/\(index)") }
        let details = journal.report(.init()).failures.first?.failure?.details ?? []
        let nearest = details.filter { $0.hasPrefix("nearest") }
        #expect(
            nearest
                == (1...3).map {
                    "nearest: record \($0): fileRead, on connection 1, path \"/\($0 - 1)\""
                })
    }

    @Test func `a count that is too high shows what was too much`() {
        let journal = journal(events(.fileRead, count: 0...1))
        for index in 0..<3 { journal.add(.fileRead, path: "/\(index)") }
        #expect(
            journal.report(.init(firings: [])).failures[0].failure?.details == [
                "one too many: record 2: fileRead, on connection 1, path \"/1\"",
                "one too many: record 3: fileRead, on connection 1, path \"/2\"",
            ])
    }

    @Test func `handles left open fail, on connections gone and on those still there`() {
        let journal = journal(JournalExpectation(.noOpenHandles, count: 0...0, text: "{…}"))
        #expect(journal.report(.init(firings: [])).isPassed)
        #expect(
            journal.report(.init(firings: [], openHandles: 1)).failures.map(\.failure?.problem)
                == ["expected no open handles, 1 left open"])
        journal.add(.disconnected) { $0.openHandles = 0 }
        #expect(journal.report(.init(firings: [])).isPassed)
        journal.add(.disconnected, connection: 2) { $0.openHandles = 3 }
        #expect(
            journal.report(.init(firings: [], openHandles: 1)).text == """
                expect[0] failed: {…}
                  expected no open handles, 4 left open
                  left open by record 2: disconnected, on connection 2

                """)
    }

    @Test func `a rule's actions are counted from the engine`() {
        let rules = [failing("full")]
        let journal = journal(JournalExpectation(.rule(0), count: 2...2, text: "{…}"), rules: rules)
        #expect(journal.report(.init(firings: [2])).isPassed)
        #expect(
            journal.report(.init(firings: [1])).failures.map(\.failure?.problem)
                == ["expected exactly 2, counted 1"])
    }

    @Test func `a rule that did not act is noted, and fails when it is required`() {
        var required = failing("must")
        required.isRequired = true
        let journal = journal(rules: [failing("may"), required])
        let report = journal.report(.init(firings: [0, 0]))
        #expect(!report.isPassed)
        #expect(
            report.text == """
                required rule "must" did not act
                  no fileWrite came that it looks at
                note: rule "may" did not act
                  no fileWrite came that it looks at

                """)
        #expect(journal.report(.init(firings: [0, 1])).isPassed)
        #expect(journal.report(.init(firings: [1, 1])).text == "")
    }

    @Test func `expectations look at their kinds only`() {
        let verification = Verification(
            [events(.fileRead), events(.fileClose, after: 0)], rules: [failing("full")])
        let looked = EventKind.allCases.filter { verification.interest.contains($0, .after) }
        #expect(looked == [.fileRead, .fileWrite, .fileClose])
    }
}
