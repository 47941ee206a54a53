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
            [.status(.init(code: .failure, message: TemplateText([0xff]), language: []))]
        ),
        (
            "fileOpen",
            #""status": {"code": "UNKNOWN_PRINCIPAL", "data": {"names": ["bob", {"hex": "ff"}]}}"#,
            [
                .status(
                    .init(
                        code: .unknownPrincipal,
                        errorData: [0, 0, 0, 3, 0x62, 0x6f, 0x62, 0, 0, 0, 1, 0xff]))
            ]
        ),
        (
            "fileOpen", #""status": {"code": 4, "data": {"hex": "00 01"}}"#,
            [.status(.init(code: .failure, errorData: [0, 1]))]
        ),
        ("dirRead", #""atEnd": true"#, [.atEnd(true)]),
        ("fileRead", #""atEnd": false"#, [.atEnd(false)]),
        ("init", #""version": 4"#, [.version(VersionAnswer(spoken: .v4))]),
        ("init", #""version": {"atMost": 5}"#, [.version(VersionAnswer(highest: .v5))]),
        (
            "init", #""version": {"speak": 6, "announce": 3}"#,
            [.version(VersionAnswer(spoken: .v6, announced: 3))]
        ),
        (
            "init", #""version": {"announce": 4294967295}"#,
            [.version(VersionAnswer(announced: .max))]
        ),
        ("fileWrite", #""effect": "skip""#, [.skipOperation]),
        ("fileWrite", #""effect": "apply""#, []),
        ("init", #""delay": "200ms""#, [.delay(nanoseconds: 200_000_000, holdsSession: true)]),
        (
            "fileRead", #""delay": {"for": "1s", "holds": "reply"}"#,
            [.delay(nanoseconds: 1_000_000_000, holdsSession: false)]
        ),
        (
            "fileOpen", #""handle": {"base64": "AAE="}"#,
            [.content(.handle(HandleAnswer(.chosen(TemplateText([0, 1])))))]
        ),
        ("fileRead", #""data": "abc""#, [.content(.data(DataAnswer(.bytes("abc"))))]),
        ("fileRead", #""data": """#, [.content(.data(DataAnswer(.bytes(""))))]),
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
                        }, omit: [.size, .uidGid, .ownerGroup]))
            ]
        ),
        (
            "getAttributes",
            #"""
            "attributes": {"set": {"allocationSize": "4KiB", "type": "SOCKET", "owner": "o",
              "group": {"hex": "ff"}, "createTime": 3, "ctime": "1970-01-01T00:00:00.5Z",
              "bits": "HIDDEN", "bitsValid": ["HIDDEN", "SYSTEM"], "textHint": "GUESSED_TEXT",
              "mimeType": "a/b", "linkCount": 7, "untranslatedName": {"hex": "e9"},
              "extended": {"x@y": "z"}, "acl": []}}
            """#,
            [
                .attributes(
                    AttributePatch(
                        set: attributes {
                            $0.allocationSize = 4096
                            $0.type = .socket
                            $0.owner = [0x6f]
                            $0.group = [0xff]
                            $0.createTime = Timestamp(seconds: 3)
                            $0.ctime = Timestamp(seconds: 0, nanoseconds: 500_000_000)
                            $0.bits = .hidden
                            $0.bitsValid = [.hidden, .system]
                            $0.textHint = .guessedText
                            $0.mimeType = Array("a/b".utf8)
                            $0.linkCount = 7
                            $0.untranslatedName = [0xe9]
                            $0.extended = [ExtendedPair(name: Array("x@y".utf8), value: [0x7a])]
                            $0.acl = AccessControlList()
                        }))
            ]
        ),
        (
            "dirRead", #""attributes": {"set": {"type": 255, "textHint": 9}}"#,
            [
                .attributes(
                    AttributePatch(
                        set: attributes {
                            $0.type = FileType(rawValue: 255)
                            $0.textHint = TextHint(rawValue: 9)
                        }))
            ]
        ),
        (
            "getAttributes", #""attributes": {"flags": 4294967295}"#,
            [.attributes(AttributePatch(rawFlags: .max))]
        ),
        (
            "dirRead", #""attributes": {"flags": ["SIZE", "ACL"], "omit": "ACMODTIME"}"#,
            [.attributes(AttributePatch(omit: [.accessTime, .modifyTime], rawFlags: 0x41))]
        ),
        (
            "dirRead", #""attributes": {"omit": ["ACCESSTIME", "OWNERGROUP"]}"#,
            [.attributes(AttributePatch(omit: [.accessTime, .uidGid, .ownerGroup]))]
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

    @Test(
        arguments: zip(
            [
                "ostOk", "ostNoSuchFile", "ostAccessDenied", "ostWriteProtect", "ostUnsupported",
                "ostInvalidParameter", "ostEOF",
            ], [0, 2, 3, 12, 8, 23, 1]))
    func `the seven values of OperationStatus are known`(name: String, code: UInt32) {
        let text = #"{"version": 1, "rules": [{"on": "fileOpen", "do": {"status": "\#(name)"}}]}"#
        let (scenario, _) = ScenarioLoader.load(files: [SourceText(name: "a.json", text: text)])
        var status = StatusReplacement(code: StatusCode(rawValue: code))
        status.isNearest = true
        #expect(scenario?.rules.first?.effects == [.status(status)])
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
