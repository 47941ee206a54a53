internal import SFTPWire
internal import Scenario

/// The ids a packet written by a scenario can refer to.
struct ReplyIDs {
    /// The request's.
    var request: UInt32
    /// That of the reply sent last.
    var previous: UInt32?

    /// The id meant.
    func value(_ id: ReplyID?, _ random: inout SeededRandom) -> UInt32 {
        switch id {
        case nil: request
        case .value(let number): number
        case .offset(let difference): request &+ difference
        case .previous: previous ?? request
        case .random: UInt32(truncatingIfNeeded: random.next())
        }
    }
}

// From a reply to the bytes that are sent for it, in the order that `ReplyEffect` documents.
extension ReplyShape {
    /// What is sent for a reply; an empty one is not sent, what goes around it is.
    mutating func emissions(of reply: [UInt8], _ ids: ReplyIDs) -> [Emission] {
        var emissions: [Emission] = []
        let start = packets(before, ids)
        if !start.isEmpty { emissions.append(.run(EmissionRun(start))) }
        for flood in floods where flood.isBefore { emissions.append(run(flood, ids)) }
        if !reply.isEmpty {
            let sent = own(reply, ids)
            if !sent.isEmpty {
                emissions.append(
                    .run(
                        EmissionRun(sent, count: 1 + (edit?.copies ?? 0), pieces: frame?.pieces)))
            }
        }
        let end = packets(after, ids)
        if !end.isEmpty { emissions.append(.run(EmissionRun(end))) }
        for flood in floods where !flood.isBefore { emissions.append(run(flood, ids)) }
        return emissions
    }

    /// The reply, or what goes instead of it, with its frame changed.
    mutating func own(_ reply: [UInt8], _ ids: ReplyIDs) -> [UInt8] {
        var packets: [[UInt8]] = []
        if let instead {
            for packet in instead { packets.append(bytes(of: packet, ids)) }
        } else {
            packets.append(edited(reply, ids))
        }
        guard let frame else { return packets.flatMap { $0 } }
        return packets.flatMap { frame.applied(to: $0, &random) }
    }

    private mutating func edited(_ reply: [UInt8], _ ids: ReplyIDs) -> [UInt8] {
        guard let edit, reply.count >= 9 else { return reply }
        var packet = reply
        let hasID = PacketType(rawValue: reply[4])?.hasRequestID ?? true
        if let id = edit.id, hasID {
            packet.replaceSubrange(5..<9, with: ids.value(id, &random).bigEndianBytes)
        }
        if let type = edit.type { packet[4] = type }
        if let payload = edit.payload {
            packet.removeSubrange((hasID ? 9 : 5)...)
            packet += payload
            let length = UInt32(clamping: packet.count - 4)
            packet.replaceSubrange(0..<4, with: length.bigEndianBytes)
        }
        return packet
    }

    mutating func packets(_ list: [RawPacket], _ ids: ReplyIDs) -> [UInt8] {
        var joined: [UInt8] = []
        for packet in list { joined += bytes(of: packet, ids) }
        return joined
    }

    private mutating func bytes(of packet: RawPacket, _ ids: ReplyIDs) -> [UInt8] {
        switch packet {
        case .bytes(let bytes): return bytes
        case .packet(let type, let id, let payload):
            let hasID = PacketType(rawValue: type)?.hasRequestID ?? true
            var body = [type]
            if hasID { body += ids.value(id, &random).bigEndianBytes }
            body += payload
            return UInt32(clamping: body.count).bigEndianBytes + body
        }
    }

    private mutating func run(_ flood: PacketFlood, _ ids: ReplyIDs) -> Emission {
        let packet = bytes(of: flood.packet, ids)
        guard case .packet(let type, let id, _) = flood.packet,
            PacketType(rawValue: type)?.hasRequestID ?? true
        else { return .run(EmissionRun(packet, count: flood.count)) }
        // Drawn already for the first packet; the others count from it.
        let first =
            id == .random
            ? packet[5..<9].reduce(0) { $0 << 8 | UInt32($1) } : ids.value(id, &random)
        return .run(EmissionRun(packet, count: flood.count, id: first, step: flood.step))
    }
}

extension FrameEdit {
    /// The packet with its bytes changed.
    func applied(to packet: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        guard packet.count >= 4 else { return packet + garbage }
        var bytes = packet + append
        var said = packet[0..<4].reduce(0) { $0 << 8 | UInt32($1) }
        said &+= UInt32(clamping: append.count)
        switch length {
        case nil: break
        case .value(let number): said = number
        case .offset(let difference): said &+= difference
        }
        bytes.replaceSubrange(0..<4, with: said.bigEndianBytes)
        for flip in flips where flip.offset < bytes.count { bytes[flip.offset] ^= flip.mask }
        for _ in 0..<randomFlips where bytes.count > 4 {
            let bit = random.next(below: (bytes.count - 4) * 8)
            bytes[4 + bit / 8] ^= 1 << UInt8(bit % 8)
        }
        if let truncate { bytes = Array(bytes.prefix(truncate)) }
        return bytes + garbage
    }
}

extension UInt32 {
    /// The four bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(24 - $0 * 8)) }
    }
}
