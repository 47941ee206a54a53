import SFTPWire
import Testing

/// Rules that hold for every packet, tested on layouts written out by field.
struct PacketTests {
    @Test(arguments: PacketLayout.all)
    func `encoding a decoded packet gives the same bytes`(layout: PacketLayout) throws {
        let source = layout.bytes
        var buffer = WireBuffer()
        let packet = try Packet(source.span.bytes, direction: layout.direction)
        packet.write(to: &buffer, version: .v3)
        #expect(bytes(of: buffer) == canonical(layout))
    }

    /// SETSTAT's layout has an `extended_count` of 0, which is encoded as no count at all.
    private func canonical(_ layout: PacketLayout) -> [UInt8] {
        guard layout.name == "SETSTAT" else { return layout.bytes }
        var packet = Array(layout.bytes.dropLast(4))
        packet[15] = 0x00
        return relengthened(packet)
    }

    @Test(arguments: PacketLayout.all)
    func `every cut of a packet is an error at the cut field`(layout: PacketLayout) {
        let source = layout.bytes
        for count in 0..<source.count {
            let cut =
                count < 4
                ? Array(source.prefix(count))
                : relengthened(
                    Array(source.prefix(count)))
            #expect(
                verdict(cut, layout.direction) == layout.expectedError(cutTo: count),
                "cut to \(count) bytes")
        }
    }

    @Test(arguments: PacketLayout.all)
    func `a span shorter than the declared length is an error of the length`(
        layout: PacketLayout
    ) {
        let source = layout.bytes
        for count in 4..<source.count {
            #expect(
                verdict(Array(source.prefix(count)), layout.direction)
                    == WireError(.lengthOverrun, at: 0, in: "length"))
        }
    }

    @Test(arguments: PacketLayout.all)
    func `a reader records every field it reads, in wire order`(layout: PacketLayout) throws {
        let source = layout.bytes
        let dissection = PacketDissection()
        let packet = try Packet(
            source.span.bytes, direction: layout.direction, dissection: dissection)
        _ = packet
        #expect(dissection.fields == layout.dissection)
    }

    @Test(arguments: PacketLayout.closed)
    func `bytes behind the last field are ignored`(layout: PacketLayout) {
        #expect(verdict(relengthened(layout.bytes + [0, 1, 2]), layout.direction) == nil)
    }

    @Test(arguments: PacketLayout.closed)
    func `bytes behind the last field are an error for strict readers`(
        layout: PacketLayout
    ) {
        let source = layout.bytes
        #expect(
            verdict(relengthened(source + [0, 1, 2]), layout.direction, isStrict: true)
                == WireError(.trailingBytes, at: source.count, in: "end"))
        #expect(verdict(source, layout.direction, isStrict: true) == nil)
    }

    @Test(arguments: PacketLayout.all)
    func `the other side's packets are unexpected`(layout: PacketLayout) {
        let other: PacketType.Direction = layout.direction == .request ? .reply : .request
        #expect(
            verdict(layout.bytes, other) == WireError(.unexpectedType, at: 4, in: "type"))
    }

    @Test(arguments: [UInt8](0...255).filter { PacketType(rawValue: $0) == nil })
    func `a type no draft defines is unknown`(type: UInt8) {
        let packet: [UInt8] = [0, 0, 0, 5, type, 0, 0, 0, 1]
        let expected = WireError(.unknownType, at: 4, in: "type")
        #expect(verdict(packet, .request) == expected)
        #expect(verdict(packet, .reply) == expected)
    }

    @Test(arguments: [PacketType.link, .block, .unblock])
    func `packets of version 6 are unexpected in version 3`(type: PacketType) {
        #expect(
            verdict([0, 0, 0, 5, type.rawValue, 0, 0, 0, 1], .request)
                == WireError(.unexpectedType, at: 4, in: "type"))
    }

    @Test func `every type of version 3 has a layout in these tests`() {
        let tested = Set(PacketLayout.all.map(\.type))
        let defined = Set(
            PacketType.allCases.filter { $0.exists(in: .v3) }.map(\.rawValue))
        #expect(tested == defined)
        #expect(
            Set(PacketLayout.extensions.map(\.name))
                == Set(
                    ExtensionName.allCases.filter { $0.row.requests != nil }.map(\.rawValue)))
    }
}
