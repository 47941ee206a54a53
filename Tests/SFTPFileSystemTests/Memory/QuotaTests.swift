import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPFileSystem

@Suite struct `Quotas count what users store` {
    /// Files made by the helpers of this test module belong to this user.
    static let user: UInt32 = 7

    private func fileSystem(
        bytes: UInt64? = nil, files: UInt64? = nil, capacity: Quota = Quota(),
        tree: FileTree = FileTree()
    ) throws -> InMemoryFileSystem {
        try InMemoryFileSystem(
            tree,
            configuration: .init(
                quotas: [Self.user: Quota(bytes: bytes, files: files)], capacity: capacity))
    }

    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x78, count: count) }

    @Test func `a write stores what has room and no byte more`() throws {
        let files = try fileSystem(bytes: 1_000)
        let file = try files.open("/a", [.read, .write, .create])
        try file.write(bytes(600), at: 0)
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(600), at: 600) }
        #expect(try file.read(2_000, at: 0) == bytes(1_000))
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(1), at: 1_000) }
        try file.write(bytes(1_000), at: 0)
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/b", "x") }
        #expect(try files.status("/b").size == 0)
    }

    @Test func `a hole counts, and one without room for a byte behind it is not made`() throws {
        let files = try fileSystem(bytes: 1_000)
        let file = try files.open("/a", [.read, .write, .create])
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(10), at: 5_000) }
        #expect(try file.attributes().size == 0)
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(10), at: 995) }
        #expect(try file.attributes().size == 1_000)
        try file.set { $0.size = 0 }
        try file.write(bytes(1), at: 999)
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(1), at: 1_000) }
    }

    @Test func `growing by attributes is all or nothing`() throws {
        let files = try fileSystem(bytes: 1_000)
        try files.put("/a", "12345")
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.set("/a") {
                $0.size = 1_001
                $0.permissions = 0o600
            }
        }
        #expect(try files.status("/a").size == 5)
        #expect(try files.status("/a").permissions == 0o100_644)
        try files.set("/a") { $0.size = 1_000 }
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.set("/a") { $0.allocationSize = 1_001 }
        }
        try files.set("/a") { $0.size = 10 }
        try files.set("/a") { $0.allocationSize = 1_000 }
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/b", "x") }
        let file = try files.open("/a", .write)
        try file.write(bytes(990), at: 10)
        #expect(throws: FileSystemError.quotaExceeded) { try file.write(bytes(1), at: 1_000) }
    }

    /// What gives the 1,000 bytes of `/a` back.
    static let releases: [(String, @Sendable (InMemoryFileSystem) throws -> Void)] = [
        ("remove", { try $0.removeFile("/a") }),
        ("truncate", { try $0.open("/a", [.write, .truncate]).close() }),
        ("size", { try $0.set("/a") { $0.size = 0 } }),
        ("allocation size", { try $0.set("/a") { $0.allocationSize = 0 } }),
        ("chown", { try $0.set("/a") { $0.uid = 99 } }),
        (
            "replace",
            { files in
                try files.open("/b", [.write, .create]).close()
                try files.rename("/b", "/a")
            }
        ),
        (
            "last close of what has no name",
            { files in
                let file = try files.open("/a", .read)
                try files.removeFile("/a")
                #expect(throws: FileSystemError.quotaExceeded) { try files.put("/b", "x") }
                try file.close()
            }
        ),
        (
            "last of two names",
            { files in
                try files.makeHardLink("/b", to: "/a")
                try files.removeFile("/a")
                #expect(throws: FileSystemError.quotaExceeded) { try files.put("/c", "x") }
                try files.removeFile("/b")
            }
        ),
    ]

    @Test(arguments: releases.indices)
    func `what is freed can be used again`(index: Int) throws {
        let files = try fileSystem(bytes: 1_000)
        try files.open("/a", [.write, .create]).write(bytes(1_000), at: 0)
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/c", "x") }
        try Self.releases[index].1(files)
        try files.open("/new", [.write, .create]).write(bytes(1_000), at: 0)
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.open("/new", [.write, .append]).write(bytes(1), at: 0)
        }
    }

    @Test func `the number of files, directories and links is counted`() throws {
        let files = try fileSystem(files: 3)
        try files.put("/a", "x")
        try files.makeDirectory("/d")
        try files.makeSymlink("/l", to: "a")
        try files.makeHardLink("/second", to: "/a")
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/b", "") }
        #expect(throws: FileSystemError.quotaExceeded) { try files.makeDirectory("/e") }
        #expect(throws: FileSystemError.quotaExceeded) { try files.makeSymlink("/m", to: "a") }
        #expect(try files.names("/") == [".", "..", "a", "d", "l", "second"])
        for release: (InMemoryFileSystem) throws -> Void in [
            { try $0.removeDirectory("/d") }, { try $0.removeFile("/l") },
            { try $0.set("/new0") { $0.uid = 99 } },
        ] {
            let number = try files.names("/").count { $0.hasPrefix("new") }
            try release(files)
            try files.put("/new\(number)", "")
            #expect(throws: FileSystemError.quotaExceeded) { try files.put("/b", "") }
        }
    }

    @Test func `a file cannot be given to who has no room for it`() throws {
        let files = InMemoryFileSystem(
            configuration: .init(
                quotas: [99: Quota(bytes: 100), 98: Quota(files: 0), 97: Quota(bytes: 200)]))
        try files.open("/a", [.write, .create]).write(bytes(150), at: 0)
        for uid: UInt32 in [99, 98] {
            #expect(throws: FileSystemError.quotaExceeded) {
                try files.set("/a") {
                    $0.uid = uid
                    $0.gid = 1
                }
            }
        }
        #expect(throws: FileSystemError.quotaExceeded) {
            try files.set("/a") {
                $0.uid = 97
                $0.size = 201
            }
        }
        let kept = try files.status("/a")
        #expect(kept.uid == 7 && kept.gid == 8 && kept.size == 150)
        try files.set("/a") {
            $0.uid = 97
            $0.size = 200
        }
        #expect(try files.counts("/a").availableBlocks == 0)
    }

    @Test func `the capacity is for all users together, and is noSpace`() throws {
        let files = try fileSystem(bytes: 600, capacity: Quota(bytes: 1_000))
        let own = try files.open("/a", [.write, .create])
        #expect(throws: FileSystemError.quotaExceeded) { try own.write(bytes(700), at: 0) }
        try files.put("/b", "")
        try files.set("/b") { $0.uid = 99 }
        let other = try files.open("/b", .write)
        #expect(throws: FileSystemError.noSpace) { try other.write(bytes(500), at: 0) }
        #expect(try files.status("/b").size == 400)
        try own.set { $0.size = 0 }
        try other.write(bytes(600), at: 400)
        #expect(throws: FileSystemError.noSpace) { try own.write(bytes(1), at: 0) }
        #expect(throws: FileSystemError.noSpace) { try files.set("/a") { $0.size = 1 } }
    }

    @Test func `what is declared counts, though it may be beyond the quota`() throws {
        let tree = FileTree(
            [.init(path: Array("/full".utf8), entry: .file(.zero(size: 1 << 40)))],
            owner: FileOwner(uid: Self.user, gid: 1))
        let files = try fileSystem(bytes: 1 << 20, tree: tree)
        let counts = try files.counts("/full")
        #expect(counts.availableBlocks == 0)
        #expect(counts.freeBlocks > 0)
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/a", "x") }
        try files.open("/full", .write).write("a hole is paid for already", at: 1 << 39)
        try files.set("/full") { $0.size = (1 << 20) - 1 }
        try files.put("/a", "x")
        #expect(throws: FileSystemError.quotaExceeded) { try files.put("/a", "xy") }
    }

    @Test func `statistics tell the capacity and what the owner of the path may store`() throws {
        let tree = FileTree(
            [.init(path: Array("/home".utf8), entry: .directory, uid: Self.user)],
            owner: FileOwner(uid: 1, gid: 1))
        let page = 4_096
        let files = try fileSystem(
            bytes: UInt64(10 * page), files: 5,
            capacity: Quota(bytes: UInt64(100 * page), files: 50), tree: tree)
        try files.open("/home/a", [.write, .create]).write(bytes(3 * page), at: 0)
        let own = try files.counts("/home/a")
        #expect([own.blocks, own.freeBlocks, own.availableBlocks] == [100, 97, 7])
        #expect([own.files, own.freeFiles, own.availableFiles] == [50, 47, 3])
        let root = try files.counts("/")
        #expect([root.blocks, root.freeBlocks, root.availableBlocks] == [100, 97, 97])
        #expect([root.files, root.freeFiles, root.availableFiles] == [50, 47, 47])
        let byHandle = try files.open("/home/a", .read).statistics()
        #expect(byHandle == own)
    }

    @Test func `memory that runs out gives back what the quota had granted`() throws {
        let files = InMemoryFileSystem(
            configuration: .init(
                memoryLimitBytes: 1 << 20, quotas: [Self.user: Quota(bytes: 2 << 20)]))
        let file = try files.open("/a", [.write, .create])
        #expect(throws: FileSystemError.noSpace) { try file.write(bytes(3 << 20), at: 0) }
        let stored = try #require(try file.attributes().size)
        #expect(try files.counts("/a").availableBlocks < 16)
        try file.set { $0.size = 0 }
        try file.set { $0.size = 2 << 20 }
        #expect(throws: FileSystemError.quotaExceeded) { try file.set { $0.size = (2 << 20) + 1 } }
        #expect(stored > 0 && stored < 1 << 20)
    }

    @Test(arguments: 1...8)
    func `after random requests the account is the sum of what is there`(seed: UInt64) throws {
        let limit: UInt64 = 40_000
        let files = try fileSystem(bytes: limit, files: 12)
        var random = SeededRandom(seed: seed)
        var open: [any OpenFile] = []
        for _ in 0..<3_000 {
            let path = "/\(random.next(below: 8))"
            let size = UInt64(random.next(below: 12_000))
            switch random.next(below: 10) {
            case 0: try? files.put(path, String(repeating: "x", count: Int(size)))
            case 1: try? files.removeFile(path)
            case 2: try? files.rename(path, "/\(random.next(below: 8))")
            case 3: try? files.makeHardLink(path, to: "/\(random.next(below: 8))")
            case 4: try? files.set(path) { $0.size = size }
            case 5: try? files.set(path) { $0.allocationSize = size }
            case 6: try? files.set(path) { $0.uid = size % 2 == 0 ? 7 : 99 }
            case 7: try? files.makeDirectory(path)
            case 8: if let file = try? files.open(path, [.read, .write]) { open.append(file) }
            default:
                try? open.last?.write(bytes(100), at: size)
                if open.count > 3 { open.removeFirst() }
            }
        }
        open = []
        var used: UInt64 = 0
        var seen: Set<FileIdentity> = []
        for name in try files.names("/").dropFirst(2) {
            let status = try files.status("/\(name)")
            guard seen.insert(try files.identify("/\(name)")).inserted, status.uid == 7 else {
                continue
            }
            let isFile = (status.permissions ?? 0) & 0o170_000 == 0o100_000
            used += isFile ? try charged(name, files) : 0
        }
        try files.put("/last", "")
        let file = try files.open("/last", .write)
        if used < limit { try file.set { $0.size = limit - used } }
        #expect(throws: FileSystemError.quotaExceeded) {
            try file.set { $0.size = limit - min(used, limit) + 1 }
        }
    }

    /// What the quota counts of a file: found by giving it to one whose quota it just fills.
    private func charged(_ name: String, _ files: InMemoryFileSystem) throws -> UInt64 {
        let before = try #require(files.storage.account).room(for: Self.user, in: nil).available
            .bytes
        try files.set("/\(name)") { $0.uid = 1_000 }
        let after = try #require(files.storage.account).room(for: Self.user, in: nil).available
            .bytes
        try files.set("/\(name)") { $0.uid = Self.user }
        return (after ?? 0) - (before ?? 0)
    }
}
