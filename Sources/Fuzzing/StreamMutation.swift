public import SFTPWire

/// The ways in which a stream of packets is made wrong, whatever its packets hold.
public enum StreamMutation: String, CaseIterable, Sendable {
    /// A packet is left out.
    case drop
    /// A packet comes twice.
    case repeatPacket
    /// Two packets change places.
    case swap
    /// A packet of another stream is put in.
    case splice
    /// The stream goes on as another one does.
    case cross
    /// The stream ends inside a packet.
    case cut
    /// Bytes that are no packet are put between two.
    case intrude

    /// A mutant of `stream`; `partner` is what `splice` and `cross` take from.
    func apply(
        to stream: PacketStream, partner: PacketStream, random: inout SeededRandom
    ) -> PacketStream {
        var mutant = stream
        guard !mutant.pieces.isEmpty else { return partner }
        let place = random.next(below: mutant.pieces.count)
        switch self {
        case .drop: mutant.pieces.remove(at: place)
        case .repeatPacket:
            let times = 1 + random.next(below: 3)
            mutant.pieces.insert(
                contentsOf: repeatElement(mutant.pieces[place], count: times), at: place)
        case .swap: mutant.pieces.swapAt(place, random.next(below: mutant.pieces.count))
        case .splice:
            guard !partner.pieces.isEmpty else { return mutant }
            let packet = partner.pieces[random.next(below: partner.pieces.count)]
            mutant.pieces.insert(packet, at: place)
        case .cross:
            let from = random.next(below: partner.pieces.count + 1)
            mutant.pieces = Array(mutant.pieces[...place] + partner.pieces[from...])
        case .cut:
            let bytes = mutant.bytes
            return PacketStream(Array(bytes.prefix(random.next(below: bytes.count))))
        case .intrude:
            let noise = (0...random.next(below: 8)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            mutant.pieces.insert(noise, at: place)
        }
        return mutant
    }
}

/// Makes wrong streams out of others: fields first, then packets.
public struct StreamMutator: Sendable {
    /// The largest stream it makes, bytes.
    public var maximumByteCount: Int

    /// Makes a mutator.
    public init(maximumByteCount: Int = 16 * 1024) {
        self.maximumByteCount = maximumByteCount
    }

    /// A mutant of `input`, never larger than the limit; one of four mutants is made of packets.
    public func mutate(
        _ input: FuzzInput, partner: [UInt8], random: inout SeededRandom
    ) -> FuzzInput {
        var stream = PacketStream(input.bytes)
        let other = PacketStream(partner)
        for _ in 0...random.next(below: 3) {
            if random.next(below: 4) == 0 || stream.pieces.isEmpty {
                let kinds = StreamMutation.allCases
                stream = kinds[random.next(below: kinds.count)].apply(
                    to: stream, partner: other, random: &random)
            } else {
                let place = random.next(below: stream.pieces.count)
                let kinds = Mutation.allCases
                stream.pieces[place] = kinds[random.next(below: kinds.count)].apply(
                    to: stream.pieces[place], direction: input.direction,
                    version: input.version, random: &random)
            }
        }
        var mutant = input
        mutant.bytes = Array(stream.bytes.prefix(maximumByteCount))
        return mutant
    }
}
