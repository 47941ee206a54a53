import SFTPWire
import Testing

/// What the framer said, in a form that can be stored.
enum Framed: Equatable {
    case needMore(Int)
    case packet([UInt8])
    case error(WireError)

    init(_ bytes: [UInt8], framer: PacketFramer = PacketFramer()) {
        do {
            switch try framer.next(in: bytes.span.bytes) {
            case .needMore(let count): self = .needMore(count)
            case .packet(let packet): self = .packet(packet.array)
            }
        } catch {
            self = .error(error)
        }
    }
}

struct PacketFramerTests {
    @Test(arguments: [
        ("", 4), ("00", 3), ("0000", 2), ("000000", 1), ("00000005", 5), ("00000005 01", 4),
        ("00000005 01 000000", 1), ("00040000", 262_144),
    ])
    func `an incomplete packet says how many bytes are missing`(bytes: String, missing: Int) {
        #expect(Framed(hex(bytes)) == .needMore(missing))
    }

    @Test func `a whole packet is handed out without what follows`() {
        #expect(
            Framed(hex("00000005 01 00000003 00000005")) == .packet(hex("00000005 01 00000003")))
    }

    @Test func `length 0 is an error`() {
        #expect(Framed(hex("00000000")) == .error(WireError(.emptyPacket, at: 0, in: "length")))
    }

    @Test(arguments: ["00040001", "7fffffff", "7ffffffc", "80000000", "ffffffff", "6162630a"])
    func `a length over the limit is an error before any body`(length: String) {
        #expect(
            Framed(hex(length)) == .error(WireError(.oversizedPacket, at: 0, in: "length")))
    }

    @Test func `the limit can be chosen`() {
        #expect(Framed(hex("00000006"), framer: PacketFramer(maximumLength: 6)) == .needMore(6))
        #expect(
            Framed(hex("00000007"), framer: PacketFramer(maximumLength: 6))
                == .error(WireError(.oversizedPacket, at: 0, in: "length")))
    }

    @Test func `every packet fed byte by byte appears exactly at its last byte`() {
        let stream = PacketLayout.all.flatMap(\.bytes)
        var unread: [UInt8] = []
        var packets: [[UInt8]] = []
        for byte in stream {
            unread.append(byte)
            switch Framed(unread) {
            case .needMore(let count): #expect(count > 0)
            case .packet(let packet):
                #expect(packet == unread)
                packets.append(packet)
                unread = []
            case .error(let error): Issue.record("\(error)")
            }
        }
        #expect(unread.isEmpty)
        #expect(packets == PacketLayout.all.map(\.bytes))
    }
}
