import SFTPFileSystem
import SFTPWire
import Synchronization
import Testing

@testable import SFTPFileSystem

@Suite struct `Several threads may use one in-memory file system` {
    private static let threadCount = 4

    @Test(.timeLimit(.minutes(1)))
    func `files of their own hold what each thread wrote`() async throws {
        let files = InMemoryFileSystem()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<Self.threadCount {
                group.addTask {
                    let bytes = [UInt8](repeating: UInt8(thread), count: 100_000)
                    for turn in 0..<60 {
                        let path = "/t\(thread)-\(turn % 5)"
                        let file = try files.open(path, [.read, .write, .create, .truncate])
                        try file.write(bytes, at: UInt64(turn))
                        #expect(try file.read(200_000, at: UInt64(turn)) == bytes)
                        if turn % 3 == 0 { try files.removeFile(path) }
                    }
                }
            }
            try await group.waitForAll()
        }
        for entry in try files.list("/").dropFirst(2) {
            try files.removeFile("/\(String(decoding: entry.name, as: UTF8.self))")
        }
        #expect(files.storage.pool.usedBytes == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `appends of all threads to one file are all there, each whole`() async throws {
        let files = InMemoryFileSystem()
        try files.put("/log", "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<Self.threadCount {
                group.addTask {
                    let file = try files.open("/log", [.write, .append])
                    let line = [UInt8](repeating: UInt8(thread), count: 97)
                    for _ in 0..<2_000 { try file.write(line, at: 0) }
                }
            }
            try await group.waitForAll()
        }
        let log = try files.open("/log", .read).read(97 * 2_000 * Self.threadCount + 1, at: 0)
        #expect(log.count == 97 * 2_000 * Self.threadCount)
        var lines = [Int](repeating: 0, count: Self.threadCount)
        for start in stride(from: 0, to: log.count, by: 97) {
            let line = log[start..<start + 97]
            let thread = log[start]
            #expect(line.allSatisfy { $0 == thread })
            lines[Int(thread)] += 1
        }
        #expect(lines == [Int](repeating: 2_000, count: Self.threadCount))
    }

    @Test(.timeLimit(.minutes(1)))
    func `names stay consistent while all threads rename, link, list and remove`() async throws {
        let files = InMemoryFileSystem()
        for name in ["a", "b", "c"] { try files.makeDirectory("/\(name)") }
        let empty = files.storage.pool.usedBytes
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<Self.threadCount {
                group.addTask {
                    var random = SeededRandom(seed: UInt64(thread))
                    func path() -> String {
                        let folder = ["a", "b", "c"][random.next(below: 3)]
                        return "/\(folder)/\(random.next(below: 4))"
                    }
                    for _ in 0..<4_000 {
                        switch random.next(below: 6) {
                        case 0: try? files.put(path(), "x")
                        case 1: try? files.rename(path(), path())
                        case 2: try? files.makeHardLink(path(), to: path())
                        case 3: try? files.removeFile(path())
                        case 4: _ = try? files.list("/a")
                        default: _ = try? files.get(path())
                        }
                    }
                }
            }
        }
        for folder in ["/a", "/b", "/c"] {
            for entry in try files.list(folder).dropFirst(2) {
                try files.removeFile("\(folder)/\(String(decoding: entry.name, as: UTF8.self))")
            }
            #expect(try files.names(folder) == [".", ".."])
        }
        #expect(files.storage.pool.usedBytes == empty)
    }
}
