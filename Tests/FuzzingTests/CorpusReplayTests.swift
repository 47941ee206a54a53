import Fuzzing
import SFTPWire
import TestSupport
import Testing

/// The repository's `Corpus` folder.
let corpusFolder = RepositoryFiles.root + "/Corpus"

/// Its cases and conversations, read once.
let corpusEntries = CorpusReplay.entries(at: [corpusFolder]).entries

/// What each side sends in them.
let corpus = corpusEntries.flatMap(\.streams)

struct CorpusReplayTests {
    @Test func `every case of the corpus gives the verdicts it expects`() {
        let report = CorpusReplay.run(paths: [corpusFolder])
        #expect(report.isSuccess, "\(report.lines.joined(separator: "\n"))")
        #expect(report.caseCount >= 490)
    }

    @Test func `every kind of error has a case`() {
        let kinds = corpus.flatMap(\.expected)
            .compactMap { verdict -> WireError.Kind? in
                guard case .error(let error) = verdict else { return nil }
                return error.kind
            }
        #expect(Set(kinds) == Set(WireError.Kind.allCases))
    }

    @Test(arguments: ProtocolVersion.allCases, [PacketType.Direction.request, .reply])
    func `every version has cases of both directions, good and bad`(
        version: ProtocolVersion, direction: PacketType.Direction
    ) {
        let cases = corpus.filter { $0.version == version && $0.direction == direction }
        #expect(cases.count >= 10)
        #expect(cases.contains { $0.expected.allSatisfy { $0 == .ok } })
        #expect(cases.contains { !$0.expected.contains(.ok) })
    }

    @Test func `every case claims something`() {
        #expect(corpus.allSatisfy { !$0.isOpen })
    }

    @Test func `a case that claims nothing must keep the promises and needs no verdict`() throws {
        let text = "what: W.\nseen: here\ndirection: reply\nexpect: any\n00000001 67"
        let file = try CorpusFile(text: Array(text.utf8), name: "f/c.hex")
        #expect(file.isOpen)
        #expect(try CorpusFile(text: Array(file.text.utf8), name: "f/c.hex") == file)
        #expect(throws: CorpusFileError.self) {
            try CorpusFile(text: Array((text + "\nexpect: ok\n").utf8), name: "f/c.hex")
        }
    }

    @Test func `every case says what it is, once`() {
        var seen: [String: String] = [:]
        for file in corpusEntries {
            #expect(file.what.hasSuffix("."), "\(file.name)")
            #expect(seen.updateValue(file.name, forKey: file.what) == nil, "\(file.name)")
        }
    }

    @Test func `a case written as text and read again is the same`() throws {
        for file in corpusEntries {
            let again = try CorpusEntry(text: Array(file.text.utf8), name: file.name)
            #expect(again == file, "\(file.name)")
        }
    }

    @Test func `a wrong verdict is a failure with what was expected and what came`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "f/ok.hex",
            "what: W.\nseen: here\ndirection: request\nexpect: ok\n00000005 01 00000003")
        try folder.write(
            "f/wrong.hex",
            """
            what: W.
            seen: here
            direction: request
            expect: ok
            expect: error truncated at 5 in field version
            00000005 01 00000003
            00000003 01 0000
            0000
            """)
        let report = CorpusReplay.run(paths: [folder.path])
        #expect(!report.isSuccess)
        #expect(
            report.lines == [
                "f  2 cases  1 failed", "2 cases, 1 failed",
                "\(folder.path)/f/wrong.hex: whole: packet 3: expected no packet, got needs 2",
            ])
    }

    @Test func `what cannot be read is a problem, not a case`() throws {
        let folder = try TemporaryFolder()
        try folder.write("f/bad.hex", "zz\n")
        try folder.write("f/ignored.txt", "zz\n")
        let report = CorpusReplay.run(paths: [folder.path, folder.path + "/missing.hex"])
        #expect(!report.isSuccess)
        #expect(report.caseCount == 0)
        #expect(
            report.problems.first?.description
                == "\(folder.path)/f/bad.hex:1: error: \"zz\" is neither hex bytes nor quoted text")
        #expect(
            report.problems.last?.description
                == "\(folder.path)/missing.hex: error: cannot open: No such file or directory")
    }

    @Test func `no case at all is no success`() throws {
        let folder = try TemporaryFolder()
        #expect(!CorpusReplay.run(paths: [folder.path]).isSuccess)
    }

    @Test func `a folder that cannot be read as a file is a problem`() throws {
        #expect(throws: CorpusFileError.self) { try CorpusFolder.file(at: "/") }
    }
}

struct StreamSplitTests {
    @Test(arguments: [StreamSplit.whole, .bytes, .random(seed: 1), .random(seed: .max)])
    func `the pieces are the stream, in order, none empty`(split: StreamSplit) {
        let stream = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        for count in [0, 1, 2, 17, 1000] {
            let bytes = Array(stream.prefix(count))
            let chunks = split.chunks(of: bytes)
            #expect(Array(chunks.joined()) == bytes)
            #expect(chunks.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func `byte by byte has as many pieces as bytes`() {
        #expect(StreamSplit.bytes.chunks(of: [1, 2, 3]).count == 3)
    }
}
