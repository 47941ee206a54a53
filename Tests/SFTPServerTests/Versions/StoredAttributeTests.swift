import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Attributes only later versions have, set by one request and shown by another, and what they
/// mean for REMOVE, RENAME and LINK (draft-13 section 7).
@Suite struct StoredAttributeTests {
    private func set(
        _ client: Client, _ path: Text, _ version: ProtocolVersion,
        _ change: (inout FileAttributes) -> Void
    ) -> StatusCode? {
        var attributes = FileAttributes()
        change(&attributes)
        return client.ask(Request.setstat(path, attributes, version: version))?.code
    }

    private func found(
        _ client: Client, _ path: Text, _ version: ProtocolVersion, _ wanted: AttributeFlags
    ) throws -> FileAttributes {
        let reply = client.ask(Request.stat(path, wanted, version: version))
        return try #require(reply?.attributes)
    }

    private static let entries = ["OWNER@", "users", "demo@example.org"].enumerated().map {
        AccessControlEntry(
            type: UInt32($0.offset), flag: $0.offset == 1 ? 0x40 : 0, mask: [.readData, .writeACL],
            who: Array($0.element.utf8))
    }

    @Test(arguments: [.v4, .v5, .v6] as [ProtocolVersion])
    func `an ACL is stored and shown entry by entry`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        let list = AccessControlList(
            flags: version == .v6 ? 0x13 : 0, entries: Self.entries)
        #expect(set(client, "a.txt", version) { $0.acl = list } == .ok)
        let shown = try found(client, "a.txt", version, .acl)
        #expect(shown.acl?.entries == Self.entries)
        #expect(shown.flags(for: version) == .acl)
        let other = try found(client, "a.txt", version, .size)
        #expect(other.acl == nil)
    }

    @Test func `a half of an ACL that is not included stays`() throws {
        let client = try Server().connect(.v6)
        let whole = AccessControlList(flags: 0x13, entries: Self.entries)
        #expect(set(client, "a.txt", .v6) { $0.acl = whole } == .ok)
        let control = AccessControlList(flags: 0x3, entries: [Self.entries[1]])
        #expect(set(client, "a.txt", .v6) { $0.acl = control } == .ok)
        let shown = try found(client, "a.txt", .v6, .acl)
        #expect(Set(shown.acl?.entries.map(\.type) ?? []) == [1, 2])
        let nothing = AccessControlList(flags: 0, entries: [])
        #expect(set(client, "a.txt", .v6) { $0.acl = nothing } == .ok)
        #expect(try found(client, "a.txt", .v6, .acl).acl?.entries == shown.acl?.entries)
    }

    @Test(arguments: [.v5, .v6] as [ProtocolVersion])
    func `attribute bits are stored, and those that are not valid stay`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        #expect(set(client, "a.txt", version) { $0.bits = [.hidden, .archive] } == .ok)
        #expect(try found(client, "a.txt", version, .bits).bits == [.hidden, .archive])
        guard version == .v6 else { return }
        let code = set(client, "a.txt", .v6) {
            $0.bits = .system
            $0.bitsValid = [.system, .hidden]
        }
        #expect(code == .ok)
        #expect(try found(client, "a.txt", .v6, .bits).bits == [.system, .archive])
    }

    @Test func `bits that are not valid may hold anything`() throws {
        let client = try Server().connect(.v6)
        let code = set(client, "a.txt", .v6) {
            $0.bits = AttributeBits(rawValue: .max)
            $0.bitsValid = .hidden
        }
        #expect(code == .ok)
        #expect(try found(client, "a.txt", .v6, .bits).bits == .hidden)
    }

    static let protecting: [AttributeBits] = [.readOnly, .immutable]

    @Test(arguments: protecting, ProtocolVersion.allCases)
    func `a protected file cannot be deleted, whatever version asks`(
        bits: AttributeBits, version: ProtocolVersion
    ) throws {
        let server = try Server()
        let newest = server.connect(.v6)
        #expect(set(newest, "a.txt", .v6) { $0.bits = bits } == .ok)
        let client = server.connect(version)
        let code = client.ask(Request.remove("a.txt"))?.code
        #expect(code == (version == .v6 ? .cannotDelete : .permissionDenied))
        let record = try #require(server.entries.last?.record)
        #expect(record.outcome ?? record.status == .cannotDelete)
        #expect(client.ask(Request.lstat("a.txt", version: version))?.attributes != nil)
    }

    @Test func `an immutable file is neither renamed nor linked`() throws {
        let client = try Server().connect(.v6)
        #expect(set(client, "a.txt", .v6) { $0.bits = .immutable } == .ok)
        let rename = client.ask(Request.rename("a.txt", "new", version: .v6))
        #expect(rename?.code == .permissionDenied)
        let link = client.ask(Request.link("new", to: "a.txt", isSymbolic: false))
        #expect(link?.code == .permissionDenied)
        #expect(set(client, "a.txt", .v6) { $0.bits = [] } == .ok)
        #expect(client.ask(Request.rename("a.txt", "new", version: .v6)) == .ok())
    }

    @Test func `version 6 tells allocation, link count and both times of change`() throws {
        let client = try Server().connect(.v6)
        #expect(client.ask(Request.link("new", to: "a.txt", isSymbolic: false)) == .ok())
        let wanted: AttributeFlags = [.allocationSize, .linkCount, .ctime, .createTime]
        let shown = try found(client, "a.txt", .v6, wanted)
        #expect(shown.linkCount == 2)
        #expect(try #require(shown.allocationSize) >= 12)
        #expect(shown.ctime == Timestamp(seconds: Server.wallSeconds))
        #expect(shown.createTime == Timestamp(seconds: Server.wallSeconds))
        #expect(shown.flags(for: .v6) == wanted)
    }

    @Test(arguments: [.v4, .v5, .v6] as [ProtocolVersion])
    func `the creation time can be set`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        let time = Timestamp(seconds: -5)
        #expect(set(client, "a.txt", version) { $0.createTime = time } == .ok)
        #expect(try found(client, "a.txt", version, .createTime).createTime == time)
    }
}
