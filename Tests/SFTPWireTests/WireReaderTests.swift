import SFTPWire
import Testing

struct WireReaderTests {
    @Test(arguments: ["ffffffff", "80000000", "7fffffff", "7ffffffc", "00000004"])
    func `a string longer than the packet is an error of its length`(length: String) {
        let packet = relengthened(hex("00000000 10 00000001") + hex(length) + [1, 2, 3])
        #expect(verdict(packet, .request) == WireError(.lengthOverrun, at: 9, in: "path"))
    }

    @Test(arguments: ["ffffffff", "80000000", "7fffffff", "40000000", "00000002", "00000001"])
    func `an extended_count that cannot fit is an error before anything is stored`(
        count: String
    ) {
        let packet = relengthened(hex("00000000 69 00000001 80000000") + hex(count))
        #expect(
            verdict(packet, .reply) == WireError(.countOverrun, at: 13, in: "extended_count"))
    }

    @Test(arguments: ["ffffffff", "10000000", "00000002"])
    func `a NAME count that cannot fit is an error`(count: String) {
        let packet = relengthened(
            hex("00000000 68 00000001") + hex(count) + [UInt8](repeating: 0, count: 23))
        #expect(verdict(packet, .reply) == WireError(.countOverrun, at: 9, in: "count"))
    }

    @Test func `the empty packet has no type`() {
        #expect(verdict(hex("00000000"), .request) == WireError(.emptyPacket, at: 0, in: "length"))
    }

    @Test(arguments: 1...4)
    func `a packet that ends in its id is truncated there`(length: Int) {
        let packet = relengthened([0, 0, 0, 0] + hex("05 000000").prefix(length))
        #expect(verdict(packet, .request) == WireError(.truncated, at: 5, in: "id"))
    }

    @Test func `bytes behind the declared length belong to the next packet`() {
        let stream = hex("00000009 04 00000001 00000000  00000000 63")
        #expect(verdict(stream, .request, isStrict: true) == nil)
    }

    @Test func `a zero byte in a path is an error at that byte`() {
        #expect(
            verdict(hex("0000000c 11 00000001 00000003 66 00 67"), .request)
                == WireError(.nulInPath, at: 14, in: "path"))
    }

    @Test func `a path of 4096 bytes is read, one more is too long`() {
        func stat(_ length: Int) -> [UInt8] {
            var bytes = hex("00000000 11 00000001 0000")
            bytes += [UInt8(length >> 8), UInt8(length & 0xff)]
            return relengthened(bytes + [UInt8](repeating: 0x61, count: length))
        }
        #expect(verdict(stat(4096), .request) == nil)
        #expect(verdict(stat(4097), .request) == WireError(.tooLong, at: 9, in: "path"))
    }

    @Test func `handles over 256 bytes are an error for strict readers only`() {
        func close(_ length: Int) -> [UInt8] {
            var bytes = hex("00000000 04 00000001 0000")
            bytes += [UInt8(length >> 8), UInt8(length & 0xff)]
            return relengthened(bytes + [UInt8](repeating: 0, count: length))
        }
        #expect(verdict(close(257), .request) == nil)
        #expect(verdict(close(256), .request, isStrict: true) == nil)
        #expect(
            verdict(close(257), .request, isStrict: true)
                == WireError(.tooLong, at: 9, in: "handle"))
    }

    @Test(arguments: ["00000010", "40000000", "7ffffff0"])
    func `undefined attribute flags are an error for strict readers only`(flags: String) {
        let packet = relengthened(hex("00000000 69 00000001") + hex(flags))
        #expect(verdict(packet, .reply) == nil)
        #expect(
            verdict(packet, .reply, isStrict: true)
                == WireError(.undefinedFlags, at: 9, in: "flags"))
    }

    @Test func `a list of ids must hold whole ids`() {
        let name = Array("users-groups-by-id@openssh.com".utf8)
        let packet = relengthened(
            hex("00000000 c8 00000001 0000001e") + name + hex("00000003 000000 00000000"))
        #expect(verdict(packet, .request) == WireError(.truncated, at: 43, in: "uids"))
    }

    @Test func `a name inside a list must not reach past the list`() throws {
        let packet = hex("00000013 c9 00000001 00000006 00000003 6162 00000000")
        var reader = try WireReader(packet: packet.span.bytes)
        #expect(throws: WireError(.lengthOverrun, at: 13, in: "usernames")) {
            try usersGroups(&reader)
        }
    }

    private func usersGroups(_ reader: inout WireReader) throws {
        _ = try UsersGroupsByIDReply(from: &reader, version: .v3)
    }

    @Test func `an error names kind, offset and field`() {
        #expect(
            WireError(.lengthOverrun, at: 9, in: "handle").description
                == "lengthOverrun at 9 in field handle")
    }
}

/// Every place a zero byte can take in a path of some length.
struct PathZeroTests {
    @Test(arguments: 1...40)
    func `the first zero byte of a path is found wherever it is`(length: Int) {
        for place in 0..<length {
            var path = [UInt8](repeating: 0x81, count: length)
            path[place] = 0
            if place + 1 < length { path[length - 1] = 0 }
            let packet = relengthened(
                hex("00000000 11 00000001 000000") + [UInt8(length)] + path)
            #expect(
                verdict(packet, .request) == WireError(.nulInPath, at: 13 + place, in: "path"))
        }
        for byte in [0x01, 0x80, 0xff] as [UInt8] {
            let path = [UInt8](repeating: byte, count: length)
            let packet = relengthened(
                hex("00000000 11 00000001 000000") + [UInt8(length)] + path)
            #expect(verdict(packet, .request) == nil)
        }
    }
}
