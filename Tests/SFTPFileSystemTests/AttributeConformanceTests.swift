import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Attributes behave alike in every backend` {
    @Test(arguments: Backend.allCases)
    func `the link count is the number of names, by path, handle and listing`(
        backend: Backend
    ) throws {
        try backend.withFixture { files in
            let file = try files.open("/file", .read)
            let one = try files.status("/file").linkCount
            try files.makeHardLink("/dir/second", to: "/file")
            let two = try files.status("/dir/second").linkCount
            let byHandle = try file.attributes().linkCount
            let listed = try files.list("/dir").first { $0.name == Array("second".utf8) }
            try files.removeFile("/file")
            let afterRemoval = try file.attributes().linkCount
            try files.rename("/fixed", "/dir/second")
            let afterReplacement = try file.attributes().linkCount
            #expect(one == 1)
            #expect(two == 2)
            #expect(byHandle == 2)
            #expect(listed?.attributes.linkCount == 2 && listed?.linkCount == 2)
            #expect(afterRemoval == 1)
            #expect(afterReplacement == 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a directory counts itself and the directories in it`(backend: Backend) throws {
        try backend.withFixture { files in
            let before = try files.status("/dir").linkCount
            try files.makeDirectory("/dir/another")
            let after = try files.status("/dir").linkCount
            try files.removeDirectory("/dir/another")
            try files.removeDirectory("/dir/sub")
            let empty = try files.status("/dir").linkCount
            #expect(before == 3)
            #expect(after == 4)
            #expect(empty == 2)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a hole takes no space, what is written does`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.read, .write, .create])
            try file.set { $0.size = 1 << 30 }
            let hole = try file.attributes().allocationSize
            try file.write([UInt8](repeating: 1, count: 300_000), at: 1 << 29)
            try file.synchronize()
            let written = try #require(try file.attributes().allocationSize)
            try file.set { $0.size = 0 }
            let emptied = try file.attributes().allocationSize
            #expect(hole == 0)
            #expect(written >= 300_000 && written < 1 << 20)
            #expect(emptied == 0)
        }
    }

    /// Sizes and ends of writes around the edges of 31, 32 and 33 bits.
    static let edges: [UInt64] = [
        (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32, (1 << 32) + 1, 1 << 33, 1 << 40,
    ]

    @Test(arguments: Backend.allCases, edges)
    func `sizes and offsets have 64 bits`(backend: Backend, edge: UInt64) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.read, .write, .create])
            try file.write("xyz", at: edge - 1)
            let end = try file.attributes().size
            let bytes = try file.read(9, at: edge - 2)
            try file.set { $0.size = edge }
            let cut = try files.status("/a").size
            let tail = try file.read(9, at: edge - 1)
            try files.set("/a") { $0.size = edge + 2 }
            let grown = try file.read(9, at: edge - 1)
            #expect(end == edge + 2)
            #expect(bytes == [0] + Array("xyz".utf8))
            #expect(cut == edge)
            #expect(tail == Array("x".utf8))
            #expect(grown == Array("x\0\0".utf8))
        }
    }

    @Test(arguments: Backend.allCases)
    func `the creation time stays through writing and renaming`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "1")
            let made = try files.status("/a")
            let created = try #require(made.createTime)
            try files.put("/a", "22")
            try files.setMode(0o600, of: "/a")
            try files.set("/a") { $0.modifyTime = Timestamp(seconds: 1) }
            try files.rename("/a", "/b")
            let after = try files.status("/b").createTime
            #expect(after == created)
            #expect(created <= made.modifyTime ?? created)
        }
    }

    /// What changes the ctime of `/a`, which is open.
    static let changes: [(String, @Sendable (any FileSystem, any OpenFile) throws -> Void)] = [
        ("write", { try $1.write("x", at: 0) }),
        ("size by handle", { try $1.set { $0.size = 3 } }),
        ("size by path", { files, _ in try files.set("/a") { $0.size = 4 } }),
        ("mode", { files, _ in try files.setMode(0o640, of: "/a") }),
        ("mode by handle", { try $1.set { $0.permissions = 0o644 } }),
        ("times", { files, _ in try files.set("/a") { $0.modifyTime = Timestamp(seconds: 5) } }),
        ("emptying", { files, _ in try files.open("/a", [.write, .truncate]).close() }),
        (
            "second name",
            { files, _ in
                try files.makeHardLink("/b", to: "/a")
                try files.removeFile("/b")
            }
        ),
        (
            "rename",
            { files, _ in
                try files.rename("/a", "/b")
                try files.rename("/b", "/a")
            }
        ),
    ]

    @Test(arguments: Backend.allCases, changes.indices)
    func `every change of content, names or attributes moves the ctime`(
        backend: Backend, index: Int
    ) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12345")
            let file = try files.open("/a", [.read, .write])
            let before = try #require(try file.attributes().ctime)
            var after = before
            // Clocks of files tick in milliseconds: the change is made until one has passed.
            for _ in 0..<1_000_000 where after == before {
                try Self.changes[index].1(files, file)
                after = try file.attributes().ctime ?? before
            }
            #expect(after > before)
        }
    }

    @Test(arguments: Backend.allCases)
    func `reading and asking move no ctime`(backend: Backend) throws {
        try backend.withFixture { files in
            let before = try files.status("/file").ctime
            let folder = try files.status("/dir").ctime
            for _ in 0..<2_000 {
                _ = try files.get("/file")
                try files.list("/dir")
                try files.counts("/dir")
            }
            let after = try files.status("/file").ctime
            let folderAfter = try files.status("/dir").ctime
            #expect(before != nil && after == before)
            #expect(folder != nil && folderAfter == folder)
        }
    }

    /// Changes of what not every backend can keep.
    static let extras: [(String, @Sendable (inout FileAttributes) -> Void)] = [
        ("creation time", { $0.createTime = Timestamp(seconds: -7, nanoseconds: 8) }),
        ("bits", { $0.bits = [.hidden, .archive] }),
        ("access control list", { $0.acl = AccessControlList(flags: 0, entries: [everyone]) }),
        ("MIME type", { $0.mimeType = Array("text/plain".utf8) }),
    ]

    static let everyone = AccessControlEntry(
        type: AccessControlEntry.accessAllowed, mask: AccessMask(rawValue: 0x81),
        who: Array("EVERYONE@".utf8))

    @Test(arguments: Backend.allCases, extras.indices)
    func `what a backend can keep comes back, by path and handle, else nothing changes`(
        backend: Backend, index: Int
    ) throws {
        try backend.withFixture { files in
            for path in ["/file", "/dir"] {
                let before = try files.status(path)
                func change() throws {
                    try files.set(path) {
                        Self.extras[index].1(&$0)
                        $0.permissions = 0o700
                    }
                }
                var extra = FileAttributes()
                Self.extras[index].1(&extra)
                guard backend.keeps(extra) else {
                    #expect(throws: FileSystemError.unsupported) { try change() }
                    let after = try files.status(path)
                    #expect(after.permissions == before.permissions)
                    continue
                }
                try change()
                var wanted = before
                Self.extras[index].1(&wanted)
                let after = try files.status(path)
                #expect(after.createTime == wanted.createTime)
                #expect(after.bits == wanted.bits)
                #expect(after.acl == wanted.acl)
                #expect(after.mimeType == wanted.mimeType)
                #expect((after.permissions ?? 0) & 0o7_777 == 0o700)
            }
        }
    }

    @Test(arguments: Backend.allCases, extras.indices)
    func `a new file and folder have what the backend can keep, or are not made`(
        backend: Backend, index: Int
    ) throws {
        try backend.withFileSystem { files in
            var attributes = FileAttributes()
            Self.extras[index].1(&attributes)
            func make() throws {
                try files.open("/a", [.write, .create], attributes)
                try files.makeDirectory(
                    Array("/d".utf8).span.bytes, attributes: attributes,
                    owner: FileOwner(uid: 1, gid: 1))
            }
            guard backend.keeps(attributes) else {
                #expect(throws: FileSystemError.unsupported) { try make() }
                let names = try files.names("/")
                #expect(names == [".", ".."])
                return
            }
            try make()
            for path in ["/a", "/d"] {
                let made = try files.status(path)
                #expect(attributes.createTime == nil || made.createTime == attributes.createTime)
                #expect(attributes.bits == nil || made.bits == attributes.bits)
                #expect(made.acl == attributes.acl)
                #expect(made.mimeType == attributes.mimeType)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `an allocation size below the size truncates, a greater one leaves it`(
        backend: Backend
    ) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12345")
            try files.set("/a") { $0.allocationSize = 100_000 }
            let reserved = try files.status("/a")
            try files.set("/a") { $0.allocationSize = 2 }
            let cut = try files.get("/a")
            #expect(reserved.size == 5)
            #expect(reserved.allocationSize ?? 0 >= 100_000)
            #expect(cut == "12")
        }
    }
}
