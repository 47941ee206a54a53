import StrictJSON
import TestSupport
import Testing

@testable import Scenario

struct ShippedScenarioTests {
    private static func load(_ path: String) throws -> (Scenario?, [Diagnostic]) {
        let source = SourceText(name: path, bytes: try RepositoryFiles.bytes(of: path))
        return ScenarioLoader.load(files: [source], reading: ScenarioFiles.reader())
    }

    @Test func `there are twenty at least`() {
        #expect(ScenarioFiles.shipped.count >= 20)
    }

    @Test(arguments: ScenarioFiles.shipped)
    func `a shipped scenario loads without a remark`(path: String) throws {
        #expect(try Self.load(path).1.map(\.headline) == [])
    }

    @Test(arguments: ScenarioFiles.shipped)
    func `it says its name, what the server does and what a client must do`(
        path: String
    ) throws {
        let scenario = try #require(try Self.load(path).0)
        #expect(scenario.name == path.scenarioName)
        #expect(scenario.description?.hasSuffix(".") == true)
        #expect(scenario.source?.hasPrefix("https://") ?? true)
        // Personalities are there to be included: what a client must do, the including file says.
        #expect(!scenario.expectations.isEmpty || path.contains("/personalities/"))
        #expect(
            !scenario.rules.isEmpty || scenario.server != ServerSpec()
                || scenario.users != [.standard] || !scenario.files.isEmpty)
        let text = try RepositoryFiles.text(of: path)
        #expect(text.contains(#""$schema": "../scenario.schema.json""#))
    }

    @Test(arguments: ScenarioFiles.shipped)
    func `it is short enough to read aloud`(path: String) throws {
        let lines = try RepositoryFiles.text(of: path).split(separator: "\n")
        #expect(lines.count <= 40)
        // One identification line is longer than 255 bytes, which is what its scenario is about.
        #expect(
            lines.allSatisfy {
                $0.count <= 100 || path.hasSuffix("identification/too-long.json")
            })
    }

    @Test(arguments: ActionCatalog.keys.map(\.name))
    func `every action is used by a shipped scenario`(action: String) throws {
        let texts = try ScenarioFiles.shipped.map { try RepositoryFiles.text(of: $0) }
        #expect(texts.contains { $0.contains("\"\(action)\":") })
    }
}
