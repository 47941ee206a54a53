import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `A file is told from others alike in every backend` {
    @Test(arguments: Backend.allCases)
    func `all names and handles of a file have one identity`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.makeHardLink("/dir/second", to: "/file")
            let first = try files.identify("/file")
            let second = try files.identify("/dir/second")
            let linked = try files.identify("/link")
            let dotted = try files.identify("/dir/../file")
            let opened = try files.open("/link", .read).identity
            #expect(second == first)
            #expect(linked == first)
            #expect(dotted == first)
            #expect(opened == first)
        }
    }

    @Test(arguments: Backend.allCases)
    func `everything that exists has its own identity`(backend: Backend) throws {
        try backend.withFixture { files in
            let paths = [
                "/", "/file", "/fixed", "/secret", "/dir", "/dir/inner", "/dir/sub", "/empty",
                "/nosearch",
            ]
            var identities = Set(try paths.map { try files.identify($0) })
            identities.insert(try files.identify("/link", following: false))
            identities.insert(try files.identify("/loop", following: false))
            identities.insert(try files.identify("/dangling", following: false))
            let devices = Set(identities.map(\.device))
            #expect(identities.count == paths.count + 3)
            #expect(devices.count == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a rename keeps the identity, of a directory too`(backend: Backend) throws {
        try backend.withFixture { files in
            let file = try files.identify("/file")
            let folder = try files.identify("/dir")
            let link = try files.identify("/link", following: false)
            try files.rename("/file", "/empty/moved")
            try files.rename("/dir", "/renamed")
            try files.rename("/link", "/renamed/link")
            let movedFile = try files.identify("/empty/moved")
            let movedFolder = try files.identify("/renamed")
            let movedLink = try files.identify("/renamed/link", following: false)
            #expect(movedFile == file)
            #expect(movedFolder == folder)
            #expect(movedLink == link)
        }
    }

    @Test(arguments: Backend.allCases)
    func `what takes the place of an open file is another file`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "old")
            let old = try files.open("/a", .read)
            try files.removeFile("/a")
            try files.put("/a", "new")
            let recreated = try files.open("/a", .read)
            try files.put("/b", "other")
            try files.rename("/b", "/a")
            let replaced = try files.identify("/a")
            let kept = try old.text(3, at: 0)
            #expect(Set([old.identity, recreated.identity, replaced]).count == 3)
            #expect(kept == "old")
        }
    }

    @Test(arguments: Backend.allCases)
    func `writing, emptying and new attributes keep the identity`(backend: Backend) throws {
        try backend.withFileSystem { files in
            try files.put("/a", "one")
            let before = try files.identify("/a")
            let file = try files.open("/a", [.write, .create, .truncate])
            try file.write("two", at: 0)
            try file.set { $0.permissions = 0o600 }
            try file.close()
            let after = try files.identify("/a")
            #expect(after == before)
            #expect(file.identity == before)
        }
    }

    @Test(arguments: Backend.allCases)
    func `no-follow opens a file and a folder's file, but no link`(backend: Backend) throws {
        try backend.withFixture { files in
            let plain = try files.open("/file", [.read, .noFollow]).text(9, at: 0)
            let through = try files.open("/dirlink/inner", [.read, .noFollow]).text(9, at: 0)
            try files.open("/new", [.write, .create, .noFollow]).write("n", at: 0)
            let new = try files.get("/new")
            #expect(plain == "abc")
            #expect(through == "x")
            #expect(new == "n")
        }
    }

    /// Last components that are links: to a file, to a folder, to nothing, to itself.
    static let links = ["/link", "/dirlink", "/dangling", "/loop", "/deepdangling", "/chain2"]

    @Test(arguments: Backend.allCases, links)
    func `no-follow refuses every link in the last place`(backend: Backend, path: String) throws {
        let ways: [OpenOptions] = [
            [.read], [.write], [.read, .write], [.write, .create], [.write, .create, .truncate],
            [.write, .append],
        ]
        try backend.withFixture { files in
            for options in ways {
                #expect(throws: FileSystemError.linkLoop) {
                    try files.open(path, options.union(.noFollow))
                }
            }
            #expect(throws: FileSystemError.alreadyExists) {
                try files.open(path, [.write, .create, .exclusive, .noFollow])
            }
            let text = try files.get("/file")
            #expect(text == "abc")
            #expect(throws: FileSystemError.notFound) { try files.status("/nowhere") }
        }
    }
}
