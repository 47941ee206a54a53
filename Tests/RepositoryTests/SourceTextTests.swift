import TestSupport
import Testing

struct SourceTextTests {
    private static let sources = Result {
        try RepositoryFiles.paths(in: "Sources", suffix: ".swift")
    }
    private static let tests = Result { try RepositoryFiles.paths(in: "Tests", suffix: ".swift") }

    private static func swiftFiles() throws -> [String] {
        ["Package.swift"] + (try sources.get()) + (try tests.get())
    }

    /// Files that may be longer than the limit, each with its reason.
    private static let longTables: [String: String] = [:]

    @Test func `lines have at most 100 characters`() throws {
        for path in try Self.swiftFiles() {
            let text = try RepositoryFiles.text(of: path)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            where line.utf8.count > 100 && line.count > 100 {
                Issue.record("\(path):\(index + 1) has \(line.count) characters")
            }
        }
    }

    @Test func `files have at most 400 lines, tables excepted`() throws {
        for path in try Self.swiftFiles() where Self.longTables[path] == nil {
            let lines = try RepositoryFiles.bytes(of: path).count { $0 == UInt8(ascii: "\n") }
            #expect(lines <= 400, "\(path)")
        }
    }

    @Test func `text files end with one line feed and hold neither tabs nor spaces at line ends`()
        throws
    {
        for path in try Self.swiftFiles() {
            let text = try RepositoryFiles.text(of: path)
            if !text.hasSuffix("\n") || text.hasSuffix("\n\n") {
                Issue.record("\(path) does not end with one line feed")
            }
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            where line.hasSuffix(" ") || line.contains("\t") {
                Issue.record("\(path):\(index + 1) has a tab or ends with a space")
            }
        }
    }

    /// Words that may stand nowhere, in two parts so that this file does not hold them itself.
    private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]

    @Test func `nothing is left for later`() throws {
        let documents = try ["CI", "Scenarios", "Corpus", "Tests/Clients"].flatMap {
            try RepositoryFiles.paths(in: $0)
        }
        for path in try Self.swiftFiles() + documents {
            let text = try RepositoryFiles.text(of: path)
            for word in Self.unfinished where text.contains(word) {
                Issue.record("\(path) holds \(word)")
            }
        }
    }

    /// Words that may not stand in Sources, each with the reason.
    private static let banned = [
        ("try!", "input decides whether it traps"),
        (".random(in:", "the only source of randomness is SeededRandom"),
        ("Bool.random(", "the only source of randomness is SeededRandom"),
        ("SystemRandomNumberGenerator", "the only source of randomness is SeededRandom"),
        (".shuffled()", "the only source of randomness is SeededRandom"),
        (".randomElement()", "the only source of randomness is SeededRandom"),
        ("sleep(", "time comes from the injected clock and from timers"),
        ("import Foundation", "start-up time and a static binary"),
        ("print(\"DEBUG", "the journal and the log say what happened"),
    ]

    @Test(arguments: banned)
    func `banned words stand in no source`(word: String, reason: String) throws {
        for path in try Self.sources.get() {
            if try RepositoryFiles.text(of: path).contains(word) {
                Issue.record("\(path) holds \(word): \(reason)")
            }
        }
    }

    @Test func `tests need no Foundation`() throws {
        for path in try Self.tests.get() {
            let modules = ImportLine.modules(in: try RepositoryFiles.text(of: path))
            #expect(!modules.contains("Foundation"), "\(path)")
            #expect(!modules.contains("XCTest"), "\(path)")
        }
    }

    @Test func `each escape from concurrency checking says why`() throws {
        for path in try Self.sources.get() {
            let lines = try RepositoryFiles.text(of: path)
                .split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let before = lines[max(0, index - 8)..<index]
                #expect(
                    before.contains { $0.contains("//") }, "\(path):\(index + 1) needs a comment")
            }
        }
    }
}
