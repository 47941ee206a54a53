import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// How attributes of files are shown from version 4 on (draft-04 section 5, draft-13 7).
@Suite struct AttributePresentationTests {
    static let later: [ProtocolVersion] = [.v4, .v5, .v6]

    private func attributes(
        _ path: Text, _ wanted: AttributeFlags?, _ version: ProtocolVersion,
        rules: String = ""
    ) throws -> FileAttributes {
        let client = try Server(rules: rules).connect(version)
        let reply = client.ask(Request.stat(path, wanted, version: version))
        return try #require(reply?.attributes)
    }

    static let flags: [AttributeFlags] = [
        .size, .permissions, .accessTime, .modifyTime, .ownerGroup, [.size, .ownerGroup],
        [.permissions, .modifyTime],
    ]

    @Test(arguments: flags, later)
    func `what is asked for is sent, and nothing else but the type`(
        wanted: AttributeFlags, version: ProtocolVersion
    ) throws {
        let found = try attributes("a.txt", wanted, version)
        #expect(found.flags(for: version) == wanted)
        #expect(found.type == .regular)
    }

    /// What is known of a file, but what clients cannot read that did not ask for it.
    private static func common(_ version: ProtocolVersion) -> AttributeFlags {
        let flags: AttributeFlags = [
            .size, .permissions, .accessTime, .createTime, .modifyTime, .ownerGroup,
        ]
        return version == .v6 ? flags.union([.bits, .linkCount, .ctime]) : flags
    }

    @Test(arguments: later)
    func `an empty mask names no interest: what all clients can read is sent`(
        version: ProtocolVersion
    ) throws {
        let found = try attributes("a.txt", [], version)
        #expect(found.flags(for: version) == Self.common(version))
    }

