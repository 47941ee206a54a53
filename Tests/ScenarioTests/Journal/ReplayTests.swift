import SFTPWire
import Testing

@testable import Scenario

/// Explanations: which rule acted on a record, and why the others did not.
struct ReplayTests {
    private static func path(_ text: String) -> Condition {
        .path(BytePattern(exactly: Array(text.utf8)))
    }

    private static let rules = [
        Rule(
            name: "third", events: [.fileRead], condition: path("/a"),
            effects: [.status(StatusReplacement(code: .failure))], occurrence: Occurrence(skip: 2)),
        Rule(
            name: "twice", events: [.fileRead], condition: path("/b"),
            effects: [.status(StatusReplacement(code: .failure))],
            occurrence: Occurrence(times: 1)),
        Rule(
            name: "second of three", events: [.fileRead], condition: path("/c"),
            effects: [.dropReply], occurrence: Occurrence(every: 3)),
        Rule(
            name: "behind", events: [.fileRead], condition: path("/b"), effects: [.dropReply]),
        Rule(
            name: "done", events: [.fileRead], phase: .after,
            condition: .outcome([.eof], isNegated: false), effects: [.dropReply]),
        Rule(
            name: "full", events: [.fileWrite], condition: .state(machine: 0, isOneOf: [1]),
            effects: [.dropReply]),
        Rule(
            name: "fills", events: [.dirCreate], effects: [],
            assignments: [StateAssignment(machine: 0, state: 1)]),
        Rule(name: "other", events: [.fileRename], effects: [.dropReply]),
    ]

    private static let machines = [StateMachine(name: "disk", states: ["ok", "full"])]

    /// A journal as the engine would have made it of these requests.
    private func journal(_ requests: [(EventKind, String)]) -> Journal {
        let journal = Journal(rules: Self.rules, machines: Self.machines)
        var engine = ScenarioEngine(rules: Self.rules, machines: Self.machines)
        for (index, (kind, path)) in requests.enumerated() {
            var event = Event(kind: kind, phase: .before, connection: 1, user: "alice")
            event.path = Array(path.utf8)
            let before = engine.decide(event)
            var rules = before?.rules ?? RuleList()
            if before == nil || before?.effects.isEmpty == true {
                event.phase = .after
                event.outcome = .ok
                if let after = engine.decide(event) { rules.append(contentsOf: after.rules) }
            }
            journal.add(kind, path: path) {
                $0.rules = rules
                $0.status = .ok
                $0.startNanoseconds = UInt64(index) * 1000
                $0.durationNanoseconds = 500
            }
        }
        return journal
    }

    private func reason(_ rule: String, _ number: UInt64, _ journal: Journal) -> String? {
        let verdict = journal.explanation(of: number)?.verdicts.first { $0.name == rule }
        return verdict?.lines.joined(separator: "|")
    }

    private static let requests: [(EventKind, String)] = [
        (.fileRead, "/a"), (.fileRead, "/a"), (.fileRead, "/a"), (.fileRead, "/b"),
        (.fileRead, "/b"), (.fileRead, "/c"), (.fileWrite, "/a"), (.dirCreate, "/d"),
        (.fileWrite, "/a"),
    ]

    @Test(
        arguments: [
            ("third", 1, "rule \"third\": matched; this was match 1, it acts from match 3 on"),
            ("third", 2, "rule \"third\": matched; this was match 2, it acts from match 3 on"),
            ("third", 3, "rule \"third\" acted"),
            ("third", 4, "rule \"third\": path: expected {\"equals\": \"/a\"}, was \"/b\""),
            ("twice", 4, "rule \"twice\" acted"),
            (
                "twice", 5,
                "rule \"twice\": matched; it had acted 1 times, which is the most it may"
            ),
            (
                "behind", 4,
                "rule \"behind\": matched; rule \"twice\" is tried first and took it"
            ),
            ("behind", 5, "rule \"behind\" acted"),
            (
                "second of three", 6,
                "rule \"second of three\": matched; this was match 1, it acts on one in 3"
            ),
            ("done", 1, "rule \"done\": outcome: expected EOF, was OK"),
            (
                "done", 3,
                "rule \"done\": looks at what is done, and a rule before kept it from being done"
            ),
            ("full", 7, "rule \"full\": state \"disk\": expected \"full\", was \"ok\""),
            ("full", 9, "rule \"full\" acted"),
            ("other", 1, "rule \"other\": looks at fileRename"),
        ] as [(String, UInt64, String)])
    func `each rule is explained for each record`(rule: String, number: UInt64, text: String) {
        #expect(reason(rule, number, journal(Self.requests)) == text)
    }

    @Test func `a journal read back from its lines is explained the same`() throws {
        let journal = journal(Self.requests)
        let content = try JournalReader.read(journal.lines, rules: Self.rules.map(\.name))
        let replay = JournalReplay(
            rules: Self.rules, machines: Self.machines, seed: content.seed,
            entries: content.entries)
        #expect(content.entries.map(\.json) == journal.entries.map(\.json))
        for number in 1...9 as ClosedRange<UInt64> {
            #expect(
                replay.explanation(of: number)?.text == journal.explanation(of: number)?.text)
        }
    }

    @Test func `what came closest to a rule that never acted is told`() {
        let journal = journal([(.fileRead, "/a"), (.fileRead, "/a"), (.fileRead, "/x")])
        let report = journal.report(VerificationFacts(firings: []))
        let lines = Dictionary(
            uniqueKeysWithValues: report.rules.map { ($0.name, $0.explanation) })
        #expect(
            lines["third"] == [
                "matched 2 times; this was match 2, it acts from match 3 on",
                "nearest: record 2: fileRead, on connection 1, path \"/a\", status OK",
            ])
        #expect(
            lines["twice"] == [
                "nearest: record 1: fileRead, on connection 1, path \"/a\", status OK",
                "  path: expected {\"equals\": \"/b\"}, was \"/a\"",
            ])
        #expect(lines["other"] == ["no fileRename came that it looks at"])
    }

    @Test func `a record that is gone is not explained`() {
        #expect(journal([]).explanation(of: 1) == nil)
    }

    @Test func `names in a journal that the scenario does not have are told`() throws {
        let journal = journal([(.fileRead, "/b")])
        let content = try JournalReader.read(journal.lines, rules: ["third"])
        #expect(content.strangers == ["twice"])
    }

    @Test func `every field of a record survives its line`() throws {
        let journal = Journal(rules: [failing("r")])
        journal.add(
            .fileOpen, connection: 3, path: "/\u{e9}", newPath: "/n", handle: [0, 255], name: "x",
            message: "m"
        ) {
            $0.session = 2
            $0.request = .open
            $0.requestID = 9
            $0.offset = .max
            $0.asked = 5
            $0.moved = 4
            $0.access = [.readData, .writeData]
            $0.modes = OpenModes(.createTruncate)
            $0.attributes = [.size, .permissions]
            $0.version = 6
            $0.status = StatusCode(rawValue: 4711)
            $0.outcome = .quotaExceeded
            $0.rules = RuleList(0)
            $0.startNanoseconds = 7
            $0.durationNanoseconds = 8000
        }
        journal.add(.fileRename) {
            $0.version = 5
            $0.renameFlags = [.overwrite]
            $0.control = .statIf
        }
        journal.add(.fileLock) {
            $0.version = 6
            $0.lock = [.read]
            $0.handleKind = .file
        }
        journal.add(.disconnected, message: "gone") { $0.openHandles = 2 }
        let content = try JournalReader.read(journal.lines, rules: ["r"])
        #expect(content.entries.map(\.json) == journal.entries.map(\.json))
    }
}
