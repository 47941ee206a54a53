import SFTPWire
import Testing

/// Rules that hold for every packet, tested on layouts written out by field.
struct PacketTests {
    @Test(arguments: PacketLayout.all)
    func `encoding a decoded packet gives the same bytes`(layout: PacketLayout) throws {
        let source = layout.bytes
        var buffer = WireBuffer()
        let packet = try Packet(
            source.span.bytes, direction: layout.direction, version: layout.version)
        packet.write(to: &buffer, version: layout.version)
        #expect(bytes(of: buffer) == canonical(layout))
    }

    /// Version 3's SETSTAT has an `extended_count` of 0, which is encoded as no count at all.
    private func canonical(_ layout: PacketLayout) -> [UInt8] {
        guard layout.name == "SETSTAT", layout.version == .v3 else { return layout.bytes }
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
                verdict(cut, layout) == layout.expectedError(cutTo: count),
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
                verdict(Array(source.prefix(count)), layout)
                    == WireError(.lengthOverrun, at: 0, in: "length"))
        }
    }

    @Test(arguments: PacketLayout.all)
    func `a reader records every field it reads, in wire order`(layout: PacketLayout) throws {
        let source = layout.bytes
        let dissection = PacketDissection()
        let packet = try Packet(
            source.span.bytes, direction: layout.direction, version: layout.version,
            dissection: dissection)
        _ = packet
        #expect(dissection.fields == layout.dissection)
    }

    @Test(arguments: PacketLayout.closed)
    func `bytes behind the last field are ignored`(layout: PacketLayout) {
        #expect(verdict(relengthened(layout.bytes + [0, 1, 2]), layout) == nil)
    }

    @Test(arguments: PacketLayout.closed)
    func `bytes behind the last field are an error for strict readers`(
        layout: PacketLayout
    ) {
        let source = layout.bytes
        #expect(
            verdict(relengthened(source + [0, 1, 2]), layout, isStrict: true)
                == WireError(.trailingBytes, at: source.count, in: "end"))
        #expect(verdict(source, layout, isStrict: true) == nil)
    }

    @Test(arguments: PacketLayout.all)
    func `the other side's packets are unexpected`(layout: PacketLayout) {
        let other: PacketType.Direction = layout.direction == .request ? .reply : .request
        #expect(
            verdict(layout.bytes, other, layout.version)
                == WireError(.unexpectedType, at: 4, in: "type"))
    }

    @Test(arguments: [UInt8](0...255).filter { PacketType(rawValue: $0) == nil })
    func `a type no draft defines is unknown`(type: UInt8) {
        let packet: [UInt8] = [0, 0, 0, 5, type, 0, 0, 0, 1]
        let expected = WireError(.unknownType, at: 4, in: "type")
        #expect(verdict(packet, .request) == expected)
        #expect(verdict(packet, .reply) == expected)
    }

    @Test(arguments: PacketLayout.all)
    func `what the draft lets out may be missing, what peers leave out for tolerant readers`(
        layout: PacketLayout
    ) {
        let source = layout.bytes
        for (offset, next) in layout.possibleEnds {
            let cut = relengthened(Array(source.prefix(offset)))
            #expect(verdict(cut, layout) == nil, "without \(next.name)")
            let isAllowed = next.presence == .optional
            #expect(
                verdict(cut, layout, isStrict: true)
                    == (isAllowed ? nil : WireError(.truncated, at: offset, in: next.name)))
        }
    }

    @Test(arguments: PacketType.allCases, ProtocolVersion.allCases)
    func `a type the version lacks is unexpected, one it has is read`(
        type: PacketType, version: ProtocolVersion
    ) {
        let isUnexpected =
            verdict([0, 0, 0, 5, type.rawValue, 0, 0, 0, 1], type.direction, version)
            == WireError(.unexpectedType, at: 4, in: "type")
        #expect(isUnexpected != type.exists(in: version))
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `every type of every version has a layout in these tests`(version: ProtocolVersion) {
        let layouts = PacketLayout.all.filter { $0.version == version }
        let defined = PacketType.allCases.filter { $0.exists(in: version) }
        #expect(Set(layouts.map(\.type)) == Set(defined.map(\.rawValue)))
        let names = Set(layouts.map(\.name))
        for name in ExtensionName.allCases {
            let exists = name.row.requests?.contains(version) == true
            #expect(names.contains(name.rawValue) == exists, "\(name.rawValue)")
        }
    }
}
