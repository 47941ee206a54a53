import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Files behave alike in every backend` {
    @Test(arguments: Backend.allCases)
    func `what is written is read back at any offset`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.read, .write, .create])
            try file.write("hello", at: 0)
            try file.write("HE", at: 0)
            try file.write("!", at: 5)
            let whole = try file.text(100, at: 0)
            let middle = try file.text(3, at: 1)
            let end = try file.read(1, at: 6)
            let beyond = try file.read(1, at: 1 << 40)
            let nothing = try file.read(0, at: 0)
            #expect(whole == "HEllo!")
            #expect(middle == "Ell")
            #expect(end == [] && beyond == [] && nothing == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a hole reads as zeros, also across blocks`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.read, .write, .create])
            try file.write("a", at: 0)
            try file.write("b", at: 200_000)
            let size = try file.attributes().size
            let bytes = try file.read(300_000, at: 0)
            #expect(size == 200_001)
            #expect(bytes == [0x61] + [UInt8](repeating: 0, count: 199_999) + [0x62])
        }
    }

    @Test(arguments: Backend.allCases)
    func `what was cut off comes back as zeros`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.read, .write, .create])
            try file.write([UInt8](repeating: 1, count: 100_000), at: 0)
            try file.set { $0.size = 70_000 }
            try file.set { $0.size = 80_000 }
            let bytes = try file.read(100_000, at: 0)
            let zeros = [UInt8](repeating: 0, count: 10_000)
            #expect(bytes == [UInt8](repeating: 1, count: 70_000) + zeros)
        }
    }

    @Test(arguments: Backend.allCases)
    func `an append handle writes at the end whatever its offset`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12")
            let first = try files.open("/a", [.write, .append])
            let second = try files.open("/a", [.write, .append])
            try first.write("3", at: 0)
            try second.write("4", at: .max)
            try first.write("5", at: 1)
            let text = try files.get("/a")
            #expect(text == "12345")
        }
    }

    @Test(arguments: Backend.allCases)
    func `truncate empties, open without it keeps`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12345")
            try files.open("/a", [.write, .create]).write("x", at: 0)
            let kept = try files.get("/a")
            try files.open("/a", [.write, .create, .truncate])
            let emptied = try files.get("/a")
            #expect(kept == "x2345")
            #expect(emptied == "")
        }
    }

    @Test(arguments: Backend.allCases)
    func `create goes through a dangling link, exclusive makes a new file`(backend: Backend) throws
    {
        try backend.withFileSystem { files in
            try files.makeSymlink("/link", to: "target")
            try files.open("/link", [.write, .create]).write("x", at: 0)
            try files.open("/new", [.write, .create, .exclusive]).write("y", at: 0)
            let target = try files.get("/target")
            let new = try files.get("/new")
            #expect(target == "x")
            #expect(new == "y")
        }
    }

    @Test(arguments: Backend.allCases)
    func `the mode given at creation is exact and not that of an existing file`(
        backend: Backend
    ) throws {
        try backend.withFileSystem { files in
            var attributes = FileAttributes()
            attributes.permissions = 0o100_467
            attributes.size = 99
            attributes.accessTime = Timestamp(seconds: 5, nanoseconds: 6)
            attributes.modifyTime = Timestamp(seconds: 7, nanoseconds: 8)
            let file = try files.open("/a", [.write, .create], attributes)
            let made = try files.status("/a")
            try file.write("a handle outlives the permission it was made with", at: 0)
            attributes.permissions = 0o777
            try files.open("/a", [.read, .create], attributes)
            let kept = try files.status("/a")
            #expect(made.permissions == 0o100_467)
            #expect(made.size == 0)
            #expect(made.accessTime == Timestamp(seconds: 5, nanoseconds: 6))
            #expect(made.modifyTime == Timestamp(seconds: 7, nanoseconds: 8))
            #expect(kept.permissions == 0o100_467)
        }
    }

    @Test(arguments: Backend.allCases)
    func `attributes are set one by one and others stay`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12345", mode: 0o600)
            try files.set("/a") { $0.modifyTime = Timestamp(seconds: 1, nanoseconds: 2) }
            try files.set("/a") { $0.accessTime = Timestamp(seconds: -3, nanoseconds: 4) }
            try files.set("/a") { $0.permissions = 0o104_751 }
            let status = try files.status("/a")
            try files.set("/a") { $0.size = 2 }
            let text = try files.get("/a")
            #expect(status.modifyTime == Timestamp(seconds: 1, nanoseconds: 2))
            #expect(status.accessTime == Timestamp(seconds: -3, nanoseconds: 4))
            #expect(status.permissions == 0o104_751)
            #expect(status.size == 5)
            #expect(text == "12")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a handle's attributes are those of the path`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "12345")
            let file = try files.open("/a", .write)
            try file.set {
                $0.size = 3
                $0.permissions = 0o640
                $0.modifyTime = Timestamp(seconds: 9, nanoseconds: 0)
            }
            let byHandle = try file.attributes()
            let byPath = try files.status("/a")
            #expect(byHandle == byPath)
            #expect(byHandle.size == 3)
            #expect(byHandle.permissions == 0o100_640)
            #expect(byHandle.modifyTime == Timestamp(seconds: 9, nanoseconds: 0))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a link's own times are set without following`(backend: Backend) throws {
        try backend.withFixture { files in
            let before = try files.status("/file").modifyTime
            try files.set("/link", following: false) {
                $0.accessTime = Timestamp(seconds: 11, nanoseconds: 1)
                $0.modifyTime = Timestamp(seconds: 12, nanoseconds: 2)
            }
            let link = try files.linkStatus("/link")
            let file = try files.status("/link")
            #expect(link.modifyTime == Timestamp(seconds: 12, nanoseconds: 2))
            #expect(link.permissions == 0o120_777)
            #expect(link.size == 4)
            #expect(file.modifyTime == before)
        }
    }

    @Test(arguments: Backend.allCases)
    func `an open file works on after rename and removal`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "one")
            let file = try files.open("/a", [.read, .write])
            try files.rename("/a", "/b")
            try file.write("two", at: 3)
            let renamed = try files.get("/b")
            try files.removeFile("/b")
            try file.write("3", at: 6)
            let removed = try file.text(10, at: 0)
            let size = try file.attributes().size
            try file.set { $0.size = 1 }
            let cut = try file.text(10, at: 0)
            #expect(renamed == "onetwo")
            #expect(removed == "onetwo3")
            #expect(size == 7)
            #expect(cut == "o")
            #expect(throws: FileSystemError.notFound) { try files.status("/b") }
        }
    }

    @Test(arguments: Backend.allCases)
    func `sparse sizes up to terabytes are kept`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let terabyte: UInt64 = 1 << 40
            let file = try files.open("/a", [.read, .write, .create])
            try file.write("x", at: terabyte)
            let size = try file.attributes().size
            let tail = try file.read(10, at: terabyte - 2)
            #expect(size == terabyte + 1)
            #expect(tail == [0, 0, 0x78])
        }
    }

    @Test(arguments: Backend.allCases)
    func `flushing and closing succeed once`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let file = try files.open("/a", [.write, .create])
            try file.write("x", at: 0)
            try file.synchronize()
            let counts = try file.statistics()
            try file.close()
            #expect(counts.maximumNameLength == 255)
            #expect(throws: FileSystemError.inputOutput) { try file.close() }
        }
    }

    @Test(arguments: Backend.allCases)
    func `statistics are those of a file system with room`(backend: Backend) throws {
        try backend.withFileSystem { files in
            let counts = try files.counts("/")
            #expect(counts.fragmentSize == 4_096)
            #expect(counts.blocks > 0)
            #expect(counts.freeBlocks <= counts.blocks)
            #expect(counts.availableBlocks <= counts.freeBlocks)
            #expect(counts.freeFiles <= counts.files)
            #expect(counts.flags & 1 == 0)
            #expect(counts.maximumNameLength == 255)
        }
        try backend.withReadOnlyFileSystem { files in
            let flags = try files.counts("/file").flags
            #expect(flags & 1 == 1)
        }
    }
}
