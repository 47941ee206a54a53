import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Files opened as text (draft-04 section 6.3, draft-05 6.3.1, draft-13 8.1.1.3).
@Suite struct TextModeTests {
    private static let files: [FileTree.Node] = [
        .init(path: "/home/demo/t", .file(.bytes(Array("one\ntwo\n\nsix".utf8)))),
        .init(path: "/home/demo/empty", .file(.bytes([]))),
        .init(path: "/home/demo/long", .file(.zero(size: 3_000_000))),
    ]

    private func server(_ newline: String = "\r\n") throws -> Server {
        var spec = ProtocolSpec()
        spec.newline = Array(newline.utf8)
        return try Server(files: Self.files, protocolSpec: spec)
    }

    private func open(
        _ client: Client, _ path: Text, reads: Bool = true, writes: Bool = false,
        appends: Bool = false
    ) throws -> [UInt8] {
        if client.version < .v5 {
            var flags: OpenFlags = .text
            if reads { flags.insert(.read) }
            if writes { flags.insert(.write) }
            if appends { flags.insert(.append) }
            return try client.open(path, flags)
        }
        var access: AccessMask = []
        if reads { access.insert(.readData) }
        if writes { access.insert(.writeData) }
        return try client.open(
            path, access,
            OpenModes(.openExisting, appends ? [.textMode, .appendData] : .textMode))
    }

    private static let versions: [ProtocolVersion] = [.v4, .v5, .v6]

    @Test(arguments: versions, [UInt32(1), 2, 4, 5, 100])
    func `text is read in order with the line ends of the wire, whatever offsets say`(
        version: ProtocolVersion, length: UInt32
    ) throws {
        let client = try server().connect(version)
        let handle = try open(client, "t")
        var text: [UInt8] = []
        while let data = client.ask(Request.read(handle, 77, length))?.data {
            #expect(!data.isEmpty && data.count <= Int(length))
            text += data
        }
        #expect(String(decoding: text, as: UTF8.self) == "one\r\ntwo\r\n\r\nsix")
        #expect(client.ask(Request.read(handle, 0, length))?.code == .eof)
    }

    @Test(arguments: versions)
    func `text is written in order with the line ends of files, across blocks`(
        version: ProtocolVersion
    ) throws {
        let server = try server()
        let client = server.connect(version)
        let handle = try open(client, "empty", reads: false, writes: true)
        for (offset, part): (UInt64, Text) in [
            (5, "one\r"), (0, "\ntwo"), (9, "\r\r\n\r"), (9, ""), (1, "six\r"),
        ] {
            #expect(client.ask(Request.write(handle, offset, part))?.code == .ok)
        }
        #expect(client.ask(Request.close(handle))?.code == .ok)
        let reader = server.connect()
        let stored = reader.ask(Request.read(try reader.open("empty")))
        #expect(stored == .data(7, Array("one\ntwo\r\n\rsix\r".utf8)))
    }

