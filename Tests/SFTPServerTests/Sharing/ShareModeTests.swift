import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What one session's OPEN means for the requests of others (draft-13 section 8.1.1.3).
@Suite struct ShareModeTests {
    private static func open(
        _ path: Text, _ access: AccessMask, _ flags: OpenModes = [],
        _ disposition: OpenDisposition = .openExisting
    ) -> [UInt8] {
        Request.open(path, access, OpenModes(disposition, flags))
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a blocked OPEN is a lock conflict at every version that has the code`(
        version: ProtocolVersion
    ) throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open(
            "a.txt", .readData, OpenModes(.openExisting, .blockWrite))
        let other = server.connect(version)
        let reading =
            version < .v5
            ? Request.open("a.txt", OpenFlags.read, version: version)
            : Request.open("a.txt", .readData, OpenModes(.openExisting), version: version)
        let writing =
            version < .v5
            ? Request.open("a.txt", [.write, .truncate], version: version)
            : Request.open(
                "a.txt", .writeData, OpenModes(.truncateExisting), version: version)
        #expect(other.ask(reading)?.handle != nil)
        #expect(other.ask(writing)?.code == StatusCode.lockConflict.downgraded(to: version))
        #expect(server.entries.last?.record.outcome ?? .lockConflict == .lockConflict)
        #expect(holder.ask(Request.read(handle)) == .data(7, Array("hello, world".utf8)))
        #expect(holder.ask(Request.close(handle))?.code == .ok)
        #expect(other.ask(writing)?.handle != nil)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a block sees handles that were open before, whatever version opened them`(
        version: ProtocolVersion
    ) throws {
        let server = try Server()
        let early = server.connect(version)
        let handle =
            version < .v5
            ? try early.open("a.txt", OpenFlags.read) : try early.open("a.txt", .readData)
        let late = server.connect(.v6)
        #expect(late.ask(Self.open("a.txt", .writeData, .blockRead))?.code == .lockConflict)
        #expect(late.ask(Self.open("a.txt", .writeData, .blockWrite))?.handle != nil)
        #expect(early.ask(Request.close(handle))?.code == .ok)
        #expect(late.ask(Self.open("a.txt", .readAttributes, .blockRead))?.handle != nil)
    }

    @Test func `a handle that neither reads nor writes passes every block`() throws {
        let client = try Server().connect(.v6)
        _ = try client.open(
            "a.txt", .readData, OpenModes(.openExisting, [.blockRead, .blockWrite, .blockDelete]))
        #expect(client.ask(Self.open("a.txt", [.readAttributes, .writeOwner]))?.handle != nil)
    }

    @Test func `blocks go with the session, however it ends`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        _ = try holder.open("a.txt", .readData, OpenModes(.openExisting, .blockRead))
        let other = server.connect()
        #expect(other.ask(Request.open("a.txt"))?.code == .failure)
        #expect(holder.session.closed() == 1)
        #expect(other.ask(Request.open("a.txt"))?.handle != nil)
    }

    @Test func `other names of the file are blocked too`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        #expect(holder.ask(Request.hardlink("a.txt", "second"))?.code == .ok)
        _ = try holder.open("a.txt", .readData, OpenModes(.openExisting, .blockRead))
        let other = server.connect(.v6)
        for path: Text in ["a.txt", "link", "second"] {
            #expect(other.ask(Self.open(path, .readData))?.code == .lockConflict)
        }
        #expect(other.ask(Self.open("empty", .readData))?.handle != nil)
    }

    @Test func `BLOCK_DELETE keeps the names of a file where they are`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open(
            "a.txt", .readData, OpenModes(.openExisting, .blockDelete))
        let other = server.connect(.v6)
        let requests = [
            Request.remove("a.txt"), Request.rename("a.txt", "b", version: .v6),
            Request.rename("empty", "a.txt", .overwrite, version: .v6),
            Self.open("a.txt", .delete), Self.open("a.txt", .readData, .deleteOnClose),
        ]
        for request in requests {
            #expect(other.ask(request)?.code == .lockConflict)
            #expect(holder.ask(request)?.code == .lockConflict)
        }
        #expect(other.ask(Request.rename("link", "moved", version: .v6))?.code == .ok)
        #expect(holder.ask(Request.close(handle))?.code == .ok)
        #expect(other.ask(Request.rename("empty", "a.txt", .overwrite, version: .v6))?.code == .ok)
        #expect(other.ask(Request.remove("a.txt"))?.code == .ok)
    }

    @Test func `a new size by path is a write`() throws {
        let server = try Server()
        _ = try server.connect(.v6).open(
            "a.txt", .readData, OpenModes(.openExisting, .blockWrite))
        let other = server.connect(.v6)
        let size = Request.setstat("a.txt", FileAttributes(size: 1), version: .v6)
        #expect(other.ask(size)?.code == .lockConflict)
        let mode = Request.setstat("a.txt", FileAttributes(permissions: 0o600), version: .v6)
        #expect(other.ask(mode)?.code == .ok)
        #expect(other.ask(Request.stat("a.txt", version: .v6))?.attributes?.size == 12)
    }

    @Test func `advisory blocks bind those who block`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        _ = try holder.open(
            "a.txt", [.readData, .writeData],
            OpenModes(.openExisting, [.blockRead, .blockWrite, .blockAdvisory]))
        let other = server.connect(.v6)
        #expect(other.ask(Self.open("a.txt", .readData))?.handle != nil)
        let polite = Self.open("a.txt", .readData, [.blockWrite, .blockAdvisory])
        #expect(other.ask(polite)?.code == .lockConflict)
    }

    static let refused: [(OpenDisposition, OpenModes)] = [
        (.createTruncate, []), (.truncateExisting, []), (.createTruncate, .blockRead),
    ]

    @Test(arguments: refused)
    func `a refused OPEN does not empty the file and leaves no handle`(
        disposition: OpenDisposition, flags: OpenModes
    ) throws {
        let server = try Server()
        let holder = server.connect(.v6)
        _ = try holder.open("a.txt", .readData, OpenModes(.openExisting, .blockWrite))
        let other = server.connect(.v6)
        let request = Self.open("a.txt", .writeData, flags, disposition)
        #expect(other.ask(request)?.code == .lockConflict)
        #expect(other.ask(Request.stat("a.txt", version: .v6))?.attributes?.size == 12)
        #expect(other.session.closed() == 0)
        #expect(holder.session.closed() == 1)
    }

    @Test func `an OPEN that fails for another reason blocks nobody`() throws {
        let server = try Server()
        let client = server.connect(.v6)
        let flags: OpenModes = [.blockRead, .blockWrite, .blockDelete]
        #expect(client.ask(Self.open("locked", .readData, flags))?.code == .permissionDenied)
        #expect(
            client.ask(Self.open("a.txt", .readData, flags, .createNew))?.code == .fileAlreadyExists
        )
        #expect(client.ask(Self.open("dir", .readData, flags))?.code == .fileIsADirectory)
        #expect(client.ask(Self.open("none", .readData, flags))?.code == .noSuchFile)
        #expect(client.ask(Request.remove("a.txt"))?.code == .ok)
        #expect(client.ask(Request.remove("locked"))?.code == .ok)
    }
}
