import SFTPServer
import SFTPWire
import Scenario
import Testing

/// REALPATH, READLINK and EXTENDED that rules answer, and the templates of such answers.
@Suite struct PathRuleTests {
    /// `path`, and the bytes behind the id, by version.
    static let paths: [(path: String, v3: String, v6: String)] = [
        (#""""#, "00000001 \"\" \"\" 00000000", "00000001 \"\" 00000000 05"),
        (#""a""#, "00000001 \"a\" \"a\" 00000000", "00000001 \"a\" 00000000 05"),
        (#"{"names": []}"#, "00000000", "00000000"),
        (
            #"{"names": ["a", {"name": "b", "longName": "c"}], "declaredCount": {"fewer": 1}}"#,
            "00000001 \"a\" \"a\" 00000000 \"b\" \"c\" 00000000",
            "00000001 \"a\" 00000000 05 \"b\" 00000000 05"
        ),
        (
            #"""
            {"names": [{"name": "a", "attributes":
                {"set": {"size": "1B", "type": "DIRECTORY"}}}]}
            """#,
            "00000001 \"a\" \"a\" 00000001 0000000000000001",
            "00000001 \"a\" 00000001 02 0000000000000001"
        ),
        (#"{"raw": {"hex": "01"}}"#, "01", "01"),
        (
            #"{"names": ["a"], "trailing": "x"}"#, "00000001 \"a\" \"a\" 00000000 'x'",
            "00000001 \"a\" 00000000 05 'x'"
        ),
    ]

    @Test(arguments: paths.indices, EventPhase.allCases)
    func `REALPATH and READLINK are answered with the rule's names`(
        index: Int, phase: EventPhase
    ) throws {
        let row = Self.paths[index]
        let rules = #"""
            {"on": ["resolvePath", "linkRead"], "phase": "\#(phase.rawValue)",
             "do": {"path": \#(row.path)}}
            """#
        for (version, layout) in [(ProtocolVersion.v3, row.v3), (.v6, row.v6)] {
            let client = try Server(rules: rules).connect(version)
            for request in [Request.realpath("."), Request.readlink("link")] {
                client.send(request)
                #expect(client.takeOutput() == packet("68 00000007 " + layout), "\(row.path)")
            }
        }
    }

    @Test func `an extension nobody has is answered with the rule's payload`() throws {
        let server = try Server(
            rules: #"""
                {"on": "extended", "when": {"extension": "tea@example.com"},
                 "do": {"extendedReply": [{"string": "green"}, {"uint64": 5}]}},
                {"on": "extended", "when": {"extension": "home-directory"}, "do": {"path": "/x"}},
                {"on": "fileRename", "do": {"extendedReply": ""}}
                """#)
        let client = server.connect()
        client.send(Request.extended("tea@example.com", []))
        #expect(client.takeOutput() == packet("c9 00000007 \"green\" 0000000000000005"))
        #expect(client.ask(Request.homeDirectory("demo")) == .path("/x"))
        #expect(client.ask(Request.posixRename("a.txt", "b.txt")) == .extended(7, []))
        // The before phase answers without doing.
        #expect(client.ask(Request.stat("b.txt"))?.code == .noSuchFile)
    }

    @Test func `texts of answers are templates`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirList", "do": {"names": [
                    {"name": "${user}-${n}", "count": 2, "longName": "${n} of ${name} $${n}"}]}},
                {"on": "resolvePath", "do": {"path": "/home/${user}"}},
                {"on": "fileOpen", "do": {"handle": "h:${name}"}},
                {"on": "fileRead", "do": {"data": "${offset} of ${path}"}},
                {"on": "extended", "do": {"extendedReply": "${extension}"}}
                """#
        ).connect()
        let names = client.ask(Request.readdir(try client.opendir("dir")))?.names
        #expect(names?.map(\.name) == ["demo-1", "demo-2"])
        #expect(names?.map(\.longName) == ["1 of dir ${n}", "2 of dir ${n}"])
        #expect(client.ask(Request.realpath(".")) == .path("/home/demo"))
        let handle = try client.open("a.txt")
        #expect(handle == Array("h:a.txt".utf8))
        #expect(
            client.ask(Request.read(handle, 3, 1))
                == .data(7, Array("3 of /home/demo/a.txt".utf8)))
        #expect(
            client.ask(Request.extended("x@y", [])) == .extended(7, Array("x@y".utf8)))
    }

    @Test func `an answer by hand is an outcome that rules of the after phase see`() throws {
        let server = try Server(
            rules: #"""
                {"name": "by hand", "on": "extended", "do": {"extendedReply": "x"}},
                {"name": "seen", "on": "extended", "phase": "after", "when": {"outcome": "OK"},
                 "do": {"extendedReply": "y"}}
                """#)
        #expect(server.connect().ask(Request.extended("x@y", [])) == .extended(7, Array("y".utf8)))
        #expect(server.entries.last?.rules == ["by hand", "seen"])
    }
}
