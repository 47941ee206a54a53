import Scenario
import StrictJSON
import TestSupport
import Testing

struct ScenarioFileTests {
    private static let schemaPath = "Scenarios/scenario.schema.json"

    private static func scenarioPaths() throws -> [String] {
        try RepositoryFiles.paths(in: "Scenarios", suffix: ".json").filter { $0 != schemaPath }
    }

    private static func node(of path: String) throws -> PlacedNode {
        let source = SourceText(name: path, bytes: try RepositoryFiles.bytes(of: path))
        let diagnostics = Diagnostics()
        let root = JSONParser.parse(source, into: diagnostics)
        return PlacedNode(
            root: try #require(root, "\(diagnostics.render())"), of: source,
            diagnostics: diagnostics)
    }

    @Test func `every scenario says what the server does`() throws {
        let paths = try Self.scenarioPaths()
        #expect(paths.count >= 20)
        for path in paths {
            let members = try #require(try Self.node(of: path).members, "\(path)")
            let description = members.first { $0.member.key == "description" }
            guard case .string(let text) = description?.value.node.value else {
                Issue.record("\(path) has no description")
                continue
            }
            #expect(text.hasSuffix("."), "\(path): a description is one sentence or more")
        }
    }

    @Test func `the published schema is the generated one`() throws {
        let published = try RepositoryFiles.text(of: Self.schemaPath)
        #expect(
            published == ScenarioSchema.text,
            "repeat: sftp-double schema > \(Self.schemaPath)")
    }
}
