import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPServer

/// The table of open files that all sessions share.
@Suite struct SharingTableTests {
    private let table = SharingTable(lockLimit: 3)
    private let file = FileIdentity(device: 1, inode: 7)
    private let other = FileIdentity(device: 1, inode: 39)
    private let path = Array("/home/demo/a".utf8)

    @Test func `nothing restricts while nobody blocks, locks or deletes`() throws {
        try table.add(ShareUse(access: [.read, .write, .delete]), to: file)
        #expect(!table.isRestricting)
        let blocking = ShareUse(access: .read, blocks: .write)
        try table.add(blocking, to: other)
        #expect(table.isRestricting)
        #expect(table.openFileCount == 2)
        #expect(table.remove(blocking, owner: Owner().id, from: other) == nil)
        #expect(!table.isRestricting)
        #expect(table.openFileCount == 1)
    }

    @Test func `files whose numbers meet in the table are told apart`() throws {
        try table.add(ShareUse(access: .read, blocks: .read), to: file)
        #expect(table.refusal(of: .read, on: file) == .lockConflict)
        #expect(table.refusal(of: .read, on: other) == nil)
        try table.add(ShareUse(access: .read, blocks: .read), to: other)
    }

    @Test func `a refused handle leaves nothing behind`() throws {
        let blocking = ShareUse(access: .read, blocks: .read)
        try table.add(blocking, to: file)
        #expect(throws: SharingRefusal.lockConflict) {
            try table.add(ShareUse(access: .read, blocks: .write), to: file)
        }
        #expect(table.remove(blocking, owner: Owner().id, from: file) == nil)
        #expect(table.openFileCount == 0)
        #expect(!table.isRestricting)
    }

    @Test func `a file goes with the handle that deletes on close when it is the last`() throws {
        let use = ShareUse(access: [.write, .delete], deletesOnClose: true)
        try table.add(use, to: file)
        table.expectDeletion(of: file, at: path)
        #expect(table.hasDeletions)
        #expect(table.refusal(of: .read, on: file) == nil)
        #expect(table.remove(use, owner: Owner().id, from: file) == path)
        #expect(!table.hasDeletions)
        #expect(!table.isRestricting)
    }

    @Test func `deletion is pending from the deleting close to the last one`() throws {
        let deleting = ShareUse(access: .delete, deletesOnClose: true)
        let reading = ShareUse(access: .read)
        try table.add(deleting, to: file)
        table.expectDeletion(of: file, at: path)
        try table.add(reading, to: file)
        try table.add(reading, to: file)
        #expect(table.remove(reading, owner: Owner().id, from: file) == nil)
        #expect(table.refusal(of: .read, on: file) == nil)
        #expect(table.remove(deleting, owner: Owner().id, from: file) == nil)
        #expect(table.refusal(of: [], on: file) == .deletePending)
        #expect(throws: SharingRefusal.deletePending) { try table.add(reading, to: file) }
        #expect(table.isRestricting)
        #expect(table.remove(reading, owner: Owner().id, from: file) == path)
        #expect(table.refusal(of: [], on: file) == nil)
        #expect(!table.isRestricting)
    }

    static let moves: [(String, String, String)] = [
        ("/home/demo/a", "/b", "/b"), ("/home", "/house", "/house/demo/a"),
        ("/home/demo", "/d", "/d/a"), ("/home/de", "/d", "/home/demo/a"),
        ("/home/demo/a/", "/d", "/home/demo/a"), ("/elsewhere", "/d", "/home/demo/a"),
    ]

    @Test(arguments: moves)
    func `a file to be deleted is followed through renames`(
        old: String, new: String, place: String
    ) throws {
        let use = ShareUse(access: .delete, deletesOnClose: true)
        try table.add(use, to: file)
        table.expectDeletion(of: file, at: path)
        table.moved(from: Array(old.utf8), to: Array(new.utf8))
        #expect(table.remove(use, owner: Owner().id, from: file) == Array(place.utf8))
    }

    @Test func `locks go with their handle and count against the server's limit`() throws {
        let use = ShareUse(access: [.read, .write])
        let handle = Owner()
        try table.add(use, to: file)
        let lock = RangeLock(owner: handle.id, blocks: .write, isAdvisory: false)
        func ask(_ offset: UInt64) -> Bool {
            table.lock(
                lock, ByteRange(offset: offset, length: 1), offset: offset, length: 1, by: use,
                on: file)
        }
        #expect(ask(0) && ask(1) && ask(2))
        #expect(!ask(3))
        #expect(table.unlock(offset: 1, length: 1, owner: handle.id, on: file))
        #expect(!table.unlock(offset: 1, length: 1, owner: handle.id, on: file))
        #expect(ask(3))
        let range = try #require(ByteRange(offset: 0, length: 10))
        #expect(table.hasLocks)
        #expect(table.forbids(.write, in: range, of: file, to: nil))
        #expect(!table.forbids(.write, in: range, of: other, to: nil))
        #expect(table.remove(use, owner: handle.id, from: file) == nil)
        #expect(!table.hasLocks)
        #expect(!table.isRestricting)
        #expect(!table.forbids(.write, in: range, of: file, to: nil))
    }

    @Test func `sessions of several threads leave nothing behind`() async {
        let table = SharingTable(lockLimit: 1_000)
        await withTaskGroup { group in
            for seed in 0..<UInt64(4) {
                group.addTask { Self.work(on: table, seed: seed) }
            }
        }
        #expect(table.openFileCount == 0)
        #expect(!table.isRestricting)
        #expect(!table.hasLocks)
        #expect(!table.hasDeletions)
    }

    /// Opens, locks and closes a few files in an order drawn from `seed`.
    private static func work(on table: SharingTable, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let identity = FileIdentity(device: 1, inode: UInt64(random.next(below: 4)))
            let use = ShareUse(
                access: ShareModes(rawValue: UInt8(random.next(below: 8))),
                blocks: ShareModes(rawValue: UInt8(random.next(below: 8))),
                isAdvisory: random.next(below: 2) == 0,
                deletesOnClose: random.next(below: 4) == 0)
            let handle = Owner()
            guard (try? table.add(use, to: identity)) != nil else { continue }
            if use.deletesOnClose { table.expectDeletion(of: identity, at: [1]) }
            let offset = UInt64(random.next(below: 10))
            let lock = RangeLock(owner: handle.id, blocks: .write, isAdvisory: false)
            _ = table.lock(
                lock, ByteRange(offset: offset, length: 3), offset: offset, length: 3, by: use,
                on: identity)
            _ = table.remove(use, owner: handle.id, from: identity)
        }
    }
}
