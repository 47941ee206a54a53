import Testing

@testable import SFTPServer

struct SessionPathTests {
    @Test(arguments: [
        ("/", "/"), ("//", "/"), ("/.", "/"), ("/..", "/"), ("/../..", "/"), ("/a", "/a"),
        ("/a/", "/a"), ("//a//b//", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"),
        ("/a/b/../../..", "/"), ("/a/b/..", "/a"), ("/.a", "/.a"), ("/..a", "/..a"),
        ("/...", "/..."), ("/a/.../b", "/a/.../b"), ("/a./b..", "/a./b.."), ("", "/"),
        ("/é/.", "/é"),
    ])
    func `dots and empty parts are resolved by their text`(path: String, shown: String) {
        #expect(SessionPath.normalized(Array(path.utf8)) == Array(shown.utf8))
    }

    @Test(arguments: [
        ("/", true), ("/a", true), ("/a/b", true), ("", false), ("a", false), (".", false),
        ("//", false), ("/a/", false), ("/a//b", false), ("/.", false), ("/a/..", false),
        ("/.ssh", false), ("/a.b/c.", true),
    ])
    func `a clean path is absolute and has no empty part or part that begins with a dot`(
        path: String, isClean: Bool
    ) {
        let bytes = Array(path.utf8)
        #expect(SessionPath.isClean(bytes.span.bytes) == isClean)
    }

    @Test(arguments: [
        ("a", "/home/demo", "/home/demo/a"), ("/a/../b", "/home/demo", "/a/../b"),
        (".", "/", "/."), ("", "/home/demo", "/home/demo/"),
    ])
    func `a relative path is joined to the folder and not otherwise changed`(
        sent: String, folder: String, joined: String
    ) {
        let bytes = Array(sent.utf8)
        #expect(
            SessionPath.joined(bytes.span.bytes, folder: Array(folder.utf8))
                == Array(joined.utf8))
    }
}
