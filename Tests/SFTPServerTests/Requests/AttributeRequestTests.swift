import SFTPServer
import SFTPWire
import Scenario
import Testing

/// STAT, LSTAT, FSTAT, SETSTAT, FSETSTAT and lsetstat@openssh.com (draft-02 sections 6.8 and 6.9).
@Suite struct AttributeRequestTests {
    private static let now = Timestamp(seconds: Server.wallSeconds)

    private static func attributes(size: UInt64, mode: UInt32) -> FileAttributes {
        FileAttributes(
            size: size, uid: 1000, gid: 100, permissions: mode, accessTime: now, modifyTime: now)
    }

    @Test func `STAT follows links, LSTAT does not, FSTAT looks at what is open`() throws {
        let client = try Server().connect()
        let file = Self.attributes(size: 12, mode: 0o100_644)
        let link = Self.attributes(size: 5, mode: 0o120_777)
        #expect(client.ask(Request.stat("link")) == .attributes(7, file))
        #expect(client.ask(Request.lstat("link")) == .attributes(7, link))
        let handle = try client.open("link")
        #expect(client.ask(Request.fstat(handle)) == .attributes(7, file))
    }

    @Test func `LSTAT of a dangling link is the link's`() throws {
        let client = try Server().connect()
        #expect(client.ask(Request.lstat("dangling"))?.attributes?.size == 7)
    }

    @Test func `FSTAT of a directory handle is the directory's`() throws {
        let client = try Server().connect()
        let handle = try client.opendir("dir")
        let directory = Self.attributes(size: 4_096, mode: 0o40_755)
        #expect(client.ask(Request.fstat(handle)) == .attributes(7, directory))
    }

    @Test func `SETSTAT changes what is present and nothing else`() throws {
        let client = try Server().connect()
        let mode = FileAttributes(permissions: 0o600)
        #expect(client.ask(Request.setstat("a.txt", mode)) == .ok())
        let after = Self.attributes(size: 12, mode: 0o100_600)
        #expect(client.ask(Request.stat("a.txt")) == .attributes(7, after))
        let owner = FileAttributes(uid: 1, gid: 2)
        #expect(client.ask(Request.setstat("a.txt", owner)) == .ok())
        let shown = client.ask(Request.stat("a.txt"))?.attributes
        #expect(shown?.uid == 1)
        #expect(shown?.gid == 2)
        #expect(shown?.permissions == 0o100_600)
    }

    @Test func `SETSTAT of the size cuts and extends with zeros`() throws {
        let client = try Server().connect()
        #expect(client.ask(Request.setstat("a.txt", FileAttributes(size: 2))) == .ok())
        #expect(client.ask(Request.setstat("a.txt", FileAttributes(size: 4))) == .ok())
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle)) == .data(7, wire("'he' 0000")))
    }

    @Test func `FSETSTAT sets both times`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt", .write)
        let times = FileAttributes(
            accessTime: Timestamp(seconds: 1), modifyTime: Timestamp(seconds: 4_294_967_295))
        #expect(client.ask(Request.fsetstat(handle, times)) == .ok())
        let shown = client.ask(Request.fstat(handle))?.attributes
        #expect(shown?.accessTime == times.accessTime)
        #expect(shown?.modifyTime == times.modifyTime)
    }

    @Test func `lsetstat sets the times of a link and not of its target`() throws {
        let client = try Server().connect()
        let old = FileAttributes(
            accessTime: Timestamp(seconds: 1), modifyTime: Timestamp(seconds: 2))
        #expect(client.ask(Request.lsetstat("link", old)) == .ok())
        #expect(client.ask(Request.lstat("link"))?.attributes?.modifyTime == old.modifyTime)
        #expect(client.ask(Request.stat("link"))?.attributes?.modifyTime == Self.now)
    }

    @Test func `extended attributes are taken and forgotten`() throws {
        let client = try Server().connect()
        let extended = FileAttributes(
            extended: [ExtendedPair(name: Array("x@y".utf8), value: [1])])
        #expect(client.ask(Request.setstat("a.txt", extended)) == .ok())
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.extended == [])
    }

    @Test func `the journal tells which attributes were to change`() throws {
        let server = try Server()
        let client = server.connect()
        let change = FileAttributes(size: 1, permissions: 0o600)
        _ = client.ask(Request.setstat("a.txt", change))
        _ = client.ask(Request.lsetstat("a.txt", FileAttributes(uid: 1, gid: 1)))
        let entries = server.entries
        #expect(entries.map(\.kind) == [.setAttributes, .setAttributes])
        #expect(entries.map(\.record.attributes) == [[.size, .permissions], .uidGid])
        #expect(entries.map(\.name) == [nil, "lsetstat@openssh.com"])
        #expect(entries.map(\.record.request) == [.setstat, .extended])
    }
}
