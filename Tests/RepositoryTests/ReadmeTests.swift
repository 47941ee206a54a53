import Scenario
import StrictJSON
import TestSupport
import Testing

@testable import sftp_double

/// What the README says of the program is what the program does.
struct ReadmeTests {
    private func readme() throws -> String {
        try RepositoryFiles.text(of: "README.md")
    }

    @Test func `the table of exit statuses is the program's`() throws {
        let rows = try readme().split(separator: "\n")
            .drop { $0 != "| status | meaning |" }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
        #expect(
            rows.map(String.init)
                == ExitStatus.allCases.sorted { $0.rawValue < $1.rawValue }
                .map { "| \($0.rawValue) | \($0.meaning) |" })
    }

    @Test func `the number of events is the program's`() throws {
        #expect(try readme().contains("**When:** \(EventKind.allCases.count) events,"))
    }

    @Test func `the example scenario loads without a complaint`() throws {
        let text = try readme()
        let start = try #require(text.firstRange(of: "```json\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "```"))
        let example = String(text[start.upperBound..<end.lowerBound])
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "README.md", text: example)])
        #expect(scenario?.rules.count == 1)
        #expect(diagnostics.isEmpty)
    }
}
