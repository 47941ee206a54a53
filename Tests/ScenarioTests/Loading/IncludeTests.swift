import StrictJSON
import Testing

@testable import Scenario

/// `include`: files that are read before the one that names them.
struct IncludeTests {
    /// Loads `main` among files by path.
    private func load(
        _ main: String, _ files: [String: String]
    ) -> (scenario: Scenario?, diagnostics: [Diagnostic]) {
        let files = files.mapValues { #"{"version": 1, \#($0)}"# }
        return ScenarioLoader.load(
            files: [SourceText(name: main, text: files[main] ?? "")],
            reading: { path in
                guard let text = files[path] else {
                    return .failure(ScenarioLoader.UnreadableFile(reason: "no such file"))
                }
                return .success(SourceText(name: path, text: text))
            })
    }

    private func rule(_ name: String) -> String {
        #"{"name": "\#(name)", "on": "fileOpen", "continue": true, "do": {"drop": true}}"#
    }

    @Test func `what is included comes first, so that the including file has the last word`() {
        let (scenario, diagnostics) = load(
            "a.json",
            [
                "a.json": #"""
                "name": "a", "include": ["b.json", "c.json"], "seed": 1,
                "server": {"banner": "a"}, "users": [{"name": "x", "password": "a"}],
                "rules": [\#(rule("of a"))]
                """#,
                "b.json": #"""
                "name": "b", "description": "of b", "seed": 2,
                "server": {"banner": "b", "readOnly": true},
                "users": [{"name": "x", "password": "b"}, {"name": "y", "password": "b"}],
                "rules": [\#(rule("of b"))]
                """#,
                "c.json": #""name": "c", "rules": [\#(rule("of c"))]"#,
            ])
        #expect(diagnostics.map(\.message) == [])
        #expect(scenario?.name == "a" && scenario?.seed == 1 && scenario?.description == "of b")
        #expect(scenario?.server.banner == "a" && scenario?.server.isReadOnly == true)
        #expect(scenario?.users.map(\.password) == ["b", "a"])
        #expect(scenario?.rules.map(\.name) == ["of b", "of c", "of a"])
    }

    @Test(arguments: [
        ("x/a.json", "b.json", "x/b.json"), ("x/a.json", "../y/b.json", "y/b.json"),
        ("x/./a.json", "./b.json", "x/b.json"), ("../a.json", "../b.json", "../../b.json"),
        ("/x/a.json", "../../b.json", "/b.json"), ("x/a.json", "/y/b.json", "/y/b.json"),
    ])
    func `a path begins in the folder of the including file`(
        main: String, include: String, expected: String
    ) {
        let (scenario, diagnostics) = load(
            main, [main: #""include": "\#(include)""#, expected: #""name": "b""#])
        #expect(diagnostics.map(\.message) == [])
        #expect(scenario?.name == "b")
    }

    @Test func `a file included twice is read once`() {
        let (scenario, diagnostics) = load(
            "a.json",
            [
                "a.json": #""include": ["b.json", "c.json"]"#,
                "b.json": #""include": "d.json""#, "c.json": #""include": "d.json""#,
                "d.json": #""rules": [\#(rule("r"))]"#,
            ])
        #expect(diagnostics.map(\.message) == [])
        #expect(scenario?.rules.count == 1)
    }

    @Test func `a cycle is an error where it closes`() {
        let (_, diagnostics) = load(
            "x/a.json",
            [
                "x/a.json": #""include": "b.json""#, "x/b.json": #""include": "../c.json""#,
                "c.json": #""include": "x/b.json""#,
            ])
        #expect(
            diagnostics.map(\.headline) == [
                "c.json:1:27: error: the file includes itself: x/b.json includes c.json includes "
                    + "x/b.json"
            ])
    }

    @Test func `files inside each other end at sixteen`() {
        var files: [String: String] = [:]
        for number in 0..<20 { files["\(number).json"] = #""include": "\#(number + 1).json""# }
        let (_, diagnostics) = load("0.json", files)
        #expect(
            diagnostics.map(\.headline) == [
                "16.json:1:27: error: more than 16 files inside each other"
            ])
    }

    @Test func `included files end at 256`() {
        let names = (1...257).map { #""\#($0).json""# }.joined(separator: ", ")
        var files = ["a.json": #""include": [\#(names)]"#]
        for number in 1...257 { files["\(number).json"] = #""name": "n""# }
        let (_, diagnostics) = load("a.json", files)
        #expect(diagnostics.map(\.message) == ["more than 256 included files"])
    }

    @Test func `without a reader an include is an error`() {
        let (_, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: #"{"version": 1, "include": "b.json"}"#)])
        #expect(
            diagnostics.map(\.message) == [#"cannot read "b.json": no files are read here"#])
    }
}
