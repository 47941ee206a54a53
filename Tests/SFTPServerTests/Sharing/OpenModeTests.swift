import SFTPServer
import SFTPWire
import Scenario
import Testing

/// OPEN from version 5 on (draft-05 section 6.3.1, draft-13 8.1.1).
@Suite struct OpenModeTests {
    private static let reading: AccessMask = [.readData, .readAttributes]
    private static let writing: AccessMask = [.writeData, .writeAttributes]

    struct Disposition: Sendable, CustomTestStringConvertible {
        var disposition: OpenDisposition
        /// The code for a missing file, nil when it is made.
        var missing: StatusCode?
        /// The code for an existing file, nil when it is opened.
        var existing: StatusCode?
        var truncates: Bool
        var testDescription: String { disposition.name }
    }

    static let dispositions = [
        Disposition(
            disposition: .createNew, missing: nil, existing: .fileAlreadyExists, truncates: false),
        Disposition(
            disposition: .createTruncate, missing: nil, existing: nil, truncates: true),
        Disposition(
            disposition: .openExisting, missing: .noSuchFile, existing: nil, truncates: false),
        Disposition(
            disposition: .openOrCreate, missing: nil, existing: nil, truncates: false),
        Disposition(
            disposition: .truncateExisting, missing: .noSuchFile, existing: nil, truncates: true),
    ]

    @Test(arguments: dispositions, [ProtocolVersion.v5, .v6])
    func `the disposition says what happens to a file that exists or does not`(
        row: Disposition, version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        func open(_ path: Text) -> Reply? {
            client.ask(
                Request.open(
                    path, Self.writing, OpenModes(row.disposition), version: version))
        }
        let missing = open("new")
        #expect(missing?.code == row.missing)
        #expect((missing?.handle != nil) == (row.missing == nil))
        let exists = client.ask(Request.lstat("new", version: version))?.attributes != nil
        #expect(exists == (row.missing == nil))
        let existing = open("a.txt")
        #expect(existing?.code == row.existing)
        #expect((existing?.handle != nil) == (row.existing == nil))
        let size = client.ask(Request.stat("a.txt", version: version))?.attributes?.size
        #expect(size == (row.truncates ? 0 : 12))
    }

    @Test(arguments: OpenDisposition.allCases)
    func `a directory cannot be opened as a file`(disposition: OpenDisposition) throws {
        let client = try Server().connect(.v6)
        let request = Request.open("dir", Self.reading, OpenModes(disposition))
        #expect(client.ask(request)?.code == .fileIsADirectory)
        #expect(client.ask(Request.lstat("dir", version: .v6))?.attributes?.type == .directory)
    }

    @Test func `a folder that is missing on the way is told apart where there is a code`() throws {
        for version in [ProtocolVersion.v5, .v6] {
            let client = try Server().connect(version)
            let request = Request.open(
                "none/file", Self.reading, OpenModes(.openExisting), version: version)
            #expect(client.ask(request)?.code == .noSuchPath)
        }
    }

    struct Illegal: Sendable, CustomTestStringConvertible {
        var name: String
        var access: AccessMask
        var modes: OpenModes
        /// The code of version 6; version 5 says FAILURE in its place.
        var code = StatusCode.invalidParameter
        var versions: ClosedRange<ProtocolVersion> = .v5 ... .v6
        var testDescription: String { name }
    }

    private static let privilege = StatusCode.permissionDenied

