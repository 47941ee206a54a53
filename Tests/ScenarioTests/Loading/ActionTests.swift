import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

struct ActionTests {
    private static func attributes(_ fill: (inout FileAttributes) -> Void) -> FileAttributes {
        var attributes = FileAttributes()
        fill(&attributes)
        return attributes
    }

    private static func disconnect(_ reason: UInt32, _ message: String) -> Effect {
        .endConnection(.disconnect(reason: reason, message: message))
    }

    private static let table: [(on: String, action: String, effects: [Effect])] = [
        ("fileOpen", #""status": "LOCK_CONFLICT""#, [.status(.init(code: .lockConflict))]),
        ("fileOpen", #""status": "SSH_FX_EOF""#, [.status(.init(code: .eof))]),
        ("fileOpen", #""status": "LOCK_CONFlICT""#, [.status(.init(code: .lockConflict))]),
        (
            "fileOpen", #""status": "SSH_FX_UNKNOWN_PRINCIPLE""#,
            [.status(.init(code: .unknownPrincipal))]
        ),
        (
            "fileOpen", #""status": 4294967295"#,
            [.status(.init(code: StatusCode(rawValue: .max)))]
        ),
        (
            "fileOpen", #""status": {"code": 4, "message": {"hex": "ff"}, "language": ""}"#,
            [.status(.init(code: .failure, message: [0xff], language: []))]
        ),
        ("fileWrite", #""effect": "skip""#, [.skipOperation]),
        ("fileWrite", #""effect": "apply""#, []),
        ("init", #""delay": "200ms""#, [.delay(nanoseconds: 200_000_000, holdsSession: true)]),
        (
            "fileRead", #""delay": {"for": "1s", "holds": "reply"}"#,
            [.delay(nanoseconds: 1_000_000_000, holdsSession: false)]
        ),
        ("fileOpen", #""handle": {"base64": "AAE="}"#, [.handle([0, 1])]),
        ("fileRead", #""data": "abc""#, [.data([0x61, 0x62, 0x63])]),
        ("fileRead", #""data": """#, [.data([])]),
        (
            "getAttributes", #""attributes": {"set": {"size": "1KiB", "mode": "0100644"}}"#,
            [
                .attributes(
                    AttributePatch(
                        set: attributes {
                            $0.size = 1024
                            $0.permissions = 0o100_644
                        }))
            ]
        ),
        (
            "dirRead",
            #""attributes": {"set": {"atime": 1, "mtime": 2}, "omit": ["SIZE", "UIDGID"]}"#,
            [
                .attributes(
                    AttributePatch(
                        set: attributes {
                            $0.accessTime = Timestamp(seconds: 1)
                            $0.modifyTime = Timestamp(seconds: 2)
                        }, omit: [.size, .uidGid]))
            ]
        ),
        ("fileClose", #""drop": true"#, [.dropReply]),
        ("connectionRequest", #""connection": "reset""#, [.endConnection(.reset)]),
        ("userAuthRequest", #""connection": "fin""#, [.endConnection(.fin)]),
        (
            "error", #""connection": {"closeChannel": {}}"#,
            [.endConnection(.closeChannel(exitStatus: nil))]
        ),
        (
            "init", #""connection": {"closeChannel": {"exitStatus": 127}}"#,
            [.endConnection(.closeChannel(exitStatus: 127))]
        ),
        ("fileOpen", #""connection": {"disconnect": {}}"#, [disconnect(11, "")]),
        (
            "fileOpen",
            #""connection": {"disconnect": {"reason": "TOO_MANY_CONNECTIONS", "message": "x"}}"#,
            [disconnect(12, "x")]
        ),
        ("fileOpen", #""connection": {"disconnect": {"reason": 77}}"#, [disconnect(77, "")]),
        ("userAuthRequest", #""auth": "accept""#, [.acceptAuthentication]),
        ("userAuthRequest", #""auth": "deny""#, [.denyAuthentication]),
        (
            "userAuthRequest", #""auth": {"partialSuccess": {"remaining": "publickey"}}"#,
            [.partialSuccess(remaining: ["publickey"])]
        ),
        (
            "fileRead", #""connection": "reset", "delay": "1ms""#,
            [.delay(nanoseconds: 1_000_000, holdsSession: true), .endConnection(.reset)]
        ),
    ]

    @Test(arguments: table.indices)
    func `an action becomes its effects`(index: Int) {
        let (on, action, effects) = Self.table[index]
        let text = #"{"version": 1, "rules": [{"on": "\#(on)", "do": {\#(action)}}]}"#
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(diagnostics.filter { $0.severity == .error }.map(\.headline) == [])
        #expect(scenario?.rules.first?.effects == effects)
    }

    @Test(arguments: StatusCode.table.map(\.shortName))
    func `every status is known by name, with and without prefix`(name: String) throws {
        let code = try #require(StatusCode(name: name))
        for spelling in [name, "SSH_FX_" + name] {
            let text = """
                {"version": 1, "rules": [{"on": "fileOpen", "do": {"status": "\(spelling)"}}]}
                """
            let (scenario, _) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
            #expect(scenario?.rules.first?.effects == [.status(StatusReplacement(code: code))])
        }
    }

    @Test func `an action that conflicts with another knows it by name`() {
        let names = Set(ActionCatalog.keys.map(\.name))
        for action in ActionCatalog.all {
            #expect(Set(action.conflicts.map(\.key)).isSubset(of: names))
            #expect(!action.conflicts.contains { $0.key == action.key.name })
        }
    }

    @Test(arguments: ActionCatalog.all.indices)
    func `the example of an action is sound on an event it names`(index: Int) throws {
        let action = ActionCatalog.all[index]
        let event = try #require(EventKind.allCases.first { action.events.contains($0) })
        let text = """
            {"version": 1, "states": {"disk": {"initial": "ok"}},
             "rules": [{"on": "\(event.rawValue)", "do": {\(action.example)}}]}
            """
        let (_, diagnostics) = ScenarioLoader.load(files: [SourceText(name: "", text: text)])
        // A disconnect needs SSH, which the first event of that action has not yet.
        let expected = action.key.name == "connection" ? 1 : 0
        #expect(diagnostics.count == expected)
    }
}
