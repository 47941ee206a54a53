import SFTPDouble
import TestSupport
import Testing

struct ReleaseTests {
    @Test func `the changelog's newest release is the version`() throws {
        let headings = try RepositoryFiles.text(of: "CHANGELOG.md").split(separator: "\n")
            .filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
        #expect(headings.first == "Unreleased")
        #expect(headings.dropFirst().first.map { String($0) } == Version.current)
    }
}
