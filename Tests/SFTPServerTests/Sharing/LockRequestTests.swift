import SFTPServer
import SFTPWire
import Scenario
import Testing

/// BLOCK and UNBLOCK (draft-13 section 8.8).
@Suite struct LockRequestTests {
    private static let access: AccessMask = [.readData, .writeData]

    /// A mask, and the codes of READ and WRITE on the range by another handle.
    static let masks: [(LockMask, StatusCode, StatusCode)] = [
        (.read, .byteRangeLockConflict, .ok), (.write, .ok, .byteRangeLockConflict),
        ([.read, .write], .byteRangeLockConflict, .byteRangeLockConflict),
        (.delete, .ok, .ok), ([], .ok, .ok), ([.read, .write, .advisory], .ok, .ok),
    ]

    @Test(arguments: masks, [ProtocolVersion.v3, .v6])
    func `others meet a mandatory lock when they read or write, its own handle does not`(
        row: (LockMask, StatusCode, StatusCode), version: ProtocolVersion
    ) throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 2, 3, row.0)) == .ok())
        #expect(holder.ask(Request.read(handle, 2, 1))?.data == Array("l".utf8))
        #expect(holder.ask(Request.write(handle, 2, "l"))?.code == .ok)
        let other = server.connect(version)
        let second =
            version < .v5
            ? try other.open("a.txt", [.read, .write]) : try other.open("a.txt", Self.access)
        let reading = other.ask(Request.read(second, 4, 1))?.code ?? .ok
        #expect(reading == row.1.downgraded(to: version))
        let writing = other.ask(Request.write(second, 0, "hel"))?.code
        #expect(writing == row.2.downgraded(to: version))
        let third = try holder.open("a.txt", .readData)
        #expect(holder.ask(Request.read(third, 4, 1))?.code ?? .ok == row.1)
        #expect(holder.ask(Request.unblock(handle, 2, 3)) == .ok())
        #expect(other.ask(Request.read(second, 4, 1))?.data == Array("o".utf8))
        #expect(other.ask(Request.write(second, 0, "hel"))?.code == .ok)
    }

    /// Offset and length of READ, and whether it meets a lock of [5, 8).
    static let reads: [(UInt64, UInt32, Bool)] = [
        (0, 5, false), (0, 6, true), (7, 1, true), (8, 1, false), (5, 0, false), (8, .max, false),
    ]

    @Test(arguments: reads)
    func `a request meets a lock when any of its bytes is locked`(
        offset: UInt64, length: UInt32, meets: Bool
    ) throws {
        let server = try Server()
        let holder = server.connect(.v6)
        #expect(
            holder.ask(Request.block(try holder.open("a.txt", Self.access), 5, 3)) == .ok())
        let other = server.connect(.v6)
        let reply = other.ask(
            Request.read(try other.open("a.txt", .readData), offset, length))
        #expect((reply?.code == .byteRangeLockConflict) == meets)
        #expect((reply?.data != nil) == !meets)
    }

    /// Offset, length and mask of a request, and its code, beside a lock of [5, 8).
    static let requests: [(UInt64, UInt64, LockMask, StatusCode)] = [
        (8, 1, .write, .ok), (0, 5, .read, .ok), (0, 6, .read, .byteRangeLockRefused),
        (6, 1, [], .byteRangeLockRefused), (7, 100, .advisory, .byteRangeLockRefused),
        (0, 0, .write, .byteRangeLockRefused), (8, 0, .write, .ok), (100, 0, .write, .ok),
        (100, 50, .write, .ok), (.max, 1, .write, .ok), (8, .max - 8, .write, .ok),
        (2, .max, .write, .invalidParameter), (.max, 2, .write, .invalidParameter),
        (20, 1, LockMask(rawValue: 0x400), .invalidParameter),
        (20, 1, LockMask(rawValue: 0x40 | 0x20), .invalidParameter),
    ]

    @Test(arguments: requests, [true, false])
    func `overlap is refused, to the same handle too, and illegal fields are`(
        row: (UInt64, UInt64, LockMask, StatusCode), sameHandle: Bool
    ) throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 5, 3)) == .ok())
        let client = sameHandle ? holder : server.connect(.v6)
        let second = sameHandle ? handle : try client.open("a.txt", Self.access)
        #expect(client.ask(Request.block(second, row.0, row.1, row.2))?.code == row.3)
        let wasLocked = client.ask(Request.unblock(second, row.0, row.1))?.code == .ok
        #expect(wasLocked == (row.3 == .ok))
    }

    @Test func `length 0 locks up to the end the file has now`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 4, 0)) == .ok())
        let other = server.connect(.v6)
        let second = try other.open("a.txt", Self.access)
        #expect(other.ask(Request.write(second, 11, "x"))?.code == .byteRangeLockConflict)
        #expect(other.ask(Request.write(second, 12, "x"))?.code == .ok)
        #expect(other.ask(Request.unblock(second, 4, 0))?.code == .noMatchingByteRangeLock)
        #expect(holder.ask(Request.unblock(handle, 4, 8))?.code == .noMatchingByteRangeLock)
        #expect(holder.ask(Request.unblock(handle, 4, 0)) == .ok())
        #expect(holder.ask(Request.unblock(handle, 4, 0))?.code == .noMatchingByteRangeLock)
    }

    @Test func `appending writes where the file ends`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 12, 4)) == .ok())
        let other = server.connect(.v6)
        let second = try other.open("a.txt", .appendData)
        #expect(other.ask(Request.write(second, 0, "x"))?.code == .byteRangeLockConflict)
        #expect(holder.ask(Request.unblock(handle, 12, 4)) == .ok())
        #expect(holder.ask(Request.block(handle, 0, 12)) == .ok())
        #expect(other.ask(Request.write(second, 0, "x"))?.code == .ok)
    }

    @Test func `a new size that touches locked bytes is a conflict`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 5, 3, .write)) == .ok())
        let other = server.connect(.v6)
        let second = try other.open("a.txt", Self.access)
        func sizes(_ size: UInt64) -> [StatusCode?] {
            let attributes = FileAttributes(size: size)
            return [
                other.ask(Request.fsetstat(second, attributes, version: .v6))?.code,
                other.ask(Request.setstat("a.txt", attributes, version: .v6))?.code,
            ]
        }
        #expect(sizes(7) == [.byteRangeLockConflict, .byteRangeLockConflict])
        #expect(sizes(9) == [.ok, .ok])
        let own = Request.fsetstat(handle, FileAttributes(size: 7), version: .v6)
        #expect(holder.ask(own)?.code == .ok)
    }

    @Test func `a lock against deletion keeps the name`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let handle = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(handle, 0, 1, .delete)) == .ok())
        let other = server.connect(.v6)
        #expect(other.ask(Request.remove("a.txt"))?.code == .lockConflict)
        #expect(holder.ask(Request.close(handle)) == .ok())
        #expect(other.ask(Request.remove("a.txt")) == .ok())
    }

    @Test func `locks go with the handle and with the session`() throws {
        let server = try Server()
        let holder = server.connect(.v6)
        let other = server.connect(.v6)
        let reader = try other.open("a.txt", .readData)
        let reading = Request.read(reader, 0, 5)
        let first = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(first, 0, 5)) == .ok())
        #expect(other.ask(reading)?.code == .byteRangeLockConflict)
        #expect(holder.ask(Request.close(first)) == .ok())
        #expect(other.ask(reading)?.data != nil)
        let second = try holder.open("a.txt", Self.access)
        #expect(holder.ask(Request.block(second, 0, 5)) == .ok())
        #expect(other.ask(reading)?.code == .byteRangeLockConflict)
        #expect(holder.session.closed() == 1)
        #expect(other.ask(reading)?.data != nil)
    }

    @Test func `what cannot be locked is refused by its kind`() throws {
        let client = try Server().connect(.v6)
        let directory = try client.opendir("dir")
        #expect(client.ask(Request.block(directory, 0, 1))?.code == .opUnsupported)
        #expect(client.ask(Request.unblock(directory, 0, 1))?.code == .opUnsupported)
        #expect(client.ask(Request.block([1, 2], 0, 1))?.code == .invalidHandle)
        #expect(client.ask(Request.unblock([1, 2], 0, 1))?.code == .invalidHandle)
        let idle = try client.open("a.txt", .readAttributes)
        #expect(client.ask(Request.block(idle, 0, 1))?.code == .byteRangeLockRefused)
    }

    @Test(arguments: [ProtocolVersion.v3, .v4, .v5])
    func `versions before 6 have no locks`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        #expect(client.ask(Request.block([0], 0, 1))?.code == .opUnsupported)
        #expect(client.ask(Request.unblock([0], 0, 1))?.code == .opUnsupported)
    }

    @Test func `locks are bounded by handle and by server`() throws {
        var limits = SessionLimits()
        limits.locksPerHandle = 2
        limits.locks = 3
        let server = try Server(limits: limits)
        let client = server.connect(.v6)
        let first = try client.open("a.txt", Self.access)
        #expect(client.ask(Request.block(first, 0, 1)) == .ok())
        #expect(client.ask(Request.block(first, 1, 1)) == .ok())
        #expect(client.ask(Request.block(first, 2, 1))?.code == .byteRangeLockRefused)
        let second = try client.open("empty", Self.access)
        #expect(client.ask(Request.block(second, 0, 1)) == .ok())
        #expect(client.ask(Request.block(second, 1, 1))?.code == .byteRangeLockRefused)
        #expect(client.ask(Request.unblock(first, 0, 1)) == .ok())
        #expect(client.ask(Request.block(second, 1, 1)) == .ok())
    }

    @Test func `rules see locks with their range and mask, and answer for them`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileLock", "when": {"offset": "5B"}, "do": {"status": "LOCK_CONFLICT"}},
                {"on": "fileUnlock", "phase": "after", "do": {"status": "FAILURE"}}
                """#)
        let client = server.connect(.v6)
        let handle = try client.open("a.txt", Self.access)
        #expect(client.ask(Request.block(handle, 5, 2))?.code == .lockConflict)
        #expect(client.ask(Request.block(handle, 4, 2, .read)) == .ok())
        #expect(client.ask(Request.unblock(handle, 4, 2))?.code == .failure)
        #expect(client.ask(Request.block(handle, 4, 2)) == .ok())
        let entries = server.entries.filter { $0.kind == .fileLock }
        #expect(entries.map(\.record.lock) == [[.read, .write], .read, [.read, .write]])
        #expect(entries.map(\.record.offset) == [5, 4, 4])
        #expect(entries.map(\.record.asked) == [2, 2, 2])
        #expect(entries.allSatisfy { $0.path == Array("/home/demo/a.txt".utf8) })
    }
}
