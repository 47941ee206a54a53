import SFTPWire
import Testing

/// Replies of extensions and the data of announcements, byte by byte.
struct ExtensionReplyTests {
    private func written(_ body: (inout WireBuffer) -> Void) -> [UInt8] {
        var buffer = WireBuffer()
        body(&buffer)
        return buffer.unread.array
    }

    private static let hash = hex("0a0b0c0d")

    @Test func `a check-file reply is the algorithm and the hashes`() throws {
        let hash = Self.hash
        let packet = written {
            CheckFileReply(
                id: 7, algorithm: RawSpan(literal: "crc32"), hashes: hash.span.bytes
            ).write(to: &$0, version: .v6)
        }
        #expect(packet == hex("00000012 c9 00000007 00000005 6372633332 0a0b0c0d"))
        var reader = try WireReader(packet: packet.span.bytes)
        let reply = try CheckFileReply(from: &reader, version: .v6)
        #expect(reply.id == 7)
        #expect(reply.algorithm.array == Array("crc32".utf8))
        #expect(reply.hashes.array == hash)
    }

    @Test func `the older form of a check-file reply begins with the name`() throws {
        let hash = Self.hash
        let packet = written {
            CheckFileReply(
                id: 7, algorithm: RawSpan(literal: "crc32"), hashes: hash.span.bytes
            ).write(to: &$0, version: .v3, repeatsName: true)
        }
        #expect(
            packet
                == hex(
                    """
                    00000020 c9 00000007 0000000a 636865636b2d66696c65 \
                    00000005 6372633332 0a0b0c0d
                    """))
        var reader = try WireReader(packet: packet.span.bytes)
        let reply = try CheckFileReply(from: &reader, version: .v3, repeatsName: true)
        #expect(reply.algorithm.array == Array("crc32".utf8))
        #expect(reply.hashes.array == hash)
    }

    @Test func `an md5-hash reply is its name and a string`() throws {
        let hash = Self.hash
        let packet = written {
            MD5HashReply(id: 7, hash: hash.span.bytes).write(to: &$0, version: .v5)
        }
        #expect(packet == hex("00000019 c9 00000007 00000008 6d64352d68617368 00000004 0a0b0c0d"))
        var reader = try WireReader(packet: packet.span.bytes)
        #expect(try MD5HashReply(from: &reader, version: .v5).hash.array == hash)
    }

    @Test func `a space-available reply is four long numbers and a short one`() throws {
        let reply = SpaceAvailableReply(
            id: 7, bytesOnDevice: 1, unusedBytesOnDevice: 2, bytesAvailableToUser: 3,
            unusedBytesAvailableToUser: 4, bytesPerAllocationUnit: 5)
        let packet = written { reply.write(to: &$0, version: .v6) }
        #expect(
            packet
                == hex(
                    """
                    00000029 c9 00000007 0000000000000001 0000000000000002 \
                    0000000000000003 0000000000000004 00000005
                    """))
        var reader = try WireReader(packet: packet.span.bytes)
        #expect(try SpaceAvailableReply(from: &reader, version: .v6) == reply)
    }

    private static let features = SupportedFeatures(
        attributes: .size, bits: .hidden, openModes: .textMode, access: .writeACL,
        maximumReadLength: 0x1234, openBlocks: 0x0c01, blocks: 0xfffe,
        attributeExtensions: [Array("at".utf8)],
        extensions: [Array("x".utf8), Array("yz".utf8)])

    private static let masks = "00000001 00000004 00000020 00040000 00001234"

    @Test func `supported ends with names without a count`() throws {
        let data = written { Self.features.write(to: &$0, version: .v5) }
        #expect(data == hex(Self.masks + "00000002 6174 00000001 78 00000002 797a"))
        let read = try SupportedFeatures(data: data.span.bytes, version: .v5)
        #expect(read.extensions == Self.features.attributeExtensions + Self.features.extensions)
        #expect(read.attributes == .size)
        #expect(read.bits == .hidden)
        #expect(read.openModes == .textMode)
        #expect(read.access == .writeACL)
        #expect(read.maximumReadLength == 0x1234)
    }

    @Test func `supported2 has vectors of blocking and counts its names`() throws {
        let data = written { Self.features.write(to: &$0, version: .v6) }
        let layout =
            Self.masks + "0c01 fffe 00000001 00000002 6174 00000002 00000001 78 00000002 797a"
        #expect(data == hex(layout))
        #expect(try SupportedFeatures(data: data.span.bytes, version: .v6) == Self.features)
    }

    @Test(arguments: [ProtocolVersion.v5, .v6])
    func `every cut of what is supported is an error, but between names of version 5`(
        version: ProtocolVersion
    ) {
        let data = written { Self.features.write(to: &$0, version: version) }
        let ends = version == .v5 ? [20, 26, 31] : []
        for count in data.indices {
            let cut = Array(data.prefix(count))
            let result = Result { try SupportedFeatures(data: cut.span.bytes, version: version) }
            #expect((try? result.get()) == nil || ends.contains(count), "cut to \(count)")
        }
    }

    @Test func `a count of names that cannot fit is an error before anything is stored`() {
        let data = hex(Self.masks + "0001 0001 ffffffff 00000001 78")
        #expect(throws: WireError(.countOverrun, at: 24, in: "attrib-extension-count")) {
            try SupportedFeatures(data: data.span.bytes, version: .v6)
        }
    }

    @Test func `acl-supported is one number`() throws {
        let capabilities: ACLCapabilities = [.allow, .alarm, .inheritAuditAlarm]
        let data = written { capabilities.write(to: &$0) }
        #expect(data == hex("00000029"))
        #expect(try ACLCapabilities(data: data.span.bytes) == capabilities)
    }

    @Test func `vendor-id is three strings and a number`() throws {
        let data = written {
            VendorIDData(
                vendor: RawSpan(literal: "v"), product: RawSpan(literal: "pr"),
                version: RawSpan(literal: "1"), build: 258
            ).write(to: &$0)
        }
        #expect(data == hex("00000001 76 00000002 7072 00000001 31 0000000000000102"))
        let read = try VendorIDData(data: data.span.bytes)
        #expect(read.product.array == Array("pr".utf8))
        #expect(read.build == 258)
    }
}
