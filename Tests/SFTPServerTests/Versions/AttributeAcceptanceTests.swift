import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Which attributes requests may set from version 4 on (draft-13 section 7).
@Suite struct AttributeAcceptanceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let versions: ClosedRange<ProtocolVersion>
        let outcome: StatusCode
        let attributes: FileAttributes

        init(
            _ name: String, _ versions: ClosedRange<ProtocolVersion>, _ outcome: StatusCode,
            _ change: (inout FileAttributes) -> Void
        ) {
            self.name = name
            self.versions = versions
            self.outcome = outcome
            var attributes = FileAttributes()
            change(&attributes)
            self.attributes = attributes
        }

        var testDescription: String { name }
    }

    private static let entry = AccessControlEntry(
        type: AccessControlEntry.accessAllowed, mask: .readData, who: Array("EVERYONE@".utf8))

    private static func list(
        flags: UInt32 = 0x3, _ change: (inout AccessControlEntry) -> Void
    ) -> AccessControlList {
        var changed = entry
        change(&changed)
        return AccessControlList(flags: flags, entries: [changed])
    }

    static let refused: [Row] = [
        Row("link count", .v6 ... .v6, .invalidParameter) { $0.linkCount = 1 },
        Row("untranslated name", .v6 ... .v6, .invalidParameter) { $0.untranslatedName = [1] },
        Row("text hint", .v6 ... .v6, .invalidParameter) { $0.textHint = .knownText },
        Row("allocation below the size", .v6 ... .v6, .invalidParameter) {
            $0.size = 10
            $0.allocationSize = 9
        },
        Row("time of attribute changes", .v6 ... .v6, .opUnsupported) {
            $0.ctime = Timestamp(seconds: 1)
        },
        Row("extended pair", .v6 ... .v6, .opUnsupported) {
            $0.extended = [ExtendedPair(name: Array("a@b".utf8), value: [])]
        },
        Row("undefined mode bits", .v4 ... .v6, .invalidParameter) { $0.permissions = 0o200_000 },
        Row("case-insensitivity", .v5 ... .v6, .opUnsupported) { $0.bits = .caseInsensitive },
        Row("translation error", .v6 ... .v6, .opUnsupported) { $0.bits = .translationError },
        Row("undefined attribute bits", .v5 ... .v6, .opUnsupported) {
            $0.bits = AttributeBits(rawValue: 0x1000)
            $0.bitsValid = AttributeBits(rawValue: 0x1000)
        },
        Row("ACL entry of no type", .v4 ... .v6, .invalidParameter) {
            $0.acl = list { $0.type = 4 }
        },
        Row("ACL entry with undefined flags", .v4 ... .v6, .invalidParameter) {
            $0.acl = list { $0.flag = 0x80 }
        },
        Row("ACL with undefined flags", .v6 ... .v6, .invalidParameter) {
            $0.acl = list(flags: 0x40) { _ in }
        },
        Row("unknown owner", .v4 ... .v6, .unknownPrincipal) { $0.owner = Array("bob".utf8) },
        Row("unknown group", .v4 ... .v6, .unknownPrincipal) { $0.group = Array("x@y".utf8) },
        Row("owner beyond 32 bits", .v4 ... .v6, .unknownPrincipal) {
            $0.owner = Array("4294967296".utf8)
        },
        Row("owner without a name", .v4 ... .v6, .unknownPrincipal) { $0.owner = Array("@y".utf8) },
        Row("owner in other letters", .v4 ... .v6, .unknownPrincipal) {
            $0.owner = Array("Demo".utf8)
        },
        Row("a group as owner", .v4 ... .v6, .ownerInvalid) { $0.owner = Array("users".utf8) },
        Row("a user as group", .v4 ... .v6, .groupInvalid) { $0.group = Array("demo@y".utf8) },
        Row("unknown who", .v4 ... .v6, .unknownPrincipal) {
            $0.acl = list { $0.who = Array("bob".utf8) }
        },
        Row("a special name nobody defined", .v4 ... .v6, .unknownPrincipal) {
            $0.acl = list { $0.who = Array("WORLD@".utf8) }
        },
        Row("a user where a group is meant", .v4 ... .v6, .unknownPrincipal) {
            $0.acl = list {
                $0.who = Array("demo".utf8)
                $0.flag = AccessControlEntry.identifierGroup
            }
        },
    ]

    @Test(arguments: refused, ProtocolVersion.allCases)
    func `what cannot be set is refused and nothing is changed`(
        row: Row, version: ProtocolVersion
    ) throws {
        guard row.versions.contains(version) else { return }
        let server = try Server()
        let client = server.connect(version)
        let before = Snapshot(server.fileSystem)
        var attributes = row.attributes
        attributes.accessTime = Timestamp(seconds: 1)
        let code = client.ask(Request.setstat("a.txt", attributes, version: version))?.code
        #expect(code == row.outcome.nearest(in: version))
        let record = try #require(server.entries.last?.record)
        #expect(record.outcome ?? record.status == row.outcome)
        let handle = try client.opendir("dir")
        let again = client.ask(Request.fsetstat(handle, attributes, version: version))
        #expect(again?.code == code)
        #expect(Snapshot(server.fileSystem) == before)
    }

    static let taken: [Row] = [
        Row("owner by name", .v4 ... .v6, .ok) { $0.owner = Array("demo".utf8) },
        Row("owner with a domain", .v4 ... .v6, .ok) { $0.owner = Array("demo@localhost".utf8) },
        Row("owner by number", .v4 ... .v6, .ok) { $0.owner = Array("1000".utf8) },
        Row("number with a domain", .v4 ... .v6, .ok) { $0.group = Array("100@x".utf8) },
        Row("empty owner", .v4 ... .v6, .ok) {
            $0.owner = []
            $0.group = Array("users".utf8)
        },
        Row("mode with type bits", .v4 ... .v6, .ok) { $0.permissions = 0o100_644 },
        Row("extended pair", .v4 ... .v5, .ok) {
            $0.extended = [ExtendedPair(name: Array("a@b".utf8), value: [])]
        },
    ]

    @Test(arguments: taken, ProtocolVersion.allCases)
    func `what can be set is taken`(row: Row, version: ProtocolVersion) throws {
        guard row.versions.contains(version) else { return }
        let server = try Server()
        let client = server.connect(version)
        let before = Snapshot(server.fileSystem).entries["/home/demo/a.txt"]?.attributes
        #expect(client.ask(Request.setstat("a.txt", row.attributes, version: version)) == .ok())
        let after = Snapshot(server.fileSystem).entries["/home/demo/a.txt"]?.attributes
        #expect(after?.uid == before?.uid)
        #expect(after?.gid == before?.gid)
        #expect(after?.permissions == before?.permissions)
    }

    @Test(arguments: [.v4, .v5, .v6] as [ProtocolVersion])
    func `owner and group become the numbers of the names`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        var attributes = FileAttributes()
        attributes.owner = Array("7".utf8)
        attributes.group = Array("8".utf8)
        #expect(client.ask(Request.setstat("a.txt", attributes, version: version)) == .ok())
        attributes.owner = Array("demo".utf8)
        attributes.group = []
        #expect(client.ask(Request.setstat("a.txt", attributes, version: version)) == .ok())
        let reply = client.ask(Request.stat("a.txt", .ownerGroup, version: version))
        let found = try #require(reply?.attributes)
        #expect(found.owner == Array("demo".utf8))
        #expect(found.group == Array("8".utf8))
    }

    @Test(arguments: [.v5, .v6] as [ProtocolVersion])
    func `each unknown name is told once, the owner's first`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        var attributes = FileAttributes()
        attributes.owner = Array("bob".utf8)
        attributes.group = Array("crew".utf8)
        attributes.acl = AccessControlList(
            flags: 0x3,
            entries: ["bob", "OWNER@", "eve"].map {
                AccessControlEntry(type: 0, mask: .readData, who: Array($0.utf8))
            })
        client.send(Request.setstat("a.txt", attributes, version: version))
        let reply = packet(
            #"65 00000007 00000010 "Unknown principal: bob, crew, eve" "en" "bob" "crew" "eve""#)
        #expect(hex(client.takeOutput()) == hex(reply))
    }

    @Test func `of thousands of unknown names 64 are told, three of them to people`() throws {
        let client = try Server().connect(.v6)
        var attributes = FileAttributes()
        attributes.acl = AccessControlList(
            flags: 0x3,
            entries: (0..<10_000).map {
                AccessControlEntry(type: 0, mask: .readData, who: Array("n\($0)".utf8))
            })
        client.send(Request.setstat("a.txt", attributes, version: .v6))
        let names = (0..<64).map { #""n\#($0)""# }.joined(separator: " ")
        let reply = packet(
            #"65 00000007 00000010 "Unknown principal: n0, n1, n2 and 61 more" "en" \#(names)"#)
        #expect(hex(client.takeOutput()) == hex(reply))
    }

    @Test(arguments: [0, 3, 6, 255] as [UInt8], [.v4, .v5, .v6] as [ProtocolVersion])
    func `the type of a request says nothing`(type: UInt8, version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        var attributes = FileAttributes(permissions: 0o600)
        attributes.type = FileType(rawValue: type)
        #expect(client.ask(Request.setstat("a.txt", attributes, version: version)) == .ok())
        let reply = client.ask(Request.stat("a.txt", .permissions, version: version))
        #expect(reply?.attributes?.type == .regular)
        #expect(reply?.attributes?.permissions == 0o600)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `version 6 leaves the umask to the client`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        let mode = FileAttributes(permissions: 0o777)
        #expect(client.ask(Request.mkdir("new", mode, version: version)) == .ok())
        let reply = client.ask(Request.stat("new", .permissions, version: version))
        let given = try #require(reply?.attributes?.permissions)
        #expect(given & 0o777 == (version == .v6 ? 0o777 : 0o755))
    }

    @Test(arguments: [.v4, .v5, .v6] as [ProtocolVersion])
    func `nanoseconds of a second or more are invalid`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        client.send(
            packet(#"09 00000007 "a.txt" 00000120 01 0000000000000001 3b9aca00"#))
        let code: StatusCode = version == .v6 ? .invalidParameter : .badMessage
        #expect(client.takeReplies().map(\.code) == [code])
    }

    @Test(arguments: [.v4, .v5, .v6] as [ProtocolVersion])
    func `MKDIR refuses what SETSTAT refuses and makes nothing`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        var attributes = FileAttributes()
        attributes.owner = Array("bob".utf8)
        let reply = client.ask(Request.mkdir("new", attributes, version: version))
        #expect(reply?.code == StatusCode.unknownPrincipal.nearest(in: version))
        #expect(client.ask(Request.stat("new", version: version))?.code == .noSuchFile)
    }
}