    static let illegal = [
        Illegal(name: "disposition 5", access: writing, modes: OpenModes(rawValue: 5)),
        Illegal(name: "disposition 6", access: writing, modes: OpenModes(rawValue: 6)),
        Illegal(name: "disposition 7", access: writing, modes: OpenModes(rawValue: 7)),
        Illegal(name: "flag 0x10000", access: writing, modes: OpenModes(rawValue: 0x1_0002)),
        Illegal(
            name: "flag of version 6", access: writing,
            modes: OpenModes(.openExisting, .noFollow), versions: .v5 ... .v5),
        Illegal(
            name: "access 0x200", access: AccessMask(rawValue: 0x203),
            modes: OpenModes(.openExisting)),
        Illegal(
            name: "append without writing", access: reading,
            modes: OpenModes(.openExisting, .appendData)),
        Illegal(
            name: "atomic append without writing", access: reading,
            modes: OpenModes(.openExisting, .appendDataAtomic)),
        Illegal(
            name: "OVERRIDE_OWNER without WRITE_OWNER", access: writing,
            modes: OpenModes(.openExisting, .overrideOwner), versions: .v6 ... .v6),
        Illegal(
            name: "backup stream", access: reading,
            modes: OpenModes(.openExisting, .backupStream), code: .opUnsupported,
            versions: .v6 ... .v6),
        Illegal(
            name: "privilege of audit", access: reading,
            modes: OpenModes(.openExisting, .accessAuditAlarmInfo), code: privilege,
            versions: .v6 ... .v6),
        Illegal(
            name: "privilege of backup", access: reading,
            modes: OpenModes(.openExisting, .accessBackup), code: privilege,
            versions: .v6 ... .v6),
        Illegal(
            name: "privilege of ownership", access: [.readData, .writeOwner],
            modes: OpenModes(.openExisting, .overrideOwner), code: privilege,
            versions: .v6 ... .v6),
    ]

    @Test(arguments: illegal, [ProtocolVersion.v5, .v6])
    func `what cannot be granted is refused, and nothing is opened`(
        row: Illegal, version: ProtocolVersion
    ) throws {
        guard row.versions.contains(version) else { return }
        let server = try Server()
        let client = server.connect(version)
        let reply = client.ask(Request.open("a.txt", row.access, row.modes, version: version))
        #expect(reply?.code == row.code.downgraded(to: version))
        #expect(client.session.closed() == 0)
        #expect(server.entries.last?.record.modes == row.modes)
        #expect(server.entries.last?.record.access == row.access)
    }

    @Test func `the superuser has the privileges`() throws {
        let client = try Server().connect(.v6, uid: 0)
        let modes: OpenModes = [.accessAuditAlarmInfo, .accessBackup, .overrideOwner]
        _ = try client.open(
            "a.txt", [.readData, .writeOwner], OpenModes(.openExisting, modes))
    }

    @Test func `NOFOLLOW refuses a symbolic link, and only as the last component`() throws {
        let client = try Server().connect(.v6)
        let modes = OpenModes(.openExisting, .noFollow)
        #expect(client.ask(Request.open("link", Self.reading, modes))?.code == .linkLoop)
        #expect(client.ask(Request.open("dangling", Self.reading, modes))?.code == .linkLoop)
        #expect(client.ask(Request.open("up/inner", Self.reading, modes))?.handle != nil)
        #expect(client.ask(Request.open("a.txt", Self.reading, modes))?.handle != nil)
    }

    static let uses: [(AccessMask, Set<String>)] = [
        ([], []),
        (.readData, ["READ", "FSTAT"]),
        (.execute, []),
        (.writeData, ["WRITE", "FSTAT", "size"]),
        (.appendData, ["WRITE", "FSTAT"]),
        (.readAttributes, ["FSTAT"]),
        (.writeAttributes, ["times", "mode"]),
        (.writeOwner, ["owner"]),
        (.writeACL, ["ACL"]),
        (
            [.readData, .writeData, .writeAttributes],
            ["READ", "WRITE", "FSTAT", "size", "times", "mode"]
        ),
        (.delete, []),
    ]