    @Test(arguments: later)
    func `a listing has what an empty mask has, and attribute bits that are set`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        var attributes = FileAttributes()
        attributes.bits = .hidden
        #expect(client.ask(Request.setstat("empty", attributes, version: version)) == .ok())
        let directory = try client.opendir(".")
        let names = try #require(client.ask(Request.readdir(directory))?.names)
        let plain = try #require(names.first { $0.name == "a.txt" })
        #expect(plain.attributes.flags(for: version) == Self.common(version))
        let marked = try #require(names.first { $0.name == "empty" })
        #expect(marked.attributes.bits == (version == .v4 ? nil : .hidden))
    }

    @Test func `REALPATH of version 6 sends the same`() throws {
        let client = try Server().connect(.v6)
        let names = client.ask(Request.realpath("a.txt", .statAlways))?.names
        #expect(names?.first?.attributes.flags(for: .v6) == Self.common(.v6))
    }

    @Test(arguments: later)
    func `a mask that is left out names no interest either`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        client.send(packet(#"11 00000007 "a.txt""#))
        #expect(client.takeReplies().first?.attributes?.size == 12)
    }

    @Test(arguments: later)
    func `bits of the mask without meaning are ignored`(version: ProtocolVersion) throws {
        let found = try attributes("a.txt", [.size, AttributeFlags(rawValue: 0x2)], version)
        #expect(found.flags(for: version) == .size)
    }

    static let types: [(Text, FileType)] = [
        ("a.txt", .regular), ("dir", .directory), ("link", .symlink), ("loop", .symlink),
    ]

    @Test(arguments: types, later)
    func `the type comes from the mode, which has no type bits left`(
        row: (path: Text, type: FileType), version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let reply = client.ask(Request.lstat(row.path, .permissions, version: version))
        let found = try #require(reply?.attributes)
        #expect(found.type == row.type)
        #expect(found.permissions.map { $0 & ~0o7777 } == 0)
    }

    static let modes: [(String, FileType, FileType)] = [
        ("0140755", .special, .socket), ("0020755", .special, .characterDevice),
        ("0060755", .special, .blockDevice), ("0010755", .special, .fifo),
        ("0100755", .regular, .regular),
    ]

    @Test(arguments: modes, later)
    func `version 4 has fewer types, the others are special files there`(
        row: (mode: String, v4: FileType, later: FileType), version: ProtocolVersion
    ) throws {
        let rules = #"""
            {"on": "getAttributes", "do": {"attributes": {"set": {"mode": "\#(row.mode)"}}}}
            """#
        let found = try attributes("a.txt", .permissions, version, rules: rules)
        #expect(found.type == (version == .v4 ? row.v4 : row.later))
        #expect(found.permissions == 0o755)
    }

    @Test(arguments: later)
    func `owner and group are names, or digits where nobody has the number`(
        version: ProtocolVersion
    ) throws {
        let found = try attributes("a.txt", .ownerGroup, version)
        #expect(found.owner == Array("demo".utf8))
        #expect(found.group == Array("users".utf8))
        let rules = #"""
            {"on": "getAttributes", "do": {"attributes": {"set": {"uid": 77, "gid": 4294967295}}}}
            """#
        let other = try attributes("a.txt", .ownerGroup, version, rules: rules)
        #expect(other.owner == Array("77".utf8))
        #expect(other.group == Array("4294967295".utf8))
    }

    @Test(arguments: later)
    func `nanoseconds are sent when they are asked for`(version: ProtocolVersion) throws {
        let server = try Server()
        let client = server.connect(version)
        let time = FileAttributes(modifyTime: Timestamp(seconds: -1, nanoseconds: 500_000_000))
        #expect(client.ask(Request.setstat("a.txt", time, version: version)) == .ok())
        let whole = client.ask(Request.stat("a.txt", .modifyTime, version: version))
        #expect(whole?.attributes?.modifyTime == Timestamp(seconds: -1))
        let wanted: AttributeFlags = [.modifyTime, .subsecondTimes]
        let exact = client.ask(Request.stat("a.txt", wanted, version: version))
        #expect(exact?.attributes?.modifyTime == time.modifyTime)
    }

    @Test(arguments: later)
    func `a listing names owners and types, without lines for people`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let directory = try client.opendir(".")
        let names = try #require(client.ask(Request.readdir(directory))?.names)
        let entry = try #require(names.first { $0.name == "link" })
        #expect(entry.longName == "")
        #expect(entry.attributes.type == .symlink)
        #expect(entry.attributes.owner == Array("demo".utf8))
        #expect(entry.attributes.size == 5)
    }

    @Test func `version 6 is told which names are the last of a listing`() throws {
        var limits = SessionLimits()
        limits.listingBytes = 300
        let client = try Server(limits: limits).connect(.v6)
        let directory = try client.opendir(".")
        var last: [Bool?] = []
        var count = 0
        while case .names(_, let names, let endOfList)? = client.ask(Request.readdir(directory)) {
            last.append(endOfList)
            count += names.count
        }
        #expect(count == 12)
        #expect(last.count > 2)
        #expect(last.dropLast().allSatisfy { $0 == false })
    }

    @Test func `a listing that fits one reply is its own end, EOF follows`() throws {
        let client = try Server().connect(.v6)
        let directory = try client.opendir("void")
        let first = client.ask(Request.readdir(directory))
        guard case .names(_, let names, let endOfList)? = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(names.map(\.name) == [".", ".."])
        #expect(endOfList == true)
        #expect(client.ask(Request.readdir(directory))?.code == .eof)
    }

    @Test(arguments: later)
    func `a rule leaves out one time of two, where version 3 has one bit for both`(
        version: ProtocolVersion
    ) throws {
        let rules = #"""
            {"on": "getAttributes", "do": {"attributes": {"omit": "ACCESSTIME"}}}
            """#
        let found = try attributes("a.txt", [], version, rules: rules)
        #expect(found.accessTime == nil)
        #expect(found.modifyTime != nil)
    }
}
