import SFTPWire

/// Packets in good framing, drawn from a seed: valid ones, valid ones with bytes changed, cut or
/// added, and noise.
struct RandomPackets {
    private var random: SeededRandom
    private var count: UInt32 = 0
    private let requests: [[UInt8]]

    /// Packets laid out as `version` has them.
    init(seed: UInt64, version: ProtocolVersion = .v3) {
        random = SeededRandom(seed: seed)
        let extensions = RequestCase.all.map(\.request).filter {
            $0[4] == PacketType.extended.rawValue
        }
        requests =
            (version == .v3
                ? RequestCase.all.map(\.request) + RequestCase.opened
                : VersionRequests.all(version) + extensions)
            + [Request.initialize(version.rawValue)]
    }

    /// The next packet, never of length 0.
    mutating func next() -> [UInt8] {
        count += 1
        switch random.next(below: 10) {
        case 0: return framed(noise(1 + random.next(below: 40)))
        case 1...3: return framed(mutated(valid()))
        default: return framed(valid())
        }
    }

    /// Type and payload of a request, its id counted up.
    private mutating func valid() -> [UInt8] {
        var packet = requests[random.next(below: requests.count)]
        guard packet[4] != PacketType.`init`.rawValue else { return Array(packet.dropFirst(4)) }
        for place in 0..<4 {
            packet[5 + place] = UInt8(truncatingIfNeeded: count >> (24 - 8 * place))
        }
        return Array(packet.dropFirst(4))
    }

    private mutating func mutated(_ payload: [UInt8]) -> [UInt8] {
        var payload = payload
        for _ in 0...random.next(below: 3) {
            let place = random.next(below: payload.count)
            switch random.next(below: 6) {
            case 0: payload[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: payload[place] ^= 1 << UInt8(random.next(below: 8))
            case 2: payload[place] = [0, 1, 0x7f, 0x80, 0xff][random.next(below: 5)]
            case 3: payload = Array(payload.prefix(max(1, place)))
            case 4: payload.insert(contentsOf: noise(random.next(below: 8)), at: place)
            default: payload += noise(random.next(below: 8))
            }
        }
        return payload
    }

    private mutating func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private func framed(_ payload: [UInt8]) -> [UInt8] {
        Request.string(payload)
    }

    /// The id a reply to this packet must have; nil for VERSION, which has none.
    static func replyID(to packet: [UInt8]) -> UInt32? {
        if packet[4] == PacketType.`init`.rawValue { return packet.count < 9 ? 0 : nil }
        if packet[4] == PacketType.version.rawValue || packet.count < 9 { return 0 }
        return packet[5..<9].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