    @Test(arguments: uses, [ProtocolVersion.v5, .v6])
    func `a handle can be used for what it was opened for and nothing else`(
        row: (AccessMask, Set<String>), version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let handle = try client.open("a.txt", row.0)
        func change(_ attributes: FileAttributes) -> [UInt8] {
            Request.fsetstat(handle, attributes, version: version)
        }
        let entry = AccessControlEntry(
            type: 0, flag: 0, mask: .readData, who: Array("OWNER@".utf8))
        var owner = FileAttributes()
        owner.owner = Array("demo".utf8)
        owner.group = Array("users".utf8)
        var acl = FileAttributes()
        acl.acl = AccessControlList(entries: [entry])
        let requests: [(String, [UInt8])] = [
            ("READ", Request.read(handle)), ("WRITE", Request.write(handle, "x")),
            ("FSTAT", Request.fstat(handle, version: version)),
            ("size", change(FileAttributes(size: 3))),
            ("times", change(FileAttributes(modifyTime: Timestamp(seconds: 1)))),
            ("mode", change(FileAttributes(permissions: 0o600))),
            ("owner", change(owner)),
            ("ACL", change(acl)),
        ]
        for (name, request) in requests {
            let code = client.ask(request)?.code ?? .ok
            #expect(code == (row.1.contains(name) ? .ok : .permissionDenied), "\(name)")
        }
    }

    static let appends: [(AccessMask, OpenModes, String)] = [
        (.writeData, OpenModes(.openExisting), "X,!lo, world"),
        (.writeData, OpenModes(.openExisting, .appendData), "hello, worldX,!"),
        (.writeData, OpenModes(.openExisting, .appendDataAtomic), "hello, worldX,!"),
        (
            [.writeData, .appendData],
            OpenModes(.openExisting, [.appendData, .appendDataAtomic]), "hello, worldX,!"
        ),
        (.appendData, OpenModes(.openExisting), "hello, worldX,!"),
        ([.writeData, .appendData], OpenModes(.openExisting), "X,!lo, world"),
    ]

    @Test(arguments: appends)
    func `with an append flag, or no right but to append, offsets are ignored`(
        access: AccessMask, modes: OpenModes, content: String
    ) throws {
        let client = try Server().connect(.v6)
        let handle = try client.open("a.txt", access, modes)
        #expect(client.ask(Request.write(handle, 0, "X,!"))?.code == .ok)
        let reader = try client.open("a.txt", .readData)
        #expect(client.ask(Request.read(reader)) == .data(7, Array(content.utf8)))
    }

    @Test func `attributes of an existing file are ignored, those of a new one checked`() throws {
        let client = try Server().connect(.v6)
        var wrong = FileAttributes()
        wrong.linkCount = 3
        let mode = FileAttributes(permissions: 0o600)
        func open(_ path: Text, _ attributes: FileAttributes) -> Reply? {
            client.ask(
                Request.open(path, Self.writing, OpenModes(.openOrCreate), attributes))
        }
        #expect(open("a.txt", wrong)?.handle != nil)
        #expect(open("a.txt", mode)?.handle != nil)
        #expect(open("new", wrong)?.code == .invalidParameter)
        #expect(client.ask(Request.stat("new", version: .v6))?.code == .noSuchFile)
        #expect(open("new", mode)?.handle != nil)
        for (path, mode) in [(Text("a.txt"), UInt32(0o644)), ("new", 0o600)] {
            let found = client.ask(Request.stat(path, version: .v6))?.attributes
            #expect(found?.permissions.map { $0 & 0o777 } == mode)
        }
    }

    static let ends: [(UInt64, UInt32, String)] = [
        (0, 5, "00000005 'hello'"), (0, 12, "0000000c 'hello, world'"),
        (0, 13, "0000000c 'hello, world'"), (7, 100, "00000005 'world'"),
    ]

    @Test(arguments: ends)
    func `DATA does not say whether the file ends unless a rule does`(
        offset: UInt64, length: UInt32, payload: String
    ) throws {
        let client = try Server().connect(.v6)
        let handle = try client.open("a.txt", .readData)
        client.send(Request.read(handle, offset, length))
        #expect(client.takeOutput().dropFirst(9).elementsEqual(wire(payload)))
        let older = try Server().connect(.v5)
        let second = try older.open("a.txt", .readData)
        older.send(Request.read(second, offset, length))
        let reply = older.takeOutput()
        #expect(reply.last != 1)
        #expect(client.ask(Request.read(handle, 12, 1))?.code == .eof)
    }
}
