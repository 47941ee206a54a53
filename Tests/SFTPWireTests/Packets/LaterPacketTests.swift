import SFTPWire
import Testing

/// Fields that versions 4 to 6 add to packets: values in, bytes out, and back.
struct LaterPacketTests {
    private func layout(_ name: String, _ version: ProtocolVersion) throws -> [UInt8] {
        try #require(
            PacketLayout.all.first { $0.version == version && $0.name == name }
        ).bytes
    }

    private func texts(_ strings: consuming WireStrings) -> [String] {
        var texts: [String] = []
        while let string = strings.next() {
            texts.append(String(decoding: string.array, as: UTF8.self))
        }
        return texts
    }

    @Test func `OPEN has pflags in version 4, rights and modes later`() throws {
        let source4 = try layout("OPEN", .v4)
        var reader4 = try WireReader(packet: source4.span.bytes)
        let old = try OpenRequest(from: &reader4, version: .v4)
        let (flags, noAccess, noModes) = (old.flags, old.desiredAccess, old.modes)
        #expect(flags == [.write, .create, .truncate, .text])
        #expect(noAccess.isEmpty && noModes.isEmpty)

        let source5 = try layout("OPEN", .v5)
        var reader5 = try WireReader(packet: source5.span.bytes)
        let new = try OpenRequest(from: &reader5, version: .v5)
        let (noFlags, access, modes) = (new.flags, new.desiredAccess, new.modes)
        let bits = new.attributes.bits
        #expect(noFlags.isEmpty)
        #expect(access == [.writeData, .readAttributes])
        #expect(modes == OpenModes(.openOrCreate, [.appendDataAtomic, .blockRead]))
        #expect(modes.disposition == .openOrCreate)
        #expect(bits == [.readOnly, .sync])
    }

    @Test(arguments: zip(0...7, OpenDisposition.allCases.map(Optional.some) + [nil, nil, nil]))
    func `the low three bits of the modes are the disposition`(
        bits: UInt32, disposition: OpenDisposition?
    ) {
        #expect(OpenModes(rawValue: bits | 0xfff8).disposition == disposition)
    }

    @Test func `STAT has the fields that are wanted, all of them when nobody says`() throws {
        let source = try layout("STAT", .v4)
        var reader = try WireReader(packet: source.span.bytes)
        let wanted = try StatRequest(.stat, from: &reader, version: .v4).wanted
        #expect(wanted == .size)
        #expect(
            written { buffer in
                StatRequest(.lstat, id: 1, path: RawSpan(literal: "/a"))
                    .write(to: &buffer, version: .v5)
            } == hex("0000000f 07 00000001 00000002 2f61 800003fd"))
    }

    @Test func `a STAT without wanted fields says nothing about them`() throws {
        let source = hex("0000000b 11 00000001 00000002 2f61")
        var reader = try WireReader(packet: source.span.bytes)
        let wanted = try StatRequest(.stat, from: &reader, version: .v6).wanted
        #expect(wanted == nil)
    }

    @Test func `RENAME has flags from version 5 on`() throws {
        let source = try layout("RENAME", .v5)
        var reader = try WireReader(packet: source.span.bytes)
        let flags = try RenameRequest(from: &reader, version: .v5).flags
        #expect(flags == [.overwrite, .atomic, .native])
    }

    @Test func `REALPATH has a control byte and compose paths`() throws {
        let source = try layout("REALPATH", .v6)
        var reader = try WireReader(packet: source.span.bytes)
        let packet = try RealpathRequest(from: &reader, version: .v6)
        let paths = texts(packet.composePaths)
        let control = packet.control
        #expect(control == .statIf)
        #expect(paths == ["..", "", "/x"])
        let encoded = WireStrings.encoded(paths.map { Array($0.utf8) })
        #expect(
            written { buffer in
                RealpathRequest(
                    id: 14, path: RawSpan(literal: "."), control: .statIf,
                    composePaths: encoded.span.bytes
                ).write(to: &buffer, version: .v6)
            } == source)
    }

    @Test func `REALPATH before version 6 is its path`() throws {
        let source = try layout("REALPATH", .v5)
        #expect(
            written { buffer in
                RealpathRequest(id: 14, path: RawSpan(literal: "."), control: .statAlways)
                    .write(to: &buffer, version: .v5)
            } == source)
        var reader = try WireReader(packet: source.span.bytes)
        let packet = try RealpathRequest(from: &reader, version: .v5)
        let control = packet.control
        let paths = texts(packet.composePaths)
        #expect(control == nil)
        #expect(paths.isEmpty)
    }

    @Test func `strings end where a length lies`() {
        let bytes = hex("00000001 61 00000005 62")
        let found = texts(WireStrings(bytes.span.bytes))
        let none = texts(WireStrings(RawSpan()))
        #expect(found == ["a"])
        #expect(none.isEmpty)
    }

    @Test func `LINK says which path is the link and of what kind it is`() throws {
        let source = try layout("LINK", .v6)
        var reader = try WireReader(packet: source.span.bytes)
        let packet = try LinkRequest(from: &reader, version: .v6)
        let isSymbolic = packet.isSymbolic
        let paths = [packet.newLinkPath.array, packet.existingPath.array]
        #expect(paths == [Array("/l".utf8), Array("../".utf8)])
        #expect(isSymbolic)
    }

    @Test func `BLOCK and UNBLOCK have a range, BLOCK a mask`() throws {
        let source = try layout("BLOCK", .v6)
        var reader = try WireReader(packet: source.span.bytes)
        let block = try BlockRequest(from: &reader, version: .v6)
        let (offset, length, mask) = (block.offset, block.length, block.mask)
        #expect(offset == 1 << 32)
        #expect(length == 0)
        #expect(mask == [.read, .write, .delete, .advisory])
        let releasing = try layout("UNBLOCK", .v6)
        var releasingReader = try WireReader(packet: releasing.span.bytes)
        let unblock = try UnblockRequest(from: &releasingReader, version: .v6)
        let released = [unblock.offset, unblock.length]
        #expect(released == [1 << 32, .max])
    }
}

