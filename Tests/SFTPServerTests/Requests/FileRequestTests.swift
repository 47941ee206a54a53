import SFTPServer
import SFTPWire
import Scenario
import Testing

/// OPEN, CLOSE, READ and WRITE (draft-02 sections 6.3 and 6.4).
@Suite struct FileRequestTests {
    static let uses: [(OpenFlags, Bool, Bool)] = [
        (.read, true, false), ([], true, false), (.write, false, true),
        ([.read, .write], true, true), (.append, false, true), ([.read, .append], true, true),
    ]

    @Test(arguments: uses)
    func `flags say what the handle may be used for`(
        flags: OpenFlags, reads: Bool, writes: Bool
    ) throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt", flags)
        #expect((client.ask(Request.read(handle))?.data != nil) == reads)
        #expect((client.ask(Request.write(handle, "x"))?.code == .ok) == writes)
    }

    @Test func `CREAT makes a file with the attributes less the umask`() throws {
        let client = try Server().connect()
        let wanted = FileAttributes(uid: 5, gid: 6, permissions: 0o666)
        #expect(client.ask(Request.open("new", [.write, .create], wanted))?.handle != nil)
        let made = client.ask(Request.stat("new"))?.attributes
        #expect(made?.permissions == 0o100_644)
        #expect(made?.size == 0)
        #expect(made?.uid == 5)
        #expect(made?.gid == 6)
    }

    @Test func `a new file without attributes belongs to the session`() throws {
        let client = try Server().connect()
        _ = try client.open("new", [.write, .create])
        let made = client.ask(Request.stat("new"))?.attributes
        #expect(made?.permissions == 0o100_644)
        #expect(made?.uid == 1000)
        #expect(made?.gid == 100)
    }

    @Test func `TRUNC empties a file that exists`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt", [.read, .write, .truncate])
        #expect(client.ask(Request.read(handle))?.code == .eof)
    }

    @Test func `APPEND writes at the end whatever the offset says`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt", [.read, .append])
        #expect(client.ask(Request.write(handle, 0, "!")) == .ok())
        #expect(client.ask(Request.read(handle)) == .data(7, Array("hello, world!".utf8)))
    }

    @Test func `a write beyond the end leaves zeros between`() throws {
        let client = try Server().connect()
        let handle = try client.open("empty", [.read, .write])
        #expect(client.ask(Request.write(handle, 2, "ab")) == .ok())
        #expect(client.ask(Request.read(handle)) == .data(7, wire("0000 'ab'")))
    }

    static let reads: [(UInt64, UInt32, String)] = [
        (0, 5, "hello"), (7, 5, "world"), (7, 100, "world"), (11, 1, "d"),
        (0, .max, "hello, world"),
    ]

    @Test(arguments: reads)
    func `READ gives what is there, at most what was asked for`(
        offset: UInt64, length: UInt32, text: String
    ) throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        let reply = client.ask(Request.read(handle, offset, length))
        #expect(reply == .data(7, Array(text.utf8)))
    }

    @Test(arguments: [UInt64(0), 12, 1_000])
    func `READ of nothing is DATA of nothing, wherever`(offset: UInt64) throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, offset, 0)) == .data(7, []))
    }

    @Test(arguments: [UInt64(12), 13, 1 << 62, UInt64(Int64.max)])
    func `READ at or behind the end is EOF`(offset: UInt64) throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, offset, 1))?.code == .eof)
    }

    @Test(arguments: [UInt32(261_120), 261_121, 262_144, .max])
    func `READ gives no more than limits@openssh.com announces`(length: UInt32) throws {
        let client = try Server().connect()
        let handle = try client.open("big")
        #expect(client.ask(Request.read(handle, 0, length))?.data?.count == 261_120)
    }

    @Test func `WRITE of the largest packet is taken`() throws {
        let client = try Server().connect()
        let handle = try client.open("empty", [.read, .write])
        let data = pattern(262_144 - 29)
        let packet = Request.write(handle, 0, Text(data))
        #expect(packet.prefix(4).elementsEqual(wire("00040000")))
        #expect(client.ask(packet) == .ok())
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == UInt64(data.count))
        let tail = client.ask(Request.read(handle, 200_000))?.data
        #expect(tail == Array(data[200_000..<232_768]))
    }

    @Test func `WRITE of nothing is a success and changes nothing`() throws {
        let client = try Server().connect()
        let handle = try client.open("empty", [.read, .write])
        #expect(client.ask(Request.write(handle, 100, "")) == .ok())
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == 0)
    }

    @Test func `an open file is read on after it was removed`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.remove("a.txt")) == .ok())
        #expect(client.ask(Request.read(handle, 0, 5)) == .data(7, Array("hello".utf8)))
        #expect(client.ask(Request.close(handle)) == .ok())
    }

    @Test func `the journal tells flags, handle, offset, length and bytes moved`() throws {
        let server = try Server()
        let client = server.connect()
        let handle = try client.open("a.txt", [.read, .write])
        _ = client.ask(Request.read(handle, 7, 100))
        _ = client.ask(Request.write(handle, 3, "xyz"))
        _ = client.ask(Request.close(handle))
        let entries = server.entries
        #expect(entries.map(\.kind) == [.fileOpen, .fileRead, .fileWrite, .fileClose])
        #expect(entries.allSatisfy { $0.path == Array("/home/demo/a.txt".utf8) })
        #expect(entries.allSatisfy { $0.handle == handle && $0.user == "demo" })
        #expect(entries[0].record.flags == [.read, .write])
        #expect(entries[1].record.offset == 7)
        #expect(entries[1].record.asked == 100)
        #expect(entries[1].record.moved == 5)
        #expect(entries[2].record.offset == 3)
        #expect(entries[2].record.asked == 3)
        #expect(entries[2].record.moved == 3)
    }
}
