import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Names behave alike in every backend` {
    @Test(arguments: Backend.allCases)
    func `a listing begins with dots and shows each entry as it is`(backend: Backend) throws {
        try backend.withFixture { files in
            let entries = try files.list("/dir")
            let names = entries.map { String(decoding: $0.name, as: UTF8.self) }
            #expect(names.prefix(2) == [".", ".."])
            #expect(names.dropFirst(2).sorted() == ["inner", "sub"])
            let dir = try files.status("/dir")
            let root = try files.status("/")
            #expect(entries[0].attributes.permissions == 0o040_755)
            #expect(entries[0].attributes.modifyTime == dir.modifyTime)
            #expect(entries[0].linkCount == 3)
            #expect(entries[1].attributes.modifyTime == root.modifyTime)
            let inner = try files.status("/dir/inner")
            for entry in entries where entry.name == Array("inner".utf8) {
                #expect(entry.attributes == inner)
                #expect(entry.linkCount == 1)
            }
            let rootEntries = try files.list("/")
            for entry in rootEntries where entry.name == Array("link".utf8) {
                #expect(entry.attributes.permissions == 0o120_777)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `the root lies in itself`(backend: Backend) throws {
        try backend.withFixture { files in
            let entries = try files.list("/")
            #expect(entries[1].name == Array("..".utf8))
            #expect(entries[1].attributes == entries[0].attributes)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a listing through a link lists what it leads to`(backend: Backend) throws {
        try backend.withFixture { files in
            let names = try files.names("/dirlink").sorted()
            #expect(names == [".", "..", "inner", "sub"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a directory is made with its exact mode and removed when empty`(
        backend: Backend
    ) throws {
        try backend.withFileSystem { files in
            try files.makeDirectory("/a/", mode: 0o731)
            let mode = try files.status("/a").permissions
            try files.removeDirectory("/a/")
            #expect(mode == 0o040_731)
            #expect(throws: FileSystemError.notFound) { try files.status("/a") }
        }
    }

    @Test(arguments: Backend.allCases)
    func `rename replaces a file, an empty directory, and nothing`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.rename("/file", "/fixed")
            try files.rename("/dir", "/empty")
            try files.rename("/link", "/moved", replacing: false)
            let replaced = try files.get("/fixed")
            let inner = try files.get("/empty/inner")
            let target = try files.readSymlink("/moved")
            #expect(replaced == "abc")
            #expect(inner == "x")
            #expect(target == "file")
            for gone in ["/file", "/dir", "/link"] {
                #expect(throws: FileSystemError.notFound) { try files.linkStatus(gone) }
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `rename moves a directory and its dots`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.rename("/dir/sub", "/empty/sub")
            let parent = try files.canonical("/empty/sub/..")
            let counts = try files.list("/").filter { !$0.name.starts(with: Array(".".utf8)) }
            let links = Dictionary(
                uniqueKeysWithValues: counts.map {
                    (String(decoding: $0.name, as: UTF8.self), $0.linkCount)
                })
            #expect(parent == "/empty")
            #expect(links["dir"] == 2)
            #expect(links["empty"] == 3)
        }
    }

    @Test(arguments: Backend.allCases)
    func `rename between names of the same file changes nothing`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.makeHardLink("/second", to: "/file")
            try files.rename("/second", "/file")
            try files.rename("/file", "/file")
            let first = try files.get("/file")
            let second = try files.get("/second")
            #expect(first == "abc" && second == "abc")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a second name is the same file until the last is removed`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.makeHardLink("/dir/second", to: "/file")
            try files.open("/dir/second", .write).write("X", at: 0)
            let shared = try files.get("/file")
            let count = try files.list("/dir").first { $0.name == Array("second".utf8) }?.linkCount
            try files.removeFile("/file")
            let left = try files.get("/dir/second")
            #expect(shared == "Xbc")
            #expect(count == 2)
            #expect(left == "Xbc")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a second name of a link is that of the link`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.makeHardLink("/second", to: "/link")
            let target = try files.readSymlink("/second")
            #expect(target == "file")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a link keeps its text byte for byte`(backend: Backend) throws {
        let texts = ["x", "//a/../b/", "/", String(repeating: "t", count: 4_095)]
        try backend.withFileSystem { files in
            for (index, text) in texts.enumerated() {
                try files.makeSymlink("/l\(index)", to: text)
                let read = try files.readSymlink("/l\(index)")
                let size = try files.linkStatus("/l\(index)").size
                #expect(read == text)
                #expect(size == UInt64(text.utf8.count))
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `names that are no UTF-8 stay as they are`(backend: Backend) throws {
        let name: [UInt8] = [0xFF, 0x0A, 0xC3, 0x28, 0x20]
        let path: [UInt8] = [0x2F] + name
        try backend.withFileSystem { files in
            let file = try files.open(
                path.span.bytes, options: [.write, .create], attributes: FileAttributes(),
                owner: FileOwner(uid: 0, gid: 0))
            try file.close()
            let listed = try files.list("/").map(\.name).last
            let canonical = try files.canonicalPath(path.span.bytes)
            #expect(listed == name)
            #expect(canonical == path)
        }
    }

    @Test(arguments: Backend.allCases)
    func `names of 255 bytes and paths of 4095 are allowed`(backend: Backend) throws {
        let name = String(repeating: "n", count: 255)
        let path = String(repeating: "/", count: 4_095 - 255) + name
        try backend.withFileSystem { files in
            try files.put(path, "long")
            let text = try files.get("/\(name)")
            #expect(text == "long")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a listing survives removal of what it has given out`(backend: Backend) throws {
        try backend.withFileSystem { files in
            for index in 0..<300 { try files.put("/f\(index)", "") }
            let directory = try files.openDirectory(Array("/".utf8).span.bytes)
            var seen: Set<String> = []
            while let entry = try directory.next() {
                let name = String(decoding: entry.name, as: UTF8.self)
                if name.hasPrefix(".") { continue }
                try files.removeFile("/\(name)")
                let isNew = seen.insert(name).inserted
                #expect(isNew)
            }
            let left = try files.names("/")
            #expect(seen.count == 300)
            #expect(left == [".", ".."])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a listing of a removed directory ends`(backend: Backend) throws {
        try backend.withFixture { files in
            let directory = try files.openDirectory(Array("/empty".utf8).span.bytes)
            try files.removeDirectory("/empty")
            try files.makeDirectory("/other")
            try files.put("/other/file", "")
            var names: [[UInt8]] = []
            while let entry = try directory.next() { names.append(entry.name) }
            #expect(!names.contains(Array("file".utf8)))
        }
    }
}
