public import SFTPWire

/// The ways in which a packet is made wrong.
public enum Mutation: String, CaseIterable, Sendable {
    /// One bit is flipped.
    case flipBit
    /// One byte is replaced.
    case replaceByte
    /// The end is cut off, the packet length repaired.
    case cut
    /// The end is cut off, the packet length left as it was.
    case cutWithoutRepair
    /// A length or count word gets a boundary value, the packet length repaired.
    case lieInWord
    /// The packet length gets a boundary value.
    case lieInPacketLength
    /// The type byte is replaced.
    case swapType
    /// Bytes are put in, the packet length repaired.
    case insert
    /// A run of bytes is taken out, the packet length repaired.
    case remove
    /// A field is written twice, the packet length repaired.
    case doubleField
    /// Bytes are appended, the packet length repaired.
    case trail

    /// A mutant of `packet`; unchanged when the packet has no place for this mutation.
    public func apply(
        to packet: [UInt8], direction: PacketType.Direction, version: ProtocolVersion,
        random: inout SeededRandom
    ) -> [UInt8] {
        var mutant = packet
        guard packet.count >= 5 else { return mutant }
        let place = random.next(below: packet.count)
        switch self {
        case .flipBit:
            mutant[place] ^= 1 << UInt8(random.next(below: 8))
            return mutant
        case .replaceByte:
            mutant[place] = Self.boundaryByte(&random)
            return mutant
        case .cutWithoutRepair:
            return Array(packet[..<place])
        case .lieInPacketLength:
            Self.store(Self.boundaryWord(&random, near: packet.count - 4), at: 0, in: &mutant)
            return mutant
        case .swapType:
            let types = PacketType.allCases
            let choice = random.next(below: types.count + 1)
            mutant[4] =
                choice < types.count ? types[choice].rawValue : Self.boundaryByte(&random)
            return mutant
        case .cut:
            mutant.removeSubrange(max(place, 4)...)
        case .lieInWord:
            guard let offset = Self.wordOffset(of: packet, direction, version, &random) else {
                return mutant
            }
            let value = Self.boundaryWord(&random, near: packet.count - offset)
            Self.store(value, at: offset, in: &mutant)
        case .insert:
            let run = (0...random.next(below: 8)).map { _ in Self.boundaryByte(&random) }
            mutant.insert(contentsOf: run, at: max(place, 5))
        case .remove:
            let start = max(place, 5)
            let end = min(start + 1 + random.next(below: 8), packet.count)
            if start < end { mutant.removeSubrange(start..<end) }
        case .doubleField:
            let fields = Self.fields(of: packet, direction, version)
            guard !fields.isEmpty else { return mutant }
            let field = fields[random.next(below: fields.count)]
            let run = packet[field.offset..<(field.offset + field.length)]
            mutant.insert(contentsOf: run, at: field.offset)
        case .trail:
            for _ in 0...random.next(below: 16) { mutant.append(Self.boundaryByte(&random)) }
        }
        Self.store(UInt32(mutant.count - 4), at: 0, in: &mutant)
        return mutant
    }

    /// The fields a reader finds behind the packet length, up to the first fault.
    private static func fields(
        of packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> [PacketField] {
        DissectedPacket(packet, direction, version).fields
            .filter { $0.offset >= 4 && $0.length > 0 }
    }

    /// Where a length, a count or another uint32 lies; nil when the packet has none.
    private static func wordOffset(
        of packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion,
        _ random: inout SeededRandom
    ) -> Int? {
        let words = fields(of: packet, direction, version).filter { $0.length == 4 }
        guard !words.isEmpty else { return nil }
        return words[random.next(below: words.count)].offset
    }

    private static func store(_ word: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        for index in 0..<4 where offset + index < bytes.count {
            bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
        }
    }

    private static func boundaryByte(_ random: inout SeededRandom) -> UInt8 {
        let values: [UInt8] = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x2f, 0x2e]
        let choice = random.next(below: values.count * 2)
        return choice < values.count ? values[choice] : UInt8(truncatingIfNeeded: random.next())
    }

    private static func boundaryWord(_ random: inout SeededRandom, near size: Int) -> UInt32 {
        let values: [UInt32] = [
            0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x101, 0x1000, 0x1001, 0x7fff, 0x8000, 0xffff,
            0x1_0000, 0x4_0000, 0x4_0001, 0x1000_0000, 0x4000_0000, 0x7fff_fffc, 0x7fff_ffff,
            0x8000_0000, 0xffff_fffb, 0xffff_fffc, 0xffff_ffff,
        ]
        let choice = random.next(below: values.count * 2)
        if choice < values.count { return values[choice] }
        // Off by a few from what would be right: where comparisons go wrong.
        return UInt32(truncatingIfNeeded: size - 8 + random.next(below: 17))
    }
}
