import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

struct MatcherTests {
    private func condition(_ when: String, on event: String = "fileOpen") throws -> Condition {
        let text = """
            {"version": 1, "states": {"disk": {"initial": "ok"}},
             "rules": [{"on": "\(event)", "phase": "\(event == "init" ? "before" : "after")",
             "when": {\(when)}, "do": {"setState": {"disk": "full"}}}]}
            """
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario?.rules.first?.condition)
    }

    private let open: Event = event(.fileOpen, .after, connection: 2) {
        $0.request = .open
        $0.path = Array("/in/a.csv".utf8)
        $0.flags = [.write, .create]
        $0.attributes = []
        $0.outcome = .ok
    }

    @Test(arguments: [
        #""path": "/in/*""#,
        #""path": {"regex": "csv$"}"#,
        #""path": {"equals": "/in/a.csv"}"#,
        #""path": {"bytes": {"hex": "2f 69 6e 2f 61 2e 63 73 76"}}"#,
        #""user": "al*""#,
        #""connection": 2"#,
        #""connection": [1, 2]"#,
        #""connection": {"above": 1}"#,
        #""connection": {"below": 3}"#,
        #""connection": {"atLeast": 2, "atMost": 2}"#,
        #""request": "OPEN""#,
        #""flags": "WRITE""#,
        #""flags": ["WRITE", "SSH_FXF_CREAT"]"#,
        #""flags": {"has": "WRITE", "lacks": ["READ", "EXCL"]}"#,
        #""flags": {"equals": ["WRITE", "CREAT"]}"#,
        #""attributes": {"lacks": ["SIZE", "PERMISSIONS"]}"#,
        #""outcome": "OK""#,
        #""outcome": ["FAILURE", 0]"#,
        #""outcome": {"not": ["FAILURE", "EOF"]}"#,
        #""path": "/in/*", "user": "alice""#,
        #""any": [{"path": "/x"}, {"user": "alice"}]"#,
        #""all": [{"path": "/in/**"}, {"path": "**.csv"}]"#,
        #""not": {"path": "/x", "user": "alice"}"#,
    ])
    func `a matcher in a file holds for an event like this`(when: String) throws {
        #expect(try condition(when).holds(open))
    }

    @Test(arguments: [
        #""path": "/out/*""#,
        #""connection": {"above": 2}"#,
        #""connection": [1, 3]"#,
        #""request": ["STAT", "LSTAT"]"#,
        #""flags": {"has": "WRITE", "lacks": "CREAT"}"#,
        #""flags": {"equals": "WRITE"}"#,
        #""attributes": "SIZE""#,
        #""outcome": {"not": "OK"}"#,
        #""path": "/in/*", "user": "bob""#,
        #""any": [{"path": "/x"}, {"user": "bob"}]"#,
        #""all": [{"path": "/in/**"}, {"path": "/x"}]"#,
        #""not": {"path": "/in/a.csv"}"#,
    ])
    func `a matcher in a file fails for an event unlike this`(when: String) throws {
        #expect(try !condition(when).holds(open))
    }

    @Test func `sizes have units`() throws {
        let above = try condition(#""end": {"above": "1MiB"}"#, on: "fileWrite")
        #expect(!above.holds(write("/a", at: 0, 1 << 20)))
        #expect(above.holds(write("/a", at: 1, 1 << 20)))
        let exactly = try condition(#""length": ["0B", "2kB"]"#, on: "fileWrite")
        #expect(exactly.holds(write("/a", at: 5, 0)) && exactly.holds(write("/a", at: 5, 2000)))
        #expect(!exactly.holds(write("/a", at: 5, 1)))
    }

    @Test func `the method and the version are on the events that have them`() throws {
        let version = try condition(#""version": {"above": 3}"#, on: "init")
        #expect(version.holds(event(.`init`) { $0.version = 6 }))
        #expect(!version.holds(event(.`init`) { $0.version = 3 }))
    }

    @Test(arguments: MatcherCatalog.all.indices)
    func `the example of a matcher is sound on an event that has its field`(index: Int) throws {
        let matcher = MatcherCatalog.all[index]
        let event = try #require(
            EventKind.allCases.first { matcher.field.map($0.has) ?? ($0 == .fileOpen) })
        let phase = matcher.field == .outcome ? "after" : "before"
        let text = """
            {"version": 1, "states": {"disk": {"initial": "full"}}, "rules": [
              {"on": "\(event.rawValue)", "phase": "\(phase)", "when": {\(matcher.example)},
               "do": {"setState": {"disk": "full"}}}]}
            """
        let (_, diagnostics) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
        #expect(diagnostics.map(\.headline) == [])
    }
}
