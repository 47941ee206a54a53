import SFTPWire
import Testing

/// Replies as a server writes them: values in, literal bytes out.
struct ReplyTests {
    @Test func `a status without a message carries the code's sentence, tagged en`() {
        #expect(
            written { StatusReply(id: 9, code: .eof).write(to: &$0, version: .v3) }
                == hex("0000001f 65 00000009 00000001 0000000c") + Array("End of file.".utf8)
                + hex("00000002") + Array("en".utf8))
    }

    @Test func `a status of any number carries any text`() {
        #expect(
            written { buffer in
                StatusReply(
                    id: 1, code: StatusCode(rawValue: 0xffff_ffff),
                    message: hex("ff00").span.bytes, language: RawSpan()
                ).write(to: &buffer, version: .v3)
            } == hex("00000013 65 00000001 ffffffff 00000002 ff00 00000000"))
    }

    @Test(arguments: [
        "00000009 65 00000001 00000004", "0000000d 65 00000001 00000004 00000000",
    ])
    func `a status without message or language reads as if they were empty`(
        packet: String
    ) throws {
        let source = hex(packet)
        var reader = try WireReader(packet: source.span.bytes)
        let status = try StatusReply(from: &reader, version: .v3)
        let (code, message, language) = (
            status.code, status.message.byteCount, status.language.byteCount
        )
        #expect(code == .failure)
        #expect(message == 0)
        #expect(language == 0)
    }

    @Test func `a strict reader wants message and language`() {
        #expect(
            verdict(hex("00000009 65 00000001 00000004"), .reply, isStrict: true)
                == WireError(.truncated, at: 13, in: "message"))
        #expect(
            verdict(hex("0000000d 65 00000001 00000004 00000000"), .reply, isStrict: true)
                == WireError(.truncated, at: 17, in: "language"))
    }

    @Test func `DATA is read straight into the buffer`() {
        #expect(
            written { buffer in
                _ = DataReply.write(id: 2, upTo: 32768, to: &buffer, version: .v3) { space in
                    space.copyBytes(from: [0x68, 0x69])
                    return 2
                }
            } == hex("0000000b 67 00000002 00000002 6869"))
    }

    @Test func `no DATA is appended when nothing was read`() {
        var buffer = WireBuffer()
        buffer.append(UInt8(0xee))
        let count = DataReply.write(id: 2, upTo: 32768, to: &buffer, version: .v3) { _ in 0 }
        #expect(count == 0)
        #expect(bytes(of: buffer) == [0xee])
    }

    @Test func `no DATA is appended when reading throws`() {
        var buffer = WireBuffer()
        #expect(throws: WireError(.truncated, at: 3, in: "disk")) {
            try failingRead(&buffer)
        }
        #expect(buffer.unreadCount == 0)
    }

    private func failingRead(_ buffer: inout WireBuffer) throws {
        _ = try DataReply.write(id: 2, upTo: 8, to: &buffer, version: .v3) {
            _ throws(WireError) in throw WireError(.truncated, at: 3, in: "disk")
        }
    }

    @Test func `VERSION is written pair by pair`() {
        #expect(
            written { buffer in
                let version = HandshakeWriter(.version, version: 3, to: &buffer)
                version.append(.limits, to: &buffer)
                version.append(
                    name: RawSpan(literal: "a@b"), data: RawSpan(), to: &buffer)
                version.finish(&buffer)
            } == hex("0000002b 02 00000003 00000012") + Array("limits@openssh.com".utf8)
                + hex("00000001 31 00000003 614062 00000000"))
    }

    @Test func `NAME is written entry by entry`() {
        #expect(
            written { buffer in
                var names = NameReplyWriter(id: 3, to: &buffer, version: .v3)
                var attributes = FileAttributes()
                attributes.size = 5
                for name in ["a", "b"] {
                    let bytes = Array(name.utf8)
                    _ = names.append(
                        filename: bytes.span.bytes, longname: RawSpan(),
                        attributes: attributes, to: &buffer)
                }
                names.finish(&buffer)
            }
                == hex(
                    """
                    00000033 68 00000003 00000002 \
                    00000001 61 00000000 00000001 0000000000000005 \
                    00000001 62 00000000 00000001 0000000000000005
                    """))
    }

    @Test func `an entry that would pass the packet's maximum is left out`() {
        var buffer = WireBuffer()
        var names = NameReplyWriter(id: 3, to: &buffer, version: .v3, maximumByteCount: 30)
        var fits: [Bool] = []
        for _ in 0..<2 {
            fits.append(
                names.append(
                    filename: RawSpan(literal: "name"), longname: RawSpan(),
                    attributes: FileAttributes(), to: &buffer))
        }
        names.finish(&buffer)
        #expect(fits == [true, false])
        #expect(
            bytes(of: buffer)
                == hex("00000019 68 00000003 00000001 00000004 6e616d65 00000000 00000000"))
    }

    @Test func `one name is both filename and longname, without attributes`() {
        #expect(
            written {
                NameReply.write(id: 1, name: RawSpan(literal: "/x"), to: &$0, version: .v3)
            } == hex("00000019 68 00000001 00000001 00000002 2f78 00000002 2f78 00000000"))
    }

    @Test func `entries are read one at a time`() throws {
        let source = try layout("NAME").bytes
        var reader = try WireReader(packet: source.span.bytes)
        let reply = try NameReply(from: &reader, version: .v3)
        var entries = reply.entries
        var names: [[UInt8]] = []
        var extended: [ExtendedPair] = []
        while let entry = try entries.next() {
            names += [entry.filename.array, entry.longname.array]
            extended += entry.attributes.extended
        }
        let count = reply.count
        #expect(count == 1)
        #expect(names == [Array("a".utf8), Array("-rw-".utf8)])
        #expect(
            extended == [ExtendedPair(name: Array("t@x".utf8), value: Array("vv".utf8))])
    }

    @Test func `ATTRS carries the fields that are present`() {
        var attributes = FileAttributes()
        attributes.permissions = 0o755
        attributes.extended = [ExtendedPair(name: [0x61], value: [])]
        #expect(
            written { buffer in
                AttributesReply.write(
                    id: 4, attributes: attributes, to: &buffer, version: .v3)
            } == hex("0000001a 69 00000004 80000004 000001ed 00000001 00000001 61 00000000"))
    }

    @Test(arguments: [
        (Int64(-1), "00000000"), (0, "00000000"), (0xffff_ffff, "ffffffff"),
        (0x1_0000_0000, "ffffffff"), (.max, "ffffffff"), (.min, "00000000"),
    ])
    func `times outside of 32 bits are clamped`(seconds: Int64, word: String) {
        var attributes = FileAttributes()
        attributes.modifyTime = Timestamp(seconds: seconds)
        #expect(
            written { attributes.write(to: &$0, version: .v3) }
                == hex("00000008 00000000") + hex(word))
    }

    @Test func `uid and gid go together, the missing one as 0`() {
        var attributes = FileAttributes()
        attributes.gid = 7
        #expect(
            written { attributes.write(to: &$0, version: .v3) }
                == hex("00000002 00000000 00000007"))
    }

    @Test func `the statvfs reply is eleven numbers in statvfs order`() throws {
        let reply = StatvfsReply(
            id: 5, blockSize: 1, fragmentSize: 2, blocks: 3, freeBlocks: 4, availableBlocks: 5,
            files: 6, freeFiles: 7, availableFiles: 8, identifier: 9, flags: 10,
            maximumNameLength: 11)
        let packet = written { reply.write(to: &$0, version: .v3) }
        let numbers = (1...11).flatMap { hex("00000000000000") + [UInt8($0)] }
        #expect(packet == hex("0000005d c9 00000005") + numbers)
        var reader = try WireReader(packet: packet.span.bytes, isStrict: true)
        #expect(try StatvfsReply(from: &reader, version: .v3) == reply)
    }

    @Test func `the limits reply is four numbers`() throws {
        let reply = LimitsReply(
            id: 5, maximumPacketLength: 1, maximumReadLength: 2, maximumWriteLength: 3,
            maximumOpenHandles: .max)
        let packet = written { reply.write(to: &$0, version: .v3) }
        #expect(
            packet
                == hex("00000025 c9 00000005 0000000000000001 0000000000000002")
                + hex("0000000000000003 ffffffffffffffff"))
        var reader = try WireReader(packet: packet.span.bytes, isStrict: true)
        #expect(try LimitsReply(from: &reader, version: .v3) == reply)
    }

    @Test func `the users-groups reply is two strings of strings`() throws {
        let reply = UsersGroupsByIDReply(
            id: 5, usernames: [Array("root".utf8), []], groupnames: [])
        let packet = written { reply.write(to: &$0, version: .v3) }
        #expect(
            packet
                == hex("00000019 c9 00000005 0000000c 00000004 726f6f74 00000000 00000000"))
        var reader = try WireReader(packet: packet.span.bytes, isStrict: true)
        #expect(try UsersGroupsByIDReply(from: &reader, version: .v3) == reply)
    }
}
