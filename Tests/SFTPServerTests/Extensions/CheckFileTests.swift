import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// The check-file requests (draft-ietf-secsh-filexfer-extensions-00 section 3).
@Suite struct CheckFileTests {
    private static let helloMD5 = "e4d7f1b4ed2e42d15898f4b27b019da4"

    /// The algorithm and the hashes of a reply.
    private func parts(
        _ reply: Reply?, repeatsName: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (algorithm: String, hashes: String) {
        guard case .extended(7, let payload) = reply else {
            Issue.record("no EXTENDED_REPLY: \(String(describing: reply))")
            return ("", "")
        }
        let packet = wire("\(hex(lengthWord(payload.count + 5))) c9 00000007") + payload
        var reader = try WireReader(packet: packet.span.bytes)
        let parsed = try CheckFileReply(
            from: &reader, version: .v3, repeatsName: repeatsName)
        return (String(decoding: parsed.algorithm.array, as: UTF8.self), hex(parsed.hashes.array))
    }

    private func lengthWord(_ count: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
    }

    @Test func `a file is hashed by handle and by name`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        for request in [
            Request.checkFile(handle, "md5"), Request.checkFile(name: "a.txt", "md5"),
            Request.checkFile(name: "link", "md5"),
        ] {
            let found = try parts(client.ask(request))
            #expect(found == ("md5", Self.helloMD5))
        }
    }

    @Test func `check-file repeats its name in the reply, as paramiko reads it`() throws {
        let client = try Server().connect()
        let handle = try client.open("a.txt")
        let reply = client.ask(Request.checkFile(handle, "md5", as: .checkFile))
        #expect(try parts(reply, repeatsName: true) == ("md5", Self.helloMD5))
    }

    static let ranges: [(offset: UInt64, length: UInt64, blockSize: UInt32, hashes: [String])] = [
        // crc32 of "hello, world", "world", "hello", "" and two bytes.
        (0, 0, 0, ["ffab723a"]), (7, 0, 0, ["3a771143"]), (0, 5, 0, ["3610a686"]),
        (7, 100, 0, ["3a771143"]), (12, 0, 0, ["00000000"]), (12, 5, 256, ["00000000"]),
        (0, 0, 256, ["ffab723a"]), (0, 0, .max, ["ffab723a"]), (7, .max, 0, ["3a771143"]),
    ]

    @Test(arguments: ranges)
    func `a range ends at the end of the file at the latest`(
        offset: UInt64, length: UInt64, blockSize: UInt32, hashes: [String]
    ) throws {
        let client = try Server().connect()
        let reply = client.ask(
            Request.checkFile(name: "a.txt", "crc32", offset, length, blockSize: blockSize))
        #expect(try parts(reply) == ("crc32", hashes.joined()))
    }

    @Test func `every block has a hash of its own, the last one of what is left`() throws {
        let client = try Server(files: [
            .init(path: "/home/demo/f", .file(.bytes(pattern(1_000))))
        ]).connect()
        let blocks = try parts(client.ask(Request.checkFile(name: "f", "sha1", blockSize: 300)))
        var expected = ""
        for start in stride(from: UInt64(0), to: 1_000, by: 300) {
            expected += try parts(client.ask(Request.checkFile(name: "f", "sha1", start, 300))).1
        }
        #expect(blocks.hashes == expected)
        #expect(expected.count == 4 * 40)
    }

