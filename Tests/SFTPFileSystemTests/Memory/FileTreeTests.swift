import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `A declared tree` {
    private func node(_ path: String, _ entry: FileTree.Entry) -> FileTree.Node {
        FileTree.Node(path: Array(path.utf8), entry: entry)
    }

    private func text(_ text: String) -> FileTree.Entry {
        .file(.bytes(Array(text.utf8)))
    }

    @Test func `becomes files, directories and links with their attributes`() throws {
        var file = node("/home/alice/in/report.csv", text("id,total\n"))
        file.mode = 0o640
        file.uid = 1_000
        file.modifyTime = Timestamp(seconds: 5)
        let files = try InMemoryFileSystem(
            FileTree(
                [
                    file, node("/home/alice/latest", .symlink(target: Array("in".utf8))),
                    node("/empty", .directory),
                ], owner: FileOwner(uid: 3, gid: 4)),
            configuration: .init(now: { Timestamp(seconds: 100) }))
        let report = try files.status("/home/alice/latest/report.csv")
        #expect(report.permissions == 0o100_640)
        #expect(report.uid == 1_000)
        #expect(report.gid == 4)
        #expect(report.size == 9)
        #expect(report.modifyTime == Timestamp(seconds: 5))
        #expect(report.accessTime == Timestamp(seconds: 100))
        #expect(try files.get("/home/alice/in/report.csv") == "id,total\n")
        #expect(try files.linkStatus("/home/alice/latest").permissions == 0o120_777)
        #expect(try files.status("/home").permissions == 0o040_755)
        #expect(try files.status("/home").uid == 3)
        #expect(try files.names("/") == [".", "..", "home", "empty"])
    }

    @Test func `may declare a directory after what it holds, and keeps its times`() throws {
        var home = node("/home", .directory)
        home.mode = 0o700
        home.modifyTime = Timestamp(seconds: 9)
        var root = node("/", .directory)
        root.modifyTime = Timestamp(seconds: 8)
        let files = try InMemoryFileSystem(
            FileTree([root, node("/home/a", text("")), home, node("/home/b", text(""))]))
        #expect(try files.status("/home").permissions == 0o040_700)
        #expect(try files.status("/home").modifyTime == Timestamp(seconds: 9))
        #expect(try files.status("/").modifyTime == Timestamp(seconds: 8))
        #expect(try files.names("/home") == [".", "..", "a", "b"])
    }

    @Test func `reports every problem with its node`() throws {
        var mode = node("/mode", .directory)
        mode.mode = 0o100_644
        var time = node("/time", .directory)
        time.accessTime = Timestamp(seconds: 0, nanoseconds: 1_000_000_000)
        let long = String(repeating: "n", count: 256)
        let cases: [(FileTree.Node, FileTreeError.Reason?)] = [
            (node("/file", text("x")), nil),
            (node("relative", .directory), .notAbsolute),
            (node("", .directory), .notAbsolute),
            (node("/a/../b", .directory), .notNormal),
            (node("/a/./b", .directory), .notNormal),
            (node("/a//b", .directory), .notNormal),
            (node("//a", .directory), .notNormal),
            (node("/a/", .directory), .notNormal),
            (node("/..", .directory), .notNormal),
            (node("/\(long)", .directory), .invalidName),
            (node("/a\0", .directory), .invalidName),
            (node("/file", text("y")), .duplicate),
            (node("/file", .directory), .duplicate),
            (node("/file/below", text("y")), .parentNotADirectory),
            (node("/link", .symlink(target: Array("file".utf8))), nil),
            (node("/link/below", text("y")), .parentNotADirectory),
            (node("/dir/below", text("y")), nil),
            (node("/dir", text("y")), .notADirectory),
            (node("/dir", .directory), nil),
            (node("/dir", .directory), .duplicate),
            (node("/", text("y")), .notADirectory),
            (mode, .invalidMode),
            (time, .invalidTime),
            (node("/big", .file(.zero(size: 1 << 63))), .invalidSize),
            (node("/nothing", .file(.repeated([], size: 1))), .invalidSize),
            (node("/none", .file(.repeated([], size: 0))), nil),
            (node("/to-none", .symlink(target: [])), .invalidTarget),
            (node("/to-nul", .symlink(target: [0])), .invalidTarget),
        ]
        let error = #expect(throws: FileTreeError.self) {
            try InMemoryFileSystem(FileTree(cases.map(\.0)))
        }
        let expected = cases.enumerated().compactMap { index, item in
            item.1.map {
                FileTreeError.Problem(index: index, path: item.0.path, reason: $0)
            }
        }
        #expect(error?.problems == expected)
    }

    @Test func `meets the memory limit as a problem`() throws {
        let nodes = (0..<100).map { node("/f\($0)", text("x")) }
        let error = #expect(throws: FileTreeError.self) {
            try InMemoryFileSystem(
                FileTree(nodes), configuration: .init(memoryLimitBytes: 4_096))
        }
        #expect(error?.problems.first?.reason == .noSpace)
    }

    @Test func `every problem is told in a sentence with a way out, without names of the code`() {
        let sentences = FileTreeError.Reason.allCases.map(\.sentence)
        #expect(Set(sentences).count == FileTreeError.Reason.allCases.count)
        for (reason, sentence) in zip(FileTreeError.Reason.allCases, sentences) {
            #expect(sentence.contains("; "))
            #expect(!sentence.contains("\(reason)"))
        }
        #expect(FileTreeError.Reason.invalidName.sentence.contains("4095 bytes"))
    }
}