    @Test func `pipelined requests are answered in the order of the text`() throws {
        let client = try server().connect(.v6)
        let handle = try open(client, "t")
        client.send(
            Request.read(handle, 0, 4, id: 1) + Request.read(handle, 4, 4, id: 2)
                + Request.read(handle, 8, 100, id: 3))
        #expect(
            client.takeReplies() == [
                .data(1, Array("one\r".utf8)), .data(2, Array("\ntwo".utf8)),
                .data(3, Array("\r\n\r\nsix".utf8)),
            ])
    }

    @Test(arguments: versions)
    func `text that is appended goes to the end`(version: ProtocolVersion) throws {
        let server = try server()
        let client = server.connect(version)
        let handle = try open(client, "t", reads: false, writes: true, appends: true)
        #expect(client.ask(Request.write(handle, 0, "\r"))?.code == .ok)
        #expect(client.ask(Request.write(handle, 0, "\n7\r\n"))?.code == .ok)
        #expect(client.ask(Request.close(handle))?.code == .ok)
        let reader = server.connect()
        #expect(
            reader.ask(Request.read(try reader.open("t")))
                == .data(7, Array("one\ntwo\n\nsix\n7\n".utf8)))
    }

    @Test func `version 3 has no text mode`() throws {
        let client = try server().connect()
        let handle = try client.open("t", [.read, .text])
        #expect(client.ask(Request.read(handle, 4, 4)) == .data(7, Array("two\n".utf8)))
    }

    @Test func `without text mode bytes and offsets are what they are`() throws {
        let client = try server().connect(.v6)
        let handle = try client.open("t", .readData)
        #expect(client.ask(Request.read(handle, 2, 3)) == .data(7, Array("e\nt".utf8)))
    }

    @Test func `at version 6 the last DATA of a text is like the others`() throws {
        let client = try server().connect(.v6)
        let handle = try open(client, "t")
        client.send(Request.read(handle, 0, 5))
        #expect(client.takeOutput().dropFirst(9).elementsEqual(wire("00000005 'one' 0d0a")))
        client.send(Request.read(handle, 0, 100))
        let rest = wire("0000000a 'two' 0d0a 0d0a 'six'")
        #expect(client.takeOutput().dropFirst(9).elementsEqual(rest))
    }

    @Test func `a locked range is met where the text is read and written`() throws {
        let server = try server()
        let holder = server.connect(.v6)
        let lock = try holder.open("t", [.readData, .writeData])
        #expect(holder.ask(Request.block(lock, 4, 2)) == .ok())
        let client = server.connect(.v6)
        let handle = try open(client, "t", writes: true)
        #expect(client.ask(Request.read(handle, 4, 3))?.data == Array("one".utf8))
        #expect(client.ask(Request.read(handle, 0, 5))?.code == .byteRangeLockConflict)
        #expect(client.ask(Request.write(handle, 0, "xy"))?.code == .byteRangeLockConflict)
        #expect(holder.ask(Request.unblock(lock, 4, 2)) == .ok())
        #expect(client.ask(Request.read(handle, 0, 5))?.data == Array("\r\ntwo".utf8))
    }

    @Test(arguments: versions)
    func `text-seek goes to the beginning of a line, one behind the last line end too`(
        version: ProtocolVersion
    ) throws {
        let client = try server().connect(version)
        let handle = try open(client, "t")
        let lines: [(UInt64, Text)] = [
            (3, "six"), (0, "one\r\ntwo\r\n\r\nsix"), (2, "\r\nsix"), (1, "two\r\n\r\nsix"),
        ]
        for (line, rest) in lines {
            #expect(client.ask(Request.textSeek(handle, line: line)) == .ok())
            #expect(client.ask(Request.read(handle)) == .data(7, rest.bytes))
        }
        #expect(client.ask(Request.textSeek(handle, line: 2)) == .ok())
        for line in [4, UInt64.max] {
            #expect(client.ask(Request.textSeek(handle, line: line))?.code == .eof)
        }
        #expect(client.ask(Request.read(handle)) == .data(7, Array("\r\nsix".utf8)))
    }

    @Test func `text-seek of what is no text to read is refused`() throws {
        let client = try server().connect(.v6)
        let binary = try client.open("t", .readData)
        #expect(client.ask(Request.textSeek(binary, line: 1))?.code == .invalidParameter)
        let writing = try open(client, "t", reads: false, writes: true)
        #expect(client.ask(Request.textSeek(writing, line: 1))?.code == .permissionDenied)
        #expect(client.ask(Request.textSeek([9], line: 1))?.code == .invalidHandle)
    }

    @Test func `a long file is searched in slices, between which others are served`() throws {
        let server = try server()
        let client = server.connect(.v6)
        let handle = try open(client, "long")
        client.send(Request.textSeek(handle, line: 1))
        #expect(client.takeReplies().isEmpty)
        #expect(server.connect().ask(Request.stat("t"))?.attributes != nil)
        client.fireDue()
        #expect(client.takeReplies().map(\.code) == [.eof])
        client.send(Request.textSeek(handle, line: 1))
        #expect(client.session.closed() == 1)
        #expect(server.entries.count(where: { $0.record.status == .eof }) == 1)
        #expect(server.entries.last?.record.status == nil)
    }

    @Test func `unless newline is announced the wire has CR LF`() throws {
        var spec = ProtocolSpec()
        spec.extensions[.newline] = .off
        let client = try Server(files: Self.files, protocolSpec: spec).connect(.v6)
        let handle = try open(client, "t")
        #expect(client.ask(Request.read(handle, 0, 5))?.data == Array("one\r\n".utf8))
    }
}
