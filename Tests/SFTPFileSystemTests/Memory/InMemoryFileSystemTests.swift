import SFTPFileSystem
import SFTPWire
import Synchronization
import Testing

@testable import SFTPFileSystem

@Suite struct `The in-memory file system` {
    /// A clock that moves one second with each reading.
    private final class TickingClock: Sendable {
        private let seconds = Atomic<Int64>(0)

        @Sendable func now() -> Timestamp {
            Timestamp(seconds: seconds.wrappingAdd(1, ordering: .relaxed).newValue)
        }
    }

    @Test func `stamps files by the injected clock`() throws {
        let clock = TickingClock()
        let files = InMemoryFileSystem(configuration: .init(now: clock.now))
        let file = try files.open("/a", [.read, .write, .create])
        #expect(try file.attributes().modifyTime == Timestamp(seconds: 2))
        #expect(try files.status("/").modifyTime == Timestamp(seconds: 2))
        try file.write("x", at: 0)
        #expect(try file.attributes().modifyTime == Timestamp(seconds: 3))
        _ = try file.read(1, at: 0)
        #expect(try file.attributes().accessTime == Timestamp(seconds: 4))
        #expect(try file.attributes().modifyTime == Timestamp(seconds: 3))
        try file.set { $0.size = 0 }
        #expect(try file.attributes().modifyTime == Timestamp(seconds: 5))
        try files.rename("/a", "/b")
        #expect(try files.status("/").modifyTime == Timestamp(seconds: 6))
        try files.list("/")
        #expect(try files.status("/").accessTime == Timestamp(seconds: 7))
    }

    @Test func `owns what is created by whom it is told`() throws {
        let files = InMemoryFileSystem(owner: FileOwner(uid: 1, gid: 2))
        var attributes = FileAttributes()
        attributes.gid = 99
        try files.open("/a", [.write, .create], attributes)
        try files.makeDirectory("/d")
        try files.makeSymlink("/l", to: "a")
        #expect(try files.status("/").uid == 1)
        #expect(try files.status("/a").uid == 7)
        #expect(try files.status("/a").gid == 99)
        #expect(try files.status("/d").gid == 8)
        #expect(try files.linkStatus("/l").uid == 7)
        try files.set("/a") { $0.uid = 12 }
        #expect(try files.status("/a").uid == 12)
        #expect(try files.status("/a").permissions == 0o100_644)
        #expect(try files.status("/d").permissions == 0o040_755)
    }

    @Test func `changes all of the attributes or none`() throws {
        let files = InMemoryFileSystem()
        try files.put("/a", "12345", mode: 0o600)
        #expect(throws: FileSystemError.invalidArgument) {
            try files.set("/a") {
                $0.permissions = 0o644
                $0.size = 1 << 63
            }
        }
        #expect(try files.status("/a").permissions == 0o100_600)
        #expect(try files.get("/a") == "12345")
    }

    @Test func `lists names in the order they were made`() throws {
        let files = InMemoryFileSystem()
        for name in ["c", "a", "b"] { try files.put("/\(name)", "") }
        try files.rename("/c", "/d")
        #expect(try files.names("/") == [".", "..", "a", "b", "d"])
    }

    @Test func `ends a listing whose reader makes names`() throws {
        let files = InMemoryFileSystem()
        try files.put("/f", "")
        let directory = try files.openDirectory(Array("/".utf8).span.bytes)
        var count = 0
        while try directory.next() != nil {
            count += 1
            try files.put("/new\(count)", "")
        }
        #expect(count == 3)
    }

    @Test func `ends a listing of a directory whose number was given to another`() throws {
        let files = InMemoryFileSystem()
        try files.makeDirectory("/old")
        let directory = try files.openDirectory(Array("/old".utf8).span.bytes)
        try files.removeDirectory("/old")
        try files.makeDirectory("/new")
        try files.put("/new/file", "")
        #expect(try directory.next() == nil)
    }

    @Test func `serves 100 GiB that cost no memory`() throws {
        let size: UInt64 = 100 << 30
        let tree = FileTree([
            .init(path: Array("/big".utf8), entry: .file(.random(size: size, seed: 1)))
        ])
        let files = try InMemoryFileSystem(tree)
        let used = files.storage.pool.usedBytes
        let file = try files.open("/big", [.read, .write])
        let tail = try file.read(100, at: size - 10)
        #expect(tail.count == 10)
        #expect(files.storage.pool.usedBytes == used)
        try file.write("x", at: size / 2)
        #expect(files.storage.pool.usedBytes == used + 65_536)
        try file.set { $0.size = size / 4 }
        #expect(files.storage.pool.usedBytes == used)
    }

    @Test func `gives all memory back with the last name and handle`() throws {
        let files = InMemoryFileSystem()
        let file = try files.open("/a", [.read, .write, .create])
        try file.write([UInt8](repeating: 1, count: 300_000), at: 0)
        try files.makeHardLink("/b", to: "/a")
        try files.makeSymlink("/l", to: "a")
        try files.makeDirectory("/d")
        try files.removeFile("/a")
        try files.removeFile("/l")
        try files.removeDirectory("/d")
        try files.rename("/b", "/c")
        try files.put("/other", "")
        try files.rename("/other", "/c")
        #expect(files.storage.pool.usedBytes > 300_000)
        try file.close()
        try files.removeFile("/c")
        #expect(files.storage.pool.usedBytes == 0)
    }

    @Test func `meets its limit with noSpace and goes on when room is made`() throws {
        let files = InMemoryFileSystem(configuration: .init(memoryLimitBytes: 1 << 20))
        let file = try files.open("/a", [.write, .create])
        #expect(throws: FileSystemError.noSpace) {
            try file.write([UInt8](repeating: 1, count: 2 << 20), at: 0)
        }
        let stored = try file.attributes().size ?? 0
        #expect(stored == 15 * 65_536)
        #expect(try files.counts("/").freeBlocks < 16)
        var made = 0
        #expect(throws: FileSystemError.noSpace) {
            while made < 10_000 {
                try files.makeDirectory("/d\(made)")
                made += 1
            }
        }
        #expect(made > 50)
        #expect(throws: FileSystemError.noSpace) { try files.put("/b", "x") }
        #expect(throws: FileSystemError.noSpace) {
            try files.makeSymlink("/l", to: String(repeating: "x", count: 4_000))
        }
        // What is left is too little for an inode; names fill it.
        #expect(throws: FileSystemError.noSpace) {
            for number in 0..<100 { try files.makeHardLink("/d0/\(number)", to: "/a") }
        }
        #expect(throws: FileSystemError.noSpace) {
            try files.rename("/a", "/\(String(repeating: "n", count: 255))")
        }
        #expect(try files.status("/a").size == stored)
        try file.close()
        for name in try files.names("/d0").dropFirst(2) { try files.removeFile("/d0/\(name)") }
        try files.removeFile("/a")
        try files.put("/b", "x")
        #expect(try files.get("/b") == "x")
    }

    @Test func `a tree of any depth ends without recursion`() throws {
        let files = InMemoryFileSystem()
        try files.makeDirectory("/d")
        for _ in 0..<20_000 {
            try files.makeDirectory("/n")
            try files.rename("/d", "/n/d")
            try files.rename("/n", "/d")
        }
        #expect(try files.names("/d") == [".", "..", "d"])
    }
}
