import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// REMOVE, RENAME, REALPATH, READLINK and SYMLINK (draft-02 sections 6.5, 6.10 and 6.11), and the
/// forms a path may have.
@Suite struct PathRequestTests {
    static let realpaths: [(Text, Text)] = [
        ("", "/home/demo"), (".", "/home/demo"), ("./", "/home/demo"), ("/", "/"), ("//", "/"),
        ("..", "/home"), ("../..", "/"), ("../../../..", "/"), ("a.txt", "/home/demo/a.txt"),
        ("/home//demo///a.txt", "/home/demo/a.txt"), ("dir/../a.txt", "/home/demo/a.txt"),
        ("nope", "/home/demo/nope"), ("link", "/home/demo/a.txt"), ("up/..", "/home/demo"),
        ("dangling", "/home/demo/nowhere"), ("/home/demo/dir/.", "/home/demo/dir"),
        (".hidden", "/home/demo/.hidden"), ("dir/", "/home/demo/dir"),
    ]

    @Test(arguments: realpaths)
    func `REALPATH resolves dots and links from the home directory`(
        sent: Text, path: Text
    ) throws {
        let client = try Server().connect()
        #expect(client.ask(Request.realpath(sent)) == .path(path))
    }

    static let shownPaths: [(Text, Text)] = [
        ("a.txt", "/home/demo/a.txt"), ("/home/demo/a.txt", "/home/demo/a.txt"),
        ("./a.txt", "/home/demo/a.txt"), ("//home/demo//a.txt", "/home/demo/a.txt"),
        ("dir/../a.txt", "/home/demo/a.txt"), ("../demo/a.txt", "/home/demo/a.txt"),
        ("../../../home/demo/a.txt", "/home/demo/a.txt"), ("up/inner", "/home/demo/up/inner"),
        ("", "/home/demo"), ("..", "/home"), ("../../..", "/"), ("dir/", "/home/demo/dir"),
    ]

    @Test(arguments: shownPaths)
    func `rules and journal see an absolute path without dots, links not followed`(
        sent: Text, shown: Text
    ) throws {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes", "do": {"status": "NO_MEDIA"},
                 "when": {"path": "\#(shown)"}}
                """#
        )
        let client = server.connect()
        #expect(client.ask(Request.stat(sent))?.code == .noMedia)
        #expect(server.entries.last?.path == shown.bytes)
    }

    @Test func `dot-dot after a link is the parent of what the link leads to`() throws {
        let files =
            Server.files + [.init(path: "/deep/below/x", .file(.bytes([1])))]
            + [.init(path: "/home/demo/far", .symlink(target: Array("/deep/below".utf8)))]
        let client = try Server(files: files).connect()
        #expect(client.ask(Request.realpath("far/..")) == .path("/deep"))
        #expect(client.ask(Request.stat("far/../below/x"))?.attributes?.size == 1)
        #expect(client.ask(Request.stat("far/../a.txt"))?.code == .noSuchFile)
    }

    @Test func `names are bytes: what is not UTF-8 is found as it was made`() throws {
        let server = try Server()
        let client = server.connect()
        let name: Text = [0xff, 0xfe, 0x20, 0x0a, 0x5c]
        let other: Text = [0xff, 0xfd]
        let shown = Array("/home/demo/".utf8) + name.bytes
        #expect(client.ask(Request.mkdir(name)) == .ok())
        #expect(client.ask(Request.realpath(name)) == .path(Text(shown)))
        #expect(server.entries.last?.path == shown)
        #expect(client.ask(Request.rename(name, other)) == .ok())
        #expect(client.ask(Request.stat(name))?.code == .noSuchFile)
        #expect(client.ask(Request.rmdir(other)) == .ok())
    }

    @Test func `a path of 4,095 bytes is resolved, one more is a bad name, 4,097 a bad message`()
        throws
    {
        let client = try Server().connect()
        func path(_ count: Int) -> Text { Text(Array(repeating: UInt8(ascii: "/"), count: count)) }
        #expect(client.ask(Request.realpath(path(4_095))) == .path("/"))
        #expect(client.ask(Request.realpath(path(4_096)))?.code == .failure)
        #expect(
            client.ask(Request.realpath(path(4_097)))
                == .status(
                    7, .badMessage,
                    "Bad message. (malformed SSH_FXP_REALPATH: tooLong at 9 in field path)"))
    }

    @Test func `a zero byte in a path is a bad message`() throws {
        let client = try Server().connect()
        #expect(
            client.ask(Request.remove("a.txt\u{0}.bak"))
                == .status(
                    7, .badMessage,
                    "Bad message. (malformed SSH_FXP_REMOVE: nulInPath at 18 in field filename)"))
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
    }

    @Test func `REMOVE takes the link, not its target`() throws {
        let client = try Server().connect()
        #expect(client.ask(Request.remove("link")) == .ok())
        #expect(client.ask(Request.lstat("link"))?.code == .noSuchFile)
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
    }

    @Test func `RENAME moves files and directories and never replaces`() throws {
        let server = try Server()
        let client = server.connect()
        #expect(client.ask(Request.rename("dir", "void/moved")) == .ok())
        #expect(client.ask(Request.stat("void/moved/inner"))?.attributes?.size == 3)
        #expect(client.ask(Request.rename("empty", "a.txt"))?.code == .failure)
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == 12)
        let entry = try #require(server.entries.first)
        #expect(entry.kind == .fileRename)
        #expect(entry.path == Array("/home/demo/dir".utf8))
        #expect(entry.newPath == Array("/home/demo/void/moved".utf8))
        #expect(entry.target == nil)
    }

    @Test func `SYMLINK keeps the target's text as it is and need not lead anywhere`() throws {
        let server = try Server()
        let client = server.connect()
        #expect(client.ask(Request.symlink(target: "../x//y", at: "new")) == .ok())
        #expect(client.ask(Request.readlink("new")) == .path("../x//y"))
        let entry = try #require(server.entries.first)
        #expect(entry.kind == .linkCreate)
        #expect(entry.path == Array("/home/demo/new".utf8))
        #expect(entry.target == Array("../x//y".utf8))
        #expect(entry.newPath == nil)
    }
}
