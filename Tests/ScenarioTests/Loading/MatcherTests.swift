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

    private let later: Event = event(.fileOpen, .after) {
        $0.version = 6
        $0.access = [.readData, .writeData]
        $0.modes = OpenModes(.openOrCreate, [.appendData, .blockWrite])
        $0.outcome = .quotaExceeded
        $0.status = .failure
    }

    @Test(arguments: [
        #""version": 6"#,
        #""version": {"above": 4}"#,
        #""flags": {"equals": ["READ", "WRITE", "APPEND", "CREAT"]}"#,
        #""access": "READ_DATA""#,
        #""access": {"has": ["ACE4_READ_DATA", "LIST_DIRECTORY"], "lacks": "DELETE"}"#,
        #""access": {"equals": ["READ_DATA", "WRITE_DATA"]}"#,
        #""modes": "APPEND_DATA""#,
        #""modes": {"has": "SSH_FXF_ACCESS_APPEND_DATA", "lacks": "NOFOLLOW"}"#,
        #""modes": {"equals": ["APPEND_DATA", "BLOCK_WRITE"]}"#,
        #""disposition": "OPEN_OR_CREATE""#,
        #""disposition": ["CREATE_NEW", "SSH_FXF_OPEN_OR_CREATE"]"#,
        #""outcome": "QUOTA_EXCEEDED""#,
        #""outcome": "FAILURE""#,
        #""outcome": {"not": "OK"}"#,
    ])
    func `a matcher holds for an OPEN of version 6 like this`(when: String) throws {
        #expect(try condition(when).holds(later))
        // Version 3 has none of these fields.
        #expect(try !condition(when).holds(event(.fileOpen, .after)))
    }

    @Test(arguments: [
        #""version": 3"#,
        #""access": "DELETE""#,
        #""access": {"equals": "READ_DATA"}"#,
        #""modes": "DELETE_ON_CLOSE""#,
        #""modes": {"equals": "APPEND_DATA"}"#,
        #""disposition": "CREATE_NEW""#,
        #""outcome": {"not": "QUOTA_EXCEEDED"}"#,
        #""outcome": {"not": "FAILURE"}"#,
        #""flags": "TRUNC""#,
    ])
    func `a matcher fails for an OPEN of version 6 unlike this`(when: String) throws {
        #expect(try !condition(when).holds(later))
    }

    @Test func `flags of RENAME go by their names`() throws {
        let overwriting = event(.fileRename, .after) { $0.renameFlags = [.overwrite, .native] }
        for flags in [
            #""OVERWRITE""#, #"{"has": "NATIVE", "lacks": "ATOMIC"}"#,
            #"{"equals": ["SSH_FXP_RENAME_NATIVE", "SSH_FXF_RENAME_OVERWRITE"]}"#,
        ] {
            #expect(try condition(#""flags": \#(flags)"#, on: "fileRename").holds(overwriting))
        }
        #expect(try !condition(#""flags": "ATOMIC""#, on: "fileRename").holds(overwriting))
        #expect(
            try !condition(#""flags": {"equals": "NATIVE"}"#, on: "fileRename").holds(overwriting))
    }

    @Test func `locks, control bytes and kinds of handles are matched`() throws {
        let lock = event(.fileLock, .after) {
            $0.lock = [.write, .advisory]
            $0.offset = 10
            $0.length = 20
        }
        #expect(try condition(#""lock": "WRITE""#, on: "fileLock").holds(lock))
        #expect(
            try condition(#""lock": "SSH_FXF_BLOCK_ADVISORY", "end": "30B""#, on: "fileLock")
                .holds(lock))
        #expect(try !condition(#""lock": {"lacks": "ADVISORY"}"#, on: "fileLock").holds(lock))
        let path = event(.resolvePath, .after) { $0.control = .statIf }
        #expect(try condition(#""control": "STAT_IF""#, on: "resolvePath").holds(path))
        #expect(
            try !condition(#""control": ["NO_CHECK", "STAT_ALWAYS"]"#, on: "resolvePath")
                .holds(path))
        let close = event(.fileClose, .after) { $0.handleKind = .directory }
        #expect(try condition(#""handleKind": "directory""#, on: "fileClose").holds(close))
        #expect(try !condition(#""handleKind": "file""#, on: "fileClose").holds(close))
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
            EventKind.allCases.first { kind in
                matcher.field.map { kind.has($0) } ?? (kind == .fileOpen)
            })
        let phase = matcher.field.map { event.has($0, .before) } ?? true ? "before" : "after"
        let text = """
            {"version": 1, "states": {"disk": {"initial": "full"}}, "rules": [
              {"on": "\(event.rawValue)", "phase": "\(phase)", "when": {\(matcher.example)},
               "do": {"setState": {"disk": "full"}}}]}
            """
        let (_, diagnostics) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
        #expect(diagnostics.map(\.headline) == [])
    }
}