    @Test func `a big file is hashed in slices, and blocks may lie across them`() throws {
        let server = try Server()
        let client = server.connect()
        client.send(Request.checkFile(name: "big", "md5,sha1", blockSize: 700_001, id: 1))
        client.send(Request.stat("a.txt", id: 2))
        #expect(client.takeReplies() == [])
        let other = server.connect()
        #expect(other.ask(Request.stat("big"))?.attributes?.size == 3_000_000)
        client.fireDue()
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [1, 2])
        guard case .extended(1, let payload) = replies.first else {
            Issue.record("no EXTENDED_REPLY")
            return
        }
        #expect(payload.count == 4 + 3 + 5 * 16)
        for block in 0..<5 {
            let alone = client.ask(
                Request.checkFile(name: "big", "md5", UInt64(block) * 700_001, 700_001))
            client.fireDue()
            let hash = Array(payload.dropFirst(7 + 16 * block).prefix(16))
            #expect(alone == .extended(7, wire("00000003 'md5'") + hash))
        }
        let entry = try #require(server.entries.first { $0.name == "check-file-name" })
        #expect(entry.kind == .extended)
        #expect(entry.path == Array("/home/demo/big".utf8))
        #expect(entry.record.moved == 3_000_000)
    }

    static let refusals: [(name: String, version: ProtocolVersion, code: StatusCode)] = [
        ("nowhere", .v3, .noSuchFile), ("dir", .v6, .fileIsADirectory),
        ("locked", .v3, .permissionDenied), ("loop", .v6, .linkLoop),
    ]

    @Test(arguments: refusals)
    func `what cannot be read is not hashed`(
        name: String, version: ProtocolVersion, code: StatusCode
    ) throws {
        let client = try Server().connect(version)
        #expect(client.ask(Request.checkFile(name: "\(name)", "md5"))?.code == code)
        #expect(client.ask(Request.md5("\(name)"))?.code == code)
    }

    @Test(
        arguments: [
            (Request.checkFile(name: "a.txt", "md4,sha3"), StatusCode.opUnsupported),
            (Request.checkFile(name: "a.txt", ""), .opUnsupported),
            (Request.checkFile(name: "a.txt", "md5", blockSize: 255), .invalidParameter),
            (Request.checkFile(name: "a.txt", "md5", 13), .eof),
            (Request.checkFile(name: "a.txt", "md5", .max), .eof),
            (Request.checkFile(name: "big", "sha512", blockSize: 256), .invalidParameter),
            (Request.checkFile([1, 2], "md5"), .invalidHandle),
            (Request.md5("a.txt", 13, 1), .eof),
            (Request.md5(handle: [1, 2]), .invalidHandle),
        ] as [([UInt8], StatusCode)])
    func `a request that cannot be is refused at once`(request: [UInt8], code: StatusCode) throws {
        let client = try Server().connect(.v6)
        #expect(client.ask(request)?.code == code)
    }

    @Test func `a hole of centuries is not hashed, and neither is a byte over the limit`() throws {
        let client = try Server().connect(.v6)
        let handle = try #require(
            client.ask(Request.open("a.txt", .read, version: .v6))?.handle)
        let limit = SessionLimits().hashedBytes
        let grown = FileAttributes(size: 1 << 62)
        #expect(client.ask(Request.setstat("a.txt", grown, version: .v6))?.code == .ok)
        for request in [
            Request.checkFile(handle, "md5"), Request.checkFile(name: "a.txt", "md5"),
            Request.checkFile(handle, "md5", 1, limit + 1), Request.md5(handle: handle),
            Request.md5("a.txt"), Request.md5("a.txt", 1, limit + 1),
        ] {
            #expect(client.ask(request)?.code == .invalidParameter)
        }
        client.send(Request.checkFile(handle, "md5", 1, limit))
        #expect(client.takeReplies() == [])
        #expect(client.session.closed() == 1)
    }

    @Test func `a handle must be a file's and be open for reading`() throws {
        let client = try Server().connect()
        let writing = try client.open("a.txt", .write)
        let directory = try client.opendir("dir")
        for name in [ExtensionName.checkFileHandle, .checkFile] {
            #expect(
                client.ask(Request.checkFile(writing, "md5", as: name))?.code
                    == .permissionDenied)
            #expect(client.ask(Request.checkFile(directory, "md5", as: name)) == .invalidHandle())
        }
        #expect(client.ask(Request.md5(handle: writing))?.code == .permissionDenied)
        #expect(client.ask(Request.md5(handle: directory)) == .invalidHandle())
    }

    @Test func `hashing by name leaves nothing open`() throws {
        let counting = Counting()
        let server = try Server(wrap: { FaultyFileSystem($0, counting) })
        let client = server.connect()
        _ = client.ask(Request.checkFile(name: "a.txt", "md5"))
        _ = client.ask(Request.checkFile(name: "a.txt", "md5", 13))
        _ = client.ask(Request.md5("a.txt", quickCheck: [1]))
        client.send(Request.checkFile(name: "big", "md5"))
        client.fireDue()
        #expect(counting.open == 0)
        client.send(Request.checkFile(name: "big", "md5"))
        #expect(counting.open == 1)
        #expect(client.session.closed() == 0)
        #expect(counting.open == 0)
        #expect(server.entries.last?.status == nil)
        #expect(counting.closedTwice == 0)
    }
}

/// md5-hash and md5-hash-handle (draft-05 section 8.1).
@Suite struct MD5HashTests {
    private static func reply(_ hash: String) -> Reply {
        let bytes = wire(hash)
        return .extended(
            7, wire("00000008 'md5-hash' 000000") + [UInt8(bytes.count)] + bytes)
    }

    @Test func `the reply begins with md5-hash, whichever was asked`() throws {
        let client = try Server().connect(.v5)
        let expected = Self.reply("e4d7f1b4ed2e42d15898f4b27b019da4")
        #expect(client.ask(Request.md5("a.txt")) == expected)
        client.version = .v3
        let other = try Server().connect()
        let handle = try other.open("a.txt")
        #expect(other.ask(Request.md5(handle: handle)) == expected)
    }

    @Test(arguments: [
        (UInt64(7), UInt64(5), "7d793037a0760186574b0282f2f435e7"),
        (7, 100, "7d793037a0760186574b0282f2f435e7"),
        (7, 0, "d41d8cd98f00b204e9800998ecf8427e"),
        (12, 4, "d41d8cd98f00b204e9800998ecf8427e"),
    ])
    func `only offset and length 0 together mean the whole file`(
        offset: UInt64, length: UInt64, hash: String
    ) throws {
        let client = try Server().connect()
        #expect(client.ask(Request.md5("a.txt", offset, length)) == Self.reply(hash))
    }

    @Test func `a quick check that fits is followed by the hash of all, another by none`() throws {
        let client = try Server().connect()
        client.send(Request.md5("big"))
        client.fireDue()
        let whole = client.takeReplies().first
        guard case .extended(7, let first) = client.ask(Request.md5("big", 0, 2_048)) else {
            Issue.record("no EXTENDED_REPLY")
            return
        }
        client.send(Request.md5("big", quickCheck: Array(first.suffix(16))))
        client.fireDue()
        #expect(client.takeReplies().first == whole)
        #expect(client.ask(Request.md5("big", quickCheck: [1, 2])) == Self.reply(""))
        let short = wire("e4d7f1b4ed2e42d15898f4b27b019da4")
        #expect(client.ask(Request.md5("a.txt", quickCheck: short)) == Self.reply(hex(short)))
    }
}
