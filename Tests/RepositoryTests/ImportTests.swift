import TestSupport
import Testing

/// What each module may import, as CI/README.md shows it.
private struct ModuleRow: Sendable, CustomTestStringConvertible {
    let name: String
    let imports: [String]
    let question: String

    var testDescription: String { name }

    /// The row of the table in CI/README.md.
    var markdown: String {
        let list = imports.isEmpty ? "nothing" : imports.joined(separator: ", ")
        return "| \(name) | \(list) | \(question) |"
    }

    static let all = [
        ModuleRow(
            name: "CLibSSH", imports: [], question: "how is libssh seen from Swift?"),
        ModuleRow(
            name: "CLibCrypto", imports: [],
            question: "how are libcrypto's digests seen from Swift?"),
        ModuleRow(
            name: "CLinux", imports: [],
            question: "which system calls does Glibc not show to Swift?"),
        ModuleRow(
            name: "StrictJSON", imports: [], question: "what does this text say, and where?"),
        ModuleRow(
            name: "SFTPWire", imports: [], question: "which bytes are which packet?"),
        ModuleRow(
            name: "SFTPFileSystem", imports: ["SFTPWire", "CLinux", "Glibc"],
            question: "what is stored?"),
        ModuleRow(
            name: "Scenario", imports: ["StrictJSON", "SFTPWire"],
            question: "what should happen when?"),
        ModuleRow(
            name: "SFTPServer",
            imports: ["SFTPWire", "SFTPFileSystem", "Scenario", "CLibCrypto"],
            question: "how does one SFTP session behave?"),
        ModuleRow(
            name: "SSHTransport", imports: ["CLibSSH", "Logging", "Glibc"],
            question: "how do bytes reach a session?"),
        ModuleRow(
            name: "Fuzzing", imports: ["SFTPWire", "Glibc"],
            question: "how is input made wrong, and what did that find?"),
        ModuleRow(
            name: "FuzzTargets",
            imports: [
                "Fuzzing", "SFTPWire", "SFTPFileSystem", "SFTPServer", "Scenario", "StrictJSON",
            ],
            question: "what does libFuzzer call? (built by `CI/fuzz` only)"),
        ModuleRow(
            name: "SFTPDouble",
            imports: [
                "StrictJSON", "SFTPWire", "SFTPFileSystem", "Scenario", "SFTPServer",
                "SSHTransport", "Logging", "Glibc",
            ],
            question: "how is a whole test double started and stopped?"),
        ModuleRow(
            name: "sftp-double",
            imports: [
                "SFTPDouble", "SSHTransport", "Fuzzing", "SFTPWire", "Scenario", "StrictJSON",
                "ArgumentParser", "Subprocess", "SystemPackage", "Glibc",
            ],
            question: "which commands are there?"),
    ]
}

struct ImportTests {
    /// The standard library's own modules, which every module may import.
    private static let standard: Set<String> = ["Swift", "Synchronization"]

    @Test(arguments: ModuleRow.all)
    private func `a module imports only what its row allows`(row: ModuleRow) throws {
        let allowed = Self.standard.union(row.imports)
        var used: Set<String> = []
        for path in try RepositoryFiles.paths(in: "Sources/" + row.name, suffix: ".swift") {
            for module in ImportLine.modules(in: try RepositoryFiles.text(of: path)) {
                #expect(allowed.contains(module), "\(path) imports \(module)")
                used.insert(module)
            }
        }
        #expect(used.isSuperset(of: row.imports), "a row holds no import that is not used")
    }

    @Test func `every module has a row, and every row a module`() throws {
        let folders = try RepositoryFiles.entries(of: "Sources").map(\.name)
        #expect(Set(folders) == Set(ModuleRow.all.map(\.name)))
    }

    @Test func `the page for maintainers shows the same table`() throws {
        let page = try RepositoryFiles.text(of: "CI/README.md")
        let start = "| module | may import | answers |\n|---|---|---|\n"
        let table = start + ModuleRow.all.map { $0.markdown + "\n" }.joined()
        #expect(page.contains(table) == true, "CI/README.md does not hold:\n\(table)")
    }

    @Test(arguments: [
        ("import Glibc", ["Glibc"]),
        ("public import Scenario", ["Scenario"]),
        ("@preconcurrency internal import Logging", ["Logging"]),
        ("@testable import Scenario  // why", ["Scenario"]),
        ("import struct Foundation.Data", ["Foundation"]),
        ("  import Glibc", ["Glibc"]),
        ("#if os(Linux)\nimport Glibc\n#else\nimport Darwin\n#endif", ["Glibc", "Darwin"]),
        ("// import Foundation", []),
        ("let important = 1", []),
        ("\"\"\"\nuse import maps\n\"\"\"", []),
    ])
    func `import lines are told from other lines`(text: String, modules: [String]) {
        #expect(ImportLine.modules(in: text) == modules)
    }
}

/// A line that imports a module.
enum ImportLine {
    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]

    /// The modules a Swift text imports, in order.
    static func modules(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { module(in: $0) }
    }

    private static func module(in line: Substring) -> String? {
        var words = line.split(separator: " ")[...]
        while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) {
            words.removeFirst()
        }
        guard words.popFirst() == "import" else { return nil }
        if let word = words.first, kinds.contains(word) {
            words.removeFirst()
        }
        return words.first?.split(separator: ".").first.map { String($0) }
    }
}
