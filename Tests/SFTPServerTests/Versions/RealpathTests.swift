import SFTPWire
import Scenario
import Testing

/// REALPATH of version 6: control byte and compose paths (draft-13 section 8.9).
@Suite struct RealpathTests {
    private func resolved(
        _ path: Text, _ control: RealpathControl, _ parts: [Text] = []
    ) throws -> Reply? {
        try Server().connect(.v6).ask(Request.realpath(path, control, parts))
    }

    /// One name with a type and no other attributes.
    private func name(_ path: Text, _ type: FileType = .unknown) -> Reply {
        var attributes = FileAttributes()
        attributes.type = type
        return .names(7, [Reply.Name(name: path, longName: "", attributes: attributes)])
    }

    static let composed: [(Text, [Text], Text)] = [
        (".", [], "/home/demo"), ("", [], "/home/demo"), ("", ["", ""], "/home/demo"),
        ("dir", ["inner"], "/home/demo/dir/inner"), ("dir", [".."], "/home/demo"),
        ("/a/b", ["../c", "d"], "/a/c/d"), ("/a", ["/b", "c"], "/b/c"), ("/", [".."], "/"),
        ("/a//b/", ["./x/"], "/a/b/x"), ("link", [], "/home/demo/link"),
        ("up", [".."], "/home/demo"), ("no/where", ["at", "all"], "/home/demo/no/where/at/all"),
        ("locked", ["x"], "/home/demo/locked/x"),
    ]

    @Test(arguments: composed)
    func `NO_CHECK composes by text, follows no link and needs nothing to exist`(
        path: Text, parts: [Text], result: Text
    ) throws {
        #expect(try resolved(path, .noCheck, parts) == name(result))
    }

    @Test(arguments: [RealpathControl.statIf, .statAlways])
    func `STAT_IF and STAT_ALWAYS follow links and give the attributes`(
        control: RealpathControl
    ) throws {
        let names = try #require(try resolved("up", control, ["../link"])?.names)
        #expect(names.map(\.name) == ["/home/demo/a.txt"])
        #expect(names.first?.attributes.type == .regular)
        #expect(names.first?.attributes.size == 12)
        #expect(names.first?.attributes.owner == Array("demo".utf8))
    }

    @Test(arguments: ["nope", "no/pe", "dangling", "loop", "a.txt/x"] as [Text])
    func `STAT_IF answers for what is not there, its type unknown`(path: Text) throws {
        #expect(try resolved(path, .statIf) == name("/home/demo/\(path)"))
    }

    static let failing: [(Text, StatusCode)] = [
        ("nope", .noSuchFile), ("no/pe", .noSuchPath), ("dangling", .noSuchFile),
        ("loop", .linkLoop), ("a.txt/x", .notADirectory),
    ]

    @Test(arguments: failing)
    func `STAT_ALWAYS fails for what is not there`(path: Text, code: StatusCode) throws {
        #expect(try resolved(path, .statAlways)?.code == code)
    }

    @Test(arguments: [0, 4, 255] as [UInt8])
    func `a control byte nobody defined is an invalid parameter`(control: UInt8) throws {
        #expect(
            try resolved(".", RealpathControl(rawValue: control))
                == .status(7, .invalidParameter, "Undefined control byte"))
    }

    @Test(arguments: [RealpathControl.noCheck, .statIf, .statAlways])
    func `a composed path longer than the files take is an invalid name`(
        control: RealpathControl
    ) throws {
        let part = Text(Array(repeating: UInt8(ascii: "n"), count: 250))
        let reply = try resolved("/", control, Array(repeating: part, count: 17))
        #expect(reply?.code == .invalidFilename)
    }

    @Test func `as many compose paths as a packet holds are applied in linear time`() throws {
        let parts = [Text](repeating: "x", count: 50_000) + ["/dir"]
        #expect(try resolved("", .noCheck, parts) == name("/dir"))
    }

    @Test func `a compose path that is cut short is a bad message`() throws {
        let client = try Server().connect(.v6)
        #expect(client.ask(packet(#"10 00000007 "." 01 00000009 'x'"#))?.code == .badMessage)
        #expect(client.ask(Request.realpath(".", .noCheck)) == name("/home/demo"))
    }

    @Test func `rules and journal see the composed path`() throws {
        let server = try Server(
            rules: #"""
                {"on": "resolvePath", "do": {"status": "NO_MEDIA"},
                 "when": {"path": "/home/demo/x"}}
                """#)
        let client = server.connect(.v6)
        #expect(client.ask(Request.realpath("dir", .statIf, ["../x"]))?.code == .noMedia)
        #expect(server.entries.last?.path == Array("/home/demo/x".utf8))
    }
}
