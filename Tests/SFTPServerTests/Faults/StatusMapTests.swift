import SFTPServer
import SFTPWire
import Scenario
import StrictJSON
import Testing

/// `server.statusMap`: what the server finds, and what its clients are told instead.
@Suite struct StatusMapTests {
    private func server(_ map: String, rules: String = "") throws -> Server {
        let source = SourceText(
            name: "test",
            text: #"{"version": 1, "server": {"statusMap": \#(map)}, "rules": [\#(rules)]}"#)
        let (scenario, diagnostics) = ScenarioLoader.load(files: [source])
        #expect(diagnostics.map(\.headline) == [])
        let loaded = try #require(scenario)
        return try Server(rules: loaded.rules, protocolSpec: loaded.server.protocolSpec)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a code is told in the place of another, with its own sentence`(
        version: ProtocolVersion
    ) throws {
        let client = try server(#"{"NO_SUCH_FILE": "FAILURE", "SSH_FX_OK": 4711}"#)
            .connect(version)
        #expect(client.ask(Request.remove("nope")) == .status(7, .failure, "Failure."))
        #expect(
            client.ask(Request.rmdir("void"))
                == .status(7, StatusCode(rawValue: 4711), "Failure."))
        #expect(client.ask(Request.rmdir("dir"))?.code == .dirNotEmpty.nearest(in: version))
    }

    @Test func `codes of version 6 can be told apart where version 3 has one for them`() throws {
        let client = try server(#"{"FILE_ALREADY_EXISTS": 11, "FAILURE": "EOF", "8": "OK"}"#)
            .connect()
        #expect(client.ask(Request.mkdir("dir"))?.code == .fileAlreadyExists)
        // What is not named itself goes by the name the version has for it.
        #expect(client.ask(Request.rmdir("dir"))?.code == .eof)
        #expect(client.ask(Request.extended("tea@example.com", []))?.code == .ok)
    }

    @Test func `the status may be written out`() throws {
        let client = try server(
            #"{"NO_SUCH_FILE": {"code": 2, "message": "gone", "omit": "language"}}"#
        ).connect()
        client.send(Request.remove("nope"))
        #expect(client.takeOutput() == wire(#"00000011 65 00000007 00000002 "gone""#))
    }

    @Test func `what rules write is not mapped, and they see what was found`() throws {
        let server = try server(
            #"{"NO_SUCH_FILE": "FAILURE", "EOF": "OK"}"#,
            rules: #"""
                {"on": "fileRemove", "do": {"status": "EOF"}},
                {"name": "missing", "on": "dirRemove", "phase": "after",
                 "when": {"outcome": "NO_SUCH_FILE"}, "do": {"setState": {"seen": "yes"}}}
                ], "states": {"seen": {"initial": "no"}}, "expect": [{"rule": "missing"}
                """#)
        let client = server.connect()
        #expect(client.ask(Request.remove("nope"))?.code == .eof)
        #expect(client.ask(Request.rmdir("nope"))?.code == .failure)
        #expect(server.entries.map(\.rules) == [["rule 1"], ["missing"]])
    }
}
