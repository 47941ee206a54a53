import Scenario
import StrictJSON
import Testing

@testable import SFTPDouble

/// `capture` needs a folder that was allowed for it.
@Suite struct CaptureTests {
    private func configuration() throws -> Configuration {
        let text = #"""
            {"version": 1, "rules": [{"name": "keep", "on": "fileOpen", "do": {"capture": true}}]}
            """#
        let (scenario, _) = ScenarioLoader.load(files: [SourceText(name: "t.json", text: text)])
        return try Configuration(try #require(scenario), drawnSeed: 1)
    }

    @Test func `without a folder the double does not start, and says how to allow it`() throws {
        let configuration = try configuration()
        #expect(
            throws: StartError.scenario(
                #"rule "keep" captures packets; allow it with --capture FOLDER"#)
        ) {
            _ = try TestDouble(configuration)
        }
    }

    @Test func `a folder that is not there is named`() throws {
        var configuration = try configuration()
        configuration.captureFolder = "/nonexistent/folder"
        #expect(
            throws: StartError.output(
                "cannot capture into /nonexistent/folder: No such file or directory")
        ) {
            _ = try TestDouble(configuration)
        }
    }
}
