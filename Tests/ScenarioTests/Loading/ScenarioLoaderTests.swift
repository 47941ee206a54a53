import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

struct ScenarioLoaderTests {
    /// The scenario of files that have no problem at all.
    private func load(_ texts: String...) throws -> Scenario {
        let files = texts.enumerated().map {
            SourceText(name: "\($0.offset).json", text: $0.element)
        }
        let (scenario, diagnostics) = ScenarioLoader.load(files: files)
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario)
    }

    /// The only rule of a scenario that has `members` in its rule.
    private func rule(_ members: String) throws -> Rule {
        try #require(try load("{\"version\": 1, \"rules\": [{\(members)}]}").rules.first)
    }

    @Test func `without a file there is a user demo with the password demo`() throws {
        let scenario = try load()
        #expect(scenario.users == [UserSpec(name: "demo", password: "demo")])
        #expect(scenario.users.first?.home == Array("/home/demo".utf8))
        #expect(scenario.server == ServerSpec())
        #expect(
            scenario.server.authenticationMethods == [
                .publicKey, .password, .keyboardInteractive,
            ])
        #expect(scenario.rules.isEmpty && scenario.files.isEmpty && scenario.seed == nil)
    }

    @Test func `the head of a file is read`() throws {
        let scenario = try load(
            """
            {"$schema": "x", "version": 1, "name": "n", "description": "d", "source": "s",
             "seed": 18446744073709551615,
             "server": {"identification": "SSH-2.0-x", "banner": "hi", "readOnly": true,
                        "authMethods": ["none", "password"]}}
            """)
        #expect(scenario.name == "n" && scenario.description == "d" && scenario.source == "s")
        #expect(scenario.seed == .max)
        var server = ServerSpec(
            banner: "hi", isReadOnly: true, authenticationMethods: [.none, .password])
        server.listsMethodsInOrder = true
        server.transport.greeting.line = Array("SSH-2.0-x".utf8)
        #expect(scenario.server == server)
    }

    @Test func `users are read, with a home of their own or the usual one`() throws {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk a@b"
        let scenario = try load(
            """
            {"version": 1, "users": [{"name": "a", "password": "p", "home": "/srv/a"},
             {"name": "b", "publicKeys": ["\(key)"]}]}
            """)
        #expect(
            scenario.users == [
                UserSpec(name: "a", password: "p", home: Array("/srv/a".utf8)),
                UserSpec(name: "b", publicKeys: [key], uid: 1001),
            ])
    }

    @Test func `files are read and sorted so that parents come first`() throws {
        let scenario = try load(
            """
            {"version": 1, "files": {
              "/b/c": {"size": "1KiB", "content": "random", "uid": 1, "gid": 2},
              "/b": {"directory": true, "mode": "0700"},
              "/h": {"hex": "00 ff", "mtime": "2000-03-01T00:00:00Z", "atime": -1},
              "/l": {"symlink": "../x"},
              "/t": {"text": "é"},
              "/u": {"base64": "AP8="},
              "/z": {"size": "2MB"}}}
            """)
        let contents = scenario.files.map {
            (String(decoding: $0.path, as: UTF8.self), $0.content)
        }
        let expected: [(String, FileSpec.Content)] = [
            ("/b", .directory), ("/b/c", .random(size: 1024)), ("/h", .bytes([0, 0xff])),
            ("/l", .symlink(Array("../x".utf8))), ("/t", .bytes([0xc3, 0xa9])),
            ("/u", .bytes([0, 0xff])), ("/z", .zeros(size: 2_000_000)),
        ]
        #expect(contents.map(\.0) == expected.map(\.0))
        #expect(contents.map(\.1) == expected.map(\.1))
        #expect(scenario.files[0].permissions == 0o700)
        #expect(scenario.files[1].uid == 1 && scenario.files[1].gid == 2)
        #expect(scenario.files[2].modifyTime == Timestamp(seconds: 951_868_800))
        #expect(scenario.files[2].accessTime == Timestamp(seconds: -1))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
        ("2000-02-29T12:00:00Z", 951_825_600), ("2024-12-31T23:59:59Z", 1_735_689_599),
        ("2106-02-07T06:28:15Z", 4_294_967_295), ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `times are seconds since 1970`(text: String, seconds: Int64) throws {
        let scenario = try load(
            #"{"version": 1, "files": {"/a": {"text": "", "mtime": "\#(text)"}}}"#)
        #expect(scenario.files.first?.modifyTime == Timestamp(seconds: seconds))
    }

    @Test func `a rule has its defaults`() throws {
        let rule = try rule(#""on": "fileOpen", "do": {"drop": true}"#)
        #expect(rule.name == "rule 1")
        #expect(rule.events == [.fileOpen])
        #expect(rule.phase == .before)
        #expect(rule.occurrence == Occurrence())
        #expect(!rule.continues && rule.priority == 0 && !rule.isRequired)
        #expect(rule.effects == [.dropReply])
    }

    @Test func `every setting of a rule is read`() throws {
        let rule = try rule(
            """
            "name": "r", "on": ["fileRead", "fileWrite"], "phase": "after", "skip": 1, "times": 2,
            "every": 3, "probability": 0.5, "per": "handle", "continue": true, "priority": -4,
            "required": true, "do": {"drop": true}
            """)
        #expect(rule.name == "r")
        #expect(rule.events == [.fileRead, .fileWrite])
        #expect(rule.phase == .after)
        #expect(
            rule.occurrence
                == Occurrence(skip: 1, times: 2, every: 3, probability: 0.5, scope: .handle))
        #expect(rule.continues && rule.priority == -4 && rule.isRequired)
    }

    @Test func `a star is every event but packet, which is the others seen once more`() throws {
        let ended = try rule(#""on": "*", "do": {"connection": "reset"}"#)
        #expect(
            ended.events == EventKind.allCases.filter { ![.disconnected, .packet].contains($0) })
    }

    @Test func `a star is every event on which the actions have a meaning`() throws {
        let moved = try rule(#""on": "*", "do": {"drop": true}"#)
        #expect(moved.events == EventKind.allCases.filter { $0.isRequest || $0 == .`init` })
        let after = try rule(#""on": "*", "phase": "after", "do": {"status": "FAILURE"}"#)
        #expect(after.events == EventKind.allCases.filter(\.isRequest))
    }

    @Test func `states are those listed, or the initial one and those rules set`() throws {
        let scenario = try load(
            """
            {"version": 1, "states": {
              "disk": {"initial": "ok"},
              "door": {"initial": "shut", "states": ["open", "shut"], "per": "user"}},
             "rules": [
              {"on": "fileOpen", "when": {"state": {"disk": ["ok", "full"]}},
               "do": {"setState": {"disk": "full", "door": "open"}}}]}
            """)
        #expect(
            scenario.machines == [
                StateMachine(name: "disk", states: ["ok", "full"]),
                StateMachine(name: "door", states: ["shut", "open"], scope: .user),
            ])
        #expect(
            scenario.rules[0].assignments == [
                StateAssignment(machine: 0, state: 1), StateAssignment(machine: 1, state: 1),
            ])
    }

    @Test func `later files replace what is said once and add the rest`() throws {
        let scenario = try load(
            """
            {"version": 1, "name": "one", "seed": 1,
             "server": {"banner": "one", "readOnly": true},
             "users": [{"name": "a", "password": "1"}, {"name": "b"}],
             "files": {"/x": {"text": "1"}, "/y": {"text": "1"}},
             "states": {"m": {"initial": "1"}},
             "rules": [{"on": "fileOpen", "when": {"path": "/1"}, "do": {"drop": true}}],
             "expect": [{"event": "fileOpen"}]}
            """,
            """
            {"version": 1, "seed": 2, "server": {"banner": "two"},
             "users": [{"name": "a", "password": "2"}],
             "files": {"/x": {"text": "2"}},
             "states": {"m": {"initial": "2"}},
             "rules": [{"on": "fileRead", "do": {"drop": true}}],
             "expect": [{"event": "fileRead"}]}
            """)
        #expect(scenario.name == "one" && scenario.seed == 2)
        #expect(scenario.server.banner == "two" && scenario.server.readOnly == .everything)
        #expect(scenario.users.map(\.name) == ["b", "a"])
        #expect(scenario.users.last?.password == "2")
        #expect(scenario.files.map(\.content) == [.bytes([0x32]), .bytes([0x31])])
        #expect(scenario.machines == [StateMachine(name: "m", states: ["2"])])
        #expect(scenario.rules.map(\.name) == ["rule 1", "rule 2"])
        #expect(scenario.rules.map(\.events) == [[.fileOpen], [.fileRead]])
        #expect(scenario.expectations.count == 2)
    }

    @Test func `names are looked up across files`() throws {
        let scenario = try load(
            #"{"version": 1, "rules": [{"name": "r", "on": "fileOpen", "do": {"drop": true}}]}"#,
            #"{"version": 1, "expect": [{"rule": "r", "count": 1}, {"event": "*", "after": "r"}]}"#)
        guard case .rule(0) = scenario.expectations[0].subject,
            case .events(let selector, after: .rule(0)) = scenario.expectations[1].subject
        else {
            Issue.record("the expectations name rule 0")
            return
        }
        #expect(selector.kinds == EventKind.allCases.filter { $0 != .packet })
        #expect(scenario.expectations[0].count == 1...1)
        #expect(scenario.expectations[1].count == 1...UInt64.max)
        #expect(scenario.expectations[0].text == #"{"rule":"r","count":1}"#)
    }

    @Test(
        arguments: [
            ("0", 0...0), ("{\"atLeast\": 2}", 2...UInt64.max), ("{\"atMost\": 2}", 0...2),
            ("{\"above\": 1, \"below\": 4}", 2...3),
        ] as [(String, ClosedRange<UInt64>)])
    func `a count is a number or bounds`(text: String, count: ClosedRange<UInt64>) throws {
        let scenario = try load(
            #"{"version": 1, "expect": [{"event": "init", "count": \#(text)}]}"#)
        #expect(scenario.expectations.first?.count == count)
    }

    @Test func `a later file replaces a name only if its bytes are the same`() throws {
        // U+00E9, and e with U+0301: equal to Swift's strings, two files to a server.
        let composed = #"{"version": 1, "files": {"/caf\u00e9": {"text": "1"}}}"#
        let decomposed = #"{"version": 1, "files": {"/cafe\u0301": {"text": "2"}}}"#
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [composed, decomposed, composed].map { SourceText(name: "a.json", text: $0) })
        #expect(diagnostics.map(\.headline) == [])
        let paths = try #require(scenario).files.map(\.path)
        #expect(paths == [Array("/cafe\u{301}".utf8), Array("/caf\u{e9}".utf8)])
    }
}
