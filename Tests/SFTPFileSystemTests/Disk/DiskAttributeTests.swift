import CLinux
import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPFileSystem

@Suite struct `Attributes of version 6 on a disk` {
    private static let acl = AccessControlList(
        entries: [
            AccessControlEntry(
                type: AccessControlEntry.accessAllowed, mask: [.readData, .writeData],
                who: Array("alice@example.org".utf8)),
            AccessControlEntry(
                type: AccessControlEntry.accessDenied, mask: .execute,
                who: Array("EVERYONE@".utf8)),
        ])

    /// Whether the folder of the tests can keep extended attributes.
    private static let canStore = { () -> Bool in
        let path = "/tmp/sftp-double-probe-\(getpid())"
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer {
            close(file)
            unlink(path)
        }
        return setxattr(path, "user.probe", "", 0, 0) == 0
    }()

    private func change(_ change: (inout FileAttributes) -> Void) -> FileAttributes {
        var attributes = FileAttributes()
        change(&attributes)
        return attributes
    }

    @Test(.enabled(if: canStore), arguments: ["/file", "/dir"])
    func `what is stored is shown by path, handle and listing, to whoever comes later`(
        path: String
    ) throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/file", "x")
            try files.makeDirectory("/dir")
            try files.set(path) {
                $0.acl = Self.acl
                $0.mimeType = Array("text/plain".utf8)
                $0.bits = [.hidden, .archive]
                $0.bitsValid = [.hidden, .archive]
            }
            try files.set(path) {
                $0.bits = []
                $0.bitsValid = .archive
            }
            let later = try DiskFileSystem(root: root)
            let shown = try later.status(path)
            let listed = try later.list("/").first {
                "/" + String(decoding: $0.name, as: UTF8.self) == path
            }
            #expect(shown.acl == Self.acl)
            #expect(shown.mimeType == Array("text/plain".utf8))
            #expect(shown.bits == .hidden)
            #expect(shown.bitsValid?.isSuperset(of: [.hidden, .archive, .system]) == true)
            #expect(listed?.attributes == shown)
            if path == "/file" {
                let byHandle = try later.open(path, .read).attributes()
                #expect(byHandle == shown)
            }
        }
    }

    @Test(.enabled(if: canStore))
    func `a handle stores too, and a file can be made with it`() throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            let made = change {
                $0.acl = Self.acl
                $0.textHint = .knownText
                $0.bits = .system
            }
            let file = try files.open("/new", [.write, .create], made)
            try file.set { $0.mimeType = [0x61] }
            try file.set { $0.bits = [] }
            let shown = try files.status("/new")
            #expect(shown.acl == Self.acl)
            #expect(shown.textHint == .knownText)
            #expect(shown.mimeType == [0x61])
            #expect(shown.bits == [])
        }
    }

    @Test func `what the disk knows is shown`() throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/file", String(repeating: "x", count: 5_000))
            try files.makeHardLink("/second", to: "/file")
            try files.set("/file") { $0.modifyTime = Timestamp(seconds: 1) }
            let shown = try files.status("/file")
            let created = try #require(shown.createTime)
            let changed = try #require(shown.ctime)
            #expect(shown.linkCount == 2)
            #expect(created.seconds > 1_500_000_000)
            #expect(changed >= created)
            #expect(shown.allocationSize ?? 0 >= 5_000)
        }
    }

    @Test func `space is allocated beyond the end, and less of it cuts the file`() throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/file", "12345")
            try files.set("/file") { $0.allocationSize = 1 << 20 }
            let more = try files.status("/file")
            try files.set("/file") {
                $0.size = 3
                $0.allocationSize = 1 << 19
            }
            let both = try files.status("/file")
            try files.set("/file") { $0.allocationSize = 2 }
            let text = try files.get("/file")
            #expect(more.size == 5)
            #expect(more.allocationSize ?? 0 >= 1 << 20)
            #expect(both.size == 3)
            #expect(both.allocationSize ?? 0 >= 1 << 19)
            #expect(text == "12")
            #expect(throws: FileSystemError.permissionDenied) {
                try files.open("/file", .read).set { $0.allocationSize = 9 }
            }
        }
    }

    /// Changes of which one part cannot be made, and the error that says so.
    private static let impossible: [(String, FileSystemError, FileAttributes)] = {
        var everything = FileAttributes(
            size: 1, permissions: 0o600, accessTime: Timestamp(seconds: 7),
            modifyTime: Timestamp(seconds: 8))
        everything.mimeType = [0x62]
        var owner = everything
        owner.uid = 0
        var created = everything
        created.createTime = Timestamp(seconds: 9)
        var promised = everything
        promised.bits = .immutable
        var long = everything
        long.mimeType = [UInt8](repeating: 0x61, count: 70_000)
        var large = everything
        large.size = (1 << 62) + 1
        var time = everything
        time.modifyTime = Timestamp(seconds: 0, nanoseconds: 1_000_000_000)
        return [
            ("a foreign owner", .permissionDenied, owner),
            ("a creation time", .unsupported, created),
            ("a bit that promises", .unsupported, promised), ("too much to store", .noSpace, long),
            ("too large a size", .invalidArgument, large), ("no time", .invalidArgument, time),
        ]
    }()

    @Test(.enabled(if: canStore), arguments: impossible.indices)
    func `a change that fails in one part changes nothing`(index: Int) throws {
        let (_, error, attributes) = Self.impossible[index]
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/file", "12345", mode: 0o644)
            try files.set("/file") {
                $0.acl = Self.acl
                $0.mimeType = [0x61]
                $0.modifyTime = Timestamp(seconds: 5)
            }
            var before = try files.status("/file")
            #expect(throws: error) {
                try files.setAttributes(
                    attributes, path: Array("/file".utf8).span.bytes, followingSymlinks: true)
            }
            let file = try files.open("/file", .write)
            #expect(throws: error) { try file.setAttributes(attributes) }
            var after = try files.status("/file")
            for time in [\FileAttributes.ctime, \.accessTime] {
                before[keyPath: time] = nil
                after[keyPath: time] = nil
            }
            #expect(after == before)
        }
    }

    @Test(arguments: impossible.indices)
    func `nothing is made that cannot be made as it was asked for`(index: Int) throws {
        var (_, _, attributes) = Self.impossible[index]
        attributes.uid = nil
        attributes.size = nil
        guard attributes.createTime != nil || attributes.bits != nil else { return }
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            #expect(throws: FileSystemError.unsupported) {
                try files.open("/new", [.write, .create], attributes)
            }
            #expect(throws: FileSystemError.unsupported) {
                try files.makeDirectory(
                    Array("/new".utf8).span.bytes, attributes: attributes,
                    owner: FileOwner(uid: 0, gid: 0))
            }
            #expect(throws: FileSystemError.notFound) { try files.linkStatus("/new") }
            try files.put("/there", "x")
            let text = try files.open("/there", [.read, .create], attributes).text(9, at: 0)
            #expect(text == "x")
        }
    }

    @Test(.enabled(if: canStore))
    func `too much to store with a new file or folder makes none`() throws {
        let attributes = change { $0.mimeType = [UInt8](repeating: 0x61, count: 70_000) }
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            #expect(throws: FileSystemError.noSpace) {
                try files.open("/new", [.write, .create], attributes)
            }
            #expect(throws: FileSystemError.noSpace) {
                try files.makeDirectory(
                    Array("/new".utf8).span.bytes, attributes: attributes,
                    owner: FileOwner(uid: 0, gid: 0))
            }
            #expect(throws: FileSystemError.notFound) { try files.linkStatus("/new") }
        }
    }

    @Test func `a link and what is no file store nothing`() throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.makeSymlink("/link", to: "x")
            mkfifo("\(root)/fifo", 0o600)
            for path in ["/link", "/fifo"] {
                #expect(throws: FileSystemError.unsupported) {
                    try files.set(path, following: false) { $0.acl = Self.acl }
                }
            }
        }
    }

    @Test(
        .enabled(if: canStore),
        arguments: ["", "x", "\0\0\0\u{5}i\0\0\0\0", "\0\0\0\u{9}i\0\0\0\0"])
    func `what is no packet in the extended attribute is nothing`(value: String) throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/file", "x")
            let bytes = Array(value.utf8)
            try #require(
                setxattr("\(root)/file", StoredAttributes.name, bytes, bytes.count, 0) == 0)
            let shown = try files.status("/file")
            #expect(shown.acl == nil && shown.mimeType == nil && shown.bits == [])
        }
    }

    @Test(.enabled(if: canStore))
    func `an overlay shows what is stored below it and stores above`() throws {
        try withTemporaryFolder { root in
            let disk = try DiskFileSystem(root: root)
            try disk.put("/file", "x")
            try disk.set("/file") {
                $0.acl = Self.acl
                $0.bits = .hidden
            }
            let created = try disk.status("/file").createTime
            let files = try InMemoryFileSystem(over: LowerFolder(root))
            let shown = try files.status("/file")
            try files.set("/file") { $0.mimeType = [0x61] }
            let below = try disk.status("/file").mimeType
            #expect(shown.acl == Self.acl && shown.bits == .hidden)
            #expect(shown.createTime == created)
            #expect(below == nil)
        }
    }
}
