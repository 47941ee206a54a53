import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Paths lead to the same place in every backend` {
    static let canonical: [(String, String)] = [
        ("/", "/"),
        ("///", "/"),
        ("/.", "/"),
        ("/..", "/"),
        ("/../../..", "/"),
        ("/file", "/file"),
        ("//file", "/file"),
        ("/./file", "/file"),
        ("/dir/", "/dir"),
        ("/dir/.", "/dir"),
        ("/dir/..", "/"),
        ("/dir/sub/../inner", "/dir/inner"),
        ("/../dir/./sub//..//sub", "/dir/sub"),
        ("/link", "/file"),
        ("/dirlink", "/dir"),
        ("/dirlink/", "/dir"),
        ("/dirlink/inner", "/dir/inner"),
        ("/dirlink/..", "/"),
        ("/dirlink/sub/..", "/dir"),
        ("/missing", "/missing"),
        ("/missing/", "/missing"),
        ("/dir/missing", "/dir/missing"),
        ("/dirlink/missing", "/dir/missing"),
        ("/dangling", "/nowhere"),
        ("/chain2", "/file"),
        ("/nosearch", "/nosearch"),
        ("/secret", "/secret"),
        ("file", "/file"),
        ("dir/..", "/"),
    ]

    @Test(arguments: Backend.allCases, canonical)
    func `the canonical path has no dots and links`(
        backend: Backend, paths: (String, String)
    ) throws {
        try backend.withFixture { files in
            let result = try files.canonical(paths.0)
            #expect(result == paths.1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `forty links are followed`(backend: Backend) throws {
        try backend.withFixture { files in
            let text = try files.get("/chain2")
            #expect(text == "abc")
        }
    }

    @Test(arguments: Backend.allCases)
    func `an absolute link begins at the root, dots above it stay there`(backend: Backend) throws {
        try backend.withFixture { files in
            try files.makeSymlink("/dir/sub/up", to: "../../../../file")
            try files.makeSymlink("/dir/sub/down", to: "/dir/inner")
            let up = try files.get("/dir/sub/up")
            let down = try files.get("/dir/sub/down")
            #expect(up == "abc")
            #expect(down == "x")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a slash after a link follows it, none does not`(backend: Backend) throws {
        try backend.withFixture { files in
            let link = try files.linkStatus("/dirlink").permissions
            let folder = try files.linkStatus("/dirlink/").permissions
            #expect(link == 0o120_777)
            #expect(folder == 0o040_755)
        }
    }

    @Test(arguments: Backend.allCases)
    func `an unreadable directory can be passed, an unsearchable one listed`(
        backend: Backend
    ) throws {
        try backend.withFixture { files in
            let inner = try files.get("/noread/inner")
            let names = try files.names("/nosearch").sorted()
            #expect(inner == "x")
            #expect(names == [".", "..", "inner", "sub"])
        }
    }
}
