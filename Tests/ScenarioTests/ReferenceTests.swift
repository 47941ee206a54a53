import StrictJSON
import TestSupport
import Testing

@testable import Scenario

struct ReferenceTests {
    @Test func `the committed schema is the one the keys make`() throws {
        let committed = try RepositoryFiles.text(of: "Scenarios/scenario.schema.json")
        // Compared apart, so that a failure does not print both texts.
        let isSame = committed == ScenarioSchema.text
        #expect(isSame, "write it anew: sftp-double schema")
    }

    @Test func `the committed reference is the one the keys make`() throws {
        let committed = try RepositoryFiles.text(of: "Scenarios/README.md")
        let isSame = committed == ScenarioReference.markdown
        #expect(isSame, "write it anew: sftp-double schema --reference")
    }

    @Test(arguments: TutorialStep.all.indices)
    func `every scenario of the tutorial loads without a remark`(index: Int) {
        guard let text = TutorialStep.all[index].scenario else { return }
        let (_, diagnostics) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
        #expect(diagnostics.map(\.headline) == [])
    }

    private static let documents: [(frame: @Sendable (String) -> String, keys: [DocumentKey])] = [
        ({ "{\"version\": 1, \"server\": {\($0)}}" }, ServerDocument.keys),
        (
            { "{\"version\": 1, \"users\": [{\"name\": \"x\", \($0)}]}" },
            Array(UserDocument.keys.dropFirst())
        ),
        (
            { "{\"version\": 1, \"files\": {\"/a\": {\($0)}}}" },
            Array(FileDocument.keys.filter { $0.key.name != "content" }.prefix(6))
        ),
        (
            { "{\"version\": 1, \"files\": {\"/a\": {\"size\": \"1B\", \($0)}}}" },
            Array(FileDocument.keys.suffix(5))
        ),
        (
            {
                #"{"version": 1, "rules": [{"on": "fileOpen", "do": {"drop": true}, \#($0)}]}"#
            },
            RuleDocument.keys.filter { !["on", "do"].contains($0.key.name) }
        ),
    ]

    @Test(arguments: documents.indices)
    func `the example of a key is sound where the key stands`(index: Int) {
        let (frame, keys) = Self.documents[index]
        for key in keys {
            let text = frame(key.example)
            let (_, diagnostics) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
            #expect(diagnostics.map(\.headline) == [], "\(key.example)")
        }
    }

    @Test func `every key has a sentence`() {
        let keys =
            ScenarioDocument.keys + ServerDocument.keys + UserDocument.keys + FileDocument.keys
            + StateDocument.keys + RuleDocument.keys + ExpectationDocument.eventKeys
        for key in keys.map(\.key) + MatcherCatalog.keys + ActionCatalog.keys {
            #expect(key.summary.hasSuffix("."), "\(key.name)")
        }
    }
}
