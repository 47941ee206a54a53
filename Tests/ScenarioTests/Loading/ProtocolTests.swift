import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

/// How a scenario says how SFTP is spoken, and who owns and may store what.
struct ProtocolTests {
    private func load(_ texts: String...) throws -> Scenario {
        let files = texts.enumerated().map {
            SourceText(name: "\($0.offset).json", text: $0.element)
        }
        let (scenario, diagnostics) = ScenarioLoader.load(files: files)
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario)
    }

    private func spec(_ members: String) throws -> ProtocolSpec {
        try load(#"{"version": 1, "server": {\#(members)}}"#).server.protocolSpec
    }

    @Test func `a scenario that says nothing serves versions 3 to 6 and sends codes raw`() throws {
        let spec = try load().server.protocolSpec
        #expect(spec.versions == .v3 ... .v6)
        #expect(spec.announcedVersion == nil)
        #expect(spec.statusCodes == .raw)
        #expect(spec.extensions.isEmpty && spec.extensionData.isEmpty)
        #expect(spec.newline == [0x0a])
        #expect(spec.names == .utf8)
        #expect(spec.symlinkOrder == .openssh)
        #expect(spec == ProtocolSpec())
    }

    @Test(
        arguments: [
            (#"{"min": 4, "max": 5}"#, .v4 ... .v5), (#"{"min": 5}"#, .v5 ... .v6),
            (#"{"max": 4}"#, .v3 ... .v4), ("6", .v6 ... .v6),
        ] as [(String, ClosedRange<ProtocolVersion>)])
    func `versions are bounds or one number`(
        text: String, versions: ClosedRange<ProtocolVersion>
    ) throws {
        #expect(try spec(#""versions": \#(text)"#).versions == versions)
    }

    @Test func `every setting of the protocol is read`() throws {
        let spec = try spec(
            #"""
            "announcedVersion": 4294967295, "statusCodes": "compat",
            "extensions": {"posix-rename@openssh.com": "off", "newline": "hidden",
                           "copy-data": {"as": "refused", "data": "7"},
                           "fsync@openssh.com": {"data": {"hex": "00 ff"}}},
            "otherExtensions": {"tea@example.com": "green"},
            "newline": "\r\n", "filenameCharset": "ISO-8859-1", "names": "raw",
            "vendorID": {"vendor": "v", "product": "p", "version": "1", "build": 2},
            "symlinkOrder": "draft"
            """#)
        var expected = ProtocolSpec()
        expected.announcedVersion = .max
        expected.statusCodes = .compat
        expected.extensions = [
            .posixRename: .off, .newline: .hidden, .copyData: .refused, .fsync: .announced,
        ]
        expected.extensionData = [.copyData: [0x37], .fsync: [0, 0xff]]
        expected.otherExtensions = [
            ExtensionAnnouncement(
                name: Array("tea@example.com".utf8), data: Array("green".utf8))
        ]
        expected.newline = [0x0d, 0x0a]
        expected.filenameCharset = Array("ISO-8859-1".utf8)
        expected.names = .raw
        expected.vendorID = VendorID(vendor: [0x76], product: [0x70], version: [0x31], build: 2)
        expected.symlinkOrder = .draft
        #expect(spec == expected)
    }

    @Test func `a later file replaces what it names and no more`() throws {
        let spec = try load(
            #"""
            {"version": 1, "server": {"versions": 3, "newline": "\r",
             "extensions": {"copy-data": {"data": "7"}, "newline": "off"}}}
            """#,
            #"{"version": 1, "server": {"versions": 6, "extensions": {"copy-data": "off"}}}"#
        ).server.protocolSpec
        #expect(spec.versions == .v6 ... .v6)
        #expect(spec.newline == [0x0d])
        #expect(spec.extensions == [.copyData: .off, .newline: .off])
        #expect(spec.extensionData == [:])
    }

    @Test(arguments: [
        #"{"min": 5}"#, #"{"min": 3}, "statusCodes": "compat""#,
        #"{"min": 3}, "statusCodes": "raw""#,
    ])
    func `a code every version has, or another policy, is no error`(versions: String) throws {
        let scenario = try load(
            #"""
            {"version": 1, "server": {"statusCodes": "strict"}, "rules": [
              {"on": "fileOpen", "do": {"status": "LOCK_CONFLICT"}}]}
            """#, #"{"version": 1, "server": {"versions": \#(versions)}}"#)
        #expect(scenario.rules.count == 1)
    }

    @Test(arguments: [
        #""version": {"atLeast": 5}"#, #""version": [5, 6]"#, #""version": {"above": 4}"#,
        #""all": [{"path": "/a"}, {"version": 6}]"#,
        #""any": [{"version": 5}, {"version": 6}]"#,
    ])
    func `strict looks at the versions a rule can meet`(when: String) throws {
        let scenario = try load(
            #"""
            {"version": 1, "server": {"statusCodes": "strict"}, "rules": [
              {"on": "fileOpen", "when": {\#(when)}, "do": {"status": "LOCK_CONFLICT"}}]}
            """#)
        #expect(scenario.rules.count == 1)
    }

    @Test(arguments: [
        #""any": [{"version": 5}, {"path": "/a"}]"#, #""not": {"version": 3}"#,
        #""version": {"below": 5}"#,
    ])
    func `strict refuses a rule that other versions can meet`(when: String) {
        let text = #"""
            {"version": 1, "server": {"statusCodes": "strict"}, "rules": [
              {"on": "fileOpen", "when": {\#(when)}, "do": {"status": "LOCK_CONFLICT"}}]}
            """#
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(scenario == nil)
        #expect(diagnostics.map(\.place.pointer.description) == ["/rules/0/do/status"])
    }

    @Test func `strict takes every code in the version that brings it`() throws {
        for row in StatusCode.table where row.code != .noConnection && row.code != .connectionLost {
            let text = #"""
                {"version": 1, "server": {"statusCodes": "strict",
                 "versions": \#(row.since.rawValue)},
                 "rules": [{"on": "fileOpen", "do": {"status": "\#(row.shortName)"}}]}
                """#
            _ = try load(text)
        }
    }

    @Test func `root is there without being named`() throws {
        #expect(try load().principals.users == [0: "root", 1000: "demo"])
        #expect(Scenario().principals == PrincipalsSpec(users: [0: "root"], groups: [0: "root"]))
    }

    @Test func `users have numbers, quotas and a group of their own`() throws {
        let scenario = try load(
            #"""
            {"version": 1, "server": {"capacity": {"files": 9}},
             "users": [{"name": "a"}, {"name": "b", "quota": "2MiB"},
                       {"name": "c", "uid": 7, "quota": {"bytes": "1B", "files": 3}},
                       {"name": "d", "uid": 8, "gid": 9}],
             "principals": {"users": {"www": 33}, "groups": {"staff": 50}}}
            """#)
        #expect(scenario.users.map(\.uid) == [1000, 1001, 7, 8])
        #expect(scenario.users.map(\.gid) == [1000, 1001, 7, 9])
        #expect(
            scenario.users.map(\.quota) == [
                QuotaSpec(), QuotaSpec(bytes: 2 << 20), QuotaSpec(bytes: 1, files: 3), QuotaSpec(),
            ])
        #expect(scenario.server.capacity == QuotaSpec(files: 9))
        #expect(
            scenario.principals.users
                == [0: "root", 1000: "a", 1001: "b", 7: "c", 8: "d", 33: "www"])
        #expect(
            scenario.principals.groups
                == [0: "root", 1000: "a", 1001: "b", 7: "c", 9: "d", 50: "staff"])
    }

    @Test func `files have owners by name and the attributes of later versions`() throws {
        let scenario = try load(
            #"""
            {"version": 1, "principals": {"users": {"www": 33}, "groups": {"staff": 50}},
             "files": {"/a": {"text": "", "owner": "www", "group": "staff",
               "createTime": "2000-01-01T00:00:00.25Z", "mimeType": "text/plain",
               "bits": ["HIDDEN", "SSH_FILEXFER_ATTR_FLAGS_SYSTEM"],
               "acl": [{"who": "www", "rights": ["READ_DATA", "ACE4_READ_ACL"]},
                       {"type": "ACCESS_DENIED", "who": "EVERYONE@", "rights": 4294967295,
                        "flags": ["FILE_INHERIT", "IDENTIFIER_GROUP"]}]},
              "/b": {"text": "", "owner": "demo",
               "acl": {"entries": [], "flags": ["CONTROL_PRESENT", "AUDIT_ALARM_INHERITED"]}}}}
            """#)
        let (first, second) = (scenario.files[0], scenario.files[1])
        #expect(first.uid == 33 && first.gid == 50)
        #expect(first.createTime == Timestamp(seconds: 946_684_800, nanoseconds: 250_000_000))
        #expect(first.mimeType == Array("text/plain".utf8))
        #expect(first.bits == [.hidden, .system])
        #expect(
            first.acl
                == AccessControlList(entries: [
                    AccessControlEntry(
                        type: 0, mask: [.readData, .readACL], who: Array("www".utf8)),
                    AccessControlEntry(
                        type: 1, flag: 0x41, mask: AccessMask(rawValue: .max),
                        who: Array("EVERYONE@".utf8)),
                ]))
        #expect(second.uid == 1000 && second.gid == nil)
        #expect(second.acl == AccessControlList(flags: 0x22))
    }

    @Test(arguments: [
        ("2000-01-01T00:00:00.1Z", 100_000_000), ("2000-01-01T00:00:00.000000001Z", 1),
        ("2000-01-01T00:00:00.999999999Z", 999_999_999), ("2000-01-01T00:00:00Z", 0),
    ])
    func `times have fractions of a second`(text: String, nanoseconds: UInt32) throws {
        let scenario = try load(
            #"{"version": 1, "files": {"/a": {"text": "", "mtime": "\#(text)"}}}"#)
        #expect(
            scenario.files.first?.modifyTime
                == Timestamp(seconds: 946_684_800, nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "2000-01-01T00:00:00.Z", "2000-01-01T00:00:00.0000000001Z", "2000-01-01T00:00:00.1",
        "2000-01-01T00:00:00,1Z", "2000-01-01T00:00:00.1aZ", "2000-01-01T00:00:00ZZ",
    ])
    func `a wrong fraction of a second is refused`(text: String) {
        let (scenario, _) = ScenarioLoader.load(
            files: [
                SourceText(
                    name: "a.json",
                    text: #"{"version": 1, "files": {"/a": {"text": "", "mtime": "\#(text)"}}}"#)
            ])
        #expect(scenario == nil)
    }
}
