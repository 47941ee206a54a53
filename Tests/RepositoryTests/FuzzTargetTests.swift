import Glibc
import TestSupport
import Testing

/// The fuzz targets are listed in Package.swift, two scripts and the export of seeds: the same.
struct FuzzTargetTests {
    /// What is linked into targets and is none itself.
    private static let parts: Set = ["Mutator", "Leaks"]

    private static func folders() throws -> [String] {
        try RepositoryFiles.entries(of: "Sources/FuzzTargets").map(\.name)
            .filter { !parts.contains($0) }
    }

    private static func targets() throws -> Set<String> {
        Set(try folders().map { $0.lowercased() })
    }

    /// The words behind `start` up to `end`.
    private static func words(in path: String, from start: String, to end: Character) throws
        -> Set<String>
    {
        let text = try RepositoryFiles.text(of: path)
        let found = try #require(text.firstRange(of: start), "\(path)")
        return Set(
            text[found.upperBound...].prefix { $0 != end }.split(separator: " ").map { String($0) })
    }

    @Test func `the scripts build and run every target`() throws {
        let targets = try Self.targets()
        #expect(targets.count == 5)
        let build = try Self.words(
            in: "CI/oss-fuzz/build.sh", from: "<<<\"${FUZZ_TARGETS:-", to: "}")
        #expect(build == targets)
        #expect(try Self.words(in: "CI/fuzz", from: "\nall=(", to: ")") == targets)
    }

    @Test func `every target is built and gets seeds`() throws {
        let package = try RepositoryFiles.text(of: "Package.swift")
        let export = try RepositoryFiles.text(of: "Sources/Fuzzing/SeedExport.swift")
        for folder in try Self.folders() {
            #expect(package.contains("(\"\(folder)\", [") || package.contains("\"\(folder)\",\n"))
            #expect(export.contains("\"fuzz-\(folder.lowercased())\""), "\(folder)")
        }
    }

    @Test func `ClusterFuzzLite finds its three files`() throws {
        for name in ["project.yaml", "Dockerfile", "build.sh"] {
            #expect(access(RepositoryFiles.root + "/.clusterfuzzlite/" + name, R_OK) == 0)
        }
        let script = try RepositoryFiles.text(of: "CI/oss-fuzz/build.sh")
        #expect(access(RepositoryFiles.root + "/CI/oss-fuzz/build.sh", X_OK) == 0)
        #expect(script.contains("\nset -euo pipefail\n"))
    }
}
