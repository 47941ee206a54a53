import Glibc
import TestSupport
import Testing

struct ScriptTests {
    /// The commands in CI: every file there without a dot in its name.
    private static func scripts() throws -> [String] {
        try RepositoryFiles.entries(of: "CI")
            .filter { !$0.isFolder && !$0.name.contains(".") }.map { "CI/" + $0.name }
    }

    @Test func `every command of CI can be run and stops at the first error`() throws {
        let scripts = try Self.scripts()
        #expect(scripts.contains("CI/test"))
        for path in scripts + [".ci/run"] {
            let text = try RepositoryFiles.text(of: path)
            #expect(text.hasPrefix("#!/usr/bin/env bash\n"), "\(path)")
            #expect(
                text.contains("\nset -euo pipefail\n") || text.contains("/lib.sh\""), "\(path)")
            #expect(access(RepositoryFiles.root + "/" + path, X_OK) == 0, "\(path)")
        }
    }

    @Test func `the page for maintainers names every command`() throws {
        let page = try RepositoryFiles.text(of: "CI/README.md")
        for path in try Self.scripts() {
            #expect(page.contains("`\(path)"), "\(path)")
        }
    }
}