/// Fields that versions 5 and 6 add to replies.
struct LaterReplyTests {
    @Test func `STATUS names unknown principals from version 5 on`() throws {
        let names = WireStrings.encoded([Array("otto@".utf8), []])
        func packet(_ version: ProtocolVersion) -> [UInt8] {
            written { buffer in
                StatusReply(
                    id: 1, code: .unknownPrincipal, message: RawSpan(), language: RawSpan(),
                    errorData: names.span.bytes
                ).write(to: &buffer, version: version)
            }
        }
        let bare = hex("00000011 65 00000001 00000010 00000000 00000000")
        #expect(packet(.v4) == bare)
        #expect(packet(.v5) == relengthened(bare + hex("00000005 6f74746f40 00000000")))

        let source = packet(.v6)
        var reader = try WireReader(packet: source.span.bytes)
        let status = try StatusReply(from: &reader, version: .v6)
        var strings = status.unknownNames
        var read: [[UInt8]] = []
        while let name = strings.next() { read.append(name.array) }
        #expect(read == [Array("otto@".utf8), []])
    }

    @Test(
        arguments: [
            (true, "0b 67 00000002 00000001 61 01"), (false, "0b 67 00000002 00000001 61 00"),
            (nil, "0a 67 00000002 00000001 61"),
        ] as [(Bool?, String)])
    func `DATA of version 6 may say whether the file ends`(
        endOfFile: Bool?, packet: String
    ) throws {
        let expected = hex("000000" + packet)
        let whole = written { buffer in
            DataReply(id: 2, data: RawSpan(literal: "a"), endOfFile: endOfFile)
                .write(to: &buffer, version: .v6)
        }
        #expect(whole == expected)
        var reader = try WireReader(packet: expected.span.bytes)
        let read = try DataReply(from: &reader, version: .v6).endOfFile
        #expect(read == endOfFile)
    }

    @Test(arguments: [.v3, .v6] as [ProtocolVersion])
    func `DATA read in place does not say whether the file ends`(version: ProtocolVersion) {
        let expected = hex("0000000a 67 00000002 00000001 61")
        #expect(
            written { buffer in
                _ = DataReply.write(id: 2, upTo: 8, to: &buffer, version: version) { space in
                    space[0] = 0x61
                    return 1
                }
            } == expected)
    }

    @Test func `DATA of version 5 does not say whether the file ends`() {
        let expected = hex("0000000a 67 00000002 00000001 61")
        #expect(
            written { buffer in
                DataReply(id: 2, data: RawSpan(literal: "a"), endOfFile: true)
                    .write(to: &buffer, version: .v5)
            } == expected)
    }

    @Test(arguments: [(true, "01"), (false, "00"), (nil, "")] as [(Bool?, String)])
    func `NAME of version 6 may say whether the list ends`(
        endOfList: Bool?, last: String
    ) throws {
        let expected = relengthened(
            hex("00000000 68 00000003 00000001 00000001 61 00000000 05" + last))
        let packet = written { buffer in
            var names = NameReplyWriter(id: 3, to: &buffer, version: .v6)
            _ = names.append(
                filename: RawSpan(literal: "a"), longname: RawSpan(literal: "never sent"),
                attributes: FileAttributes(), to: &buffer)
            names.finish(&buffer, endOfList: endOfList)
        }
        #expect(packet == expected)
        var reader = try WireReader(packet: expected.span.bytes)
        let reply = try NameReply(from: &reader, version: .v6)
        let read = reply.endOfList
        #expect(read == endOfList)
    }

    @Test func `the end of the list has room in a full NAME`() {
        // 13 bytes of head, 10 for each entry, and end-of-list.
        let packet = written { buffer in
            var names = NameReplyWriter(id: 3, to: &buffer, version: .v6, maximumByteCount: 33)
            for _ in 0..<2 {
                _ = names.append(
                    filename: RawSpan(literal: "a"), longname: RawSpan(),
                    attributes: FileAttributes(), to: &buffer)
            }
            names.finish(&buffer, endOfList: false)
        }
        #expect(packet == hex("00000014 68 00000003 00000001 00000001 61 00000000 05 00"))
    }
}
