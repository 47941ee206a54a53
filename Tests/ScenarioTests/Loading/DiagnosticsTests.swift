import StrictJSON
import TestSupport
import Testing

@testable import Scenario

struct DiagnosticsTests {
    @Test(arguments: ScenarioFiles.wrong)
    func `a wrong file gets exactly the text beside it`(path: String) throws {
        let expected = try RepositoryFiles.text(of: path.dropLast(5) + ".txt")
        let source = SourceText(
            name: path.scenarioName + ".json", bytes: try RepositoryFiles.bytes(of: path))
        let diagnostics = Diagnostics()
        _ = ScenarioLoader.load(
            files: [source], reading: ScenarioFiles.reader("Tests/ScenarioTests/Diagnostics/"),
            into: diagnostics)
        #expect(diagnostics.render() + "\n" == expected)
    }

    @Test func `there are enough wrong files`() {
        #expect(ScenarioFiles.wrong.count >= 60)
    }

    @Test func `all problems come in one run and there is no scenario`() {
        let text = """
            {"version": 1, "seed": -1,
             "rules": [{"on": "x"}, {"on": "fileOpen", "do": {"drop": 1}}]}
            """
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(scenario == nil)
        #expect(
            diagnostics.map(\.place.pointer.description) == [
                "/seed", "/rules/0", "/rules/0/on", "/rules/1/do/drop",
            ])
    }

    @Test func `a warning alone does not keep a scenario from being used`() {
        let text = """
            {"version": 1, "rules": [{"on": "fileOpen", "times": 0, "do": {"drop": true}}]}
            """
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(scenario != nil)
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test func `a name that is used twice is placed in the later file`() {
        let rule = """
            {"version": 1, "rules": [{"name": "r", "on": "fileOpen", "when": {"path": "/a"},
            "do": {"drop": true}}]}
            """
        let (_, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: rule), SourceText(name: "b.json", text: rule)])
        #expect(
            diagnostics.map(\.headline) == [
                "b.json:1:35: error: rule name \"r\" is used twice"
            ])
    }
}
