import SFTPWire
import StrictJSON

/// What actions that write packets have in common.
enum PacketKinds {
    /// The most bytes a scenario writes at one place, as many as the largest packet a server takes.
    static let byteLimit = WireLimits.receivedPacketLength

    /// Bytes that are not too many.
    static let bytes = Kind<[UInt8]>.bytes.map { bytes, node -> [UInt8]? in
        guard bytes.count <= byteLimit else {
            node.error("more than \(byteLimit) bytes")
            return nil
        }
        return bytes
    }

    /// A byte's place, with a unit, from the start of the packet.
    static let place = Kind<UInt64>.size(0...UInt64(byteLimit * 4)).map { Int(clamping: $0) }

    /// A packet type by name or number.
    static let type = Kind<UInt8>.anyOf([
        .name("packet type", PacketType.table.map { ($0.shortName, $0.type.rawValue) }),
        .integer,
    ]).titled("packet type, by name or number").defined(as: "packetType")

    private static let offset = Key(
        "offset", Kind<Int64>.integer(-0xffff_ffff...0xffff_ffff), required: true,
        "Added to what it would be.")

    /// A number added to the true one, modulo 2^32.
    static let difference = Kind<UInt32>.object("the number", [offset]) { reader in
        reader.read(offset).map { UInt32(truncatingIfNeeded: $0) }
    }

    /// A request id.
    static let id = Kind<ReplyID>.anyOf([
        Kind<UInt32>.integer.map { .value($0) },
        .name("id", [("previous", .previous), ("random", .random)]),
        difference.map { .offset($0) },
    ]).titled("number, `previous`, `random` or object with offset").defined(as: "replyID")

    private static let typeKey = Key("type", type, required: true, "The type byte.")
    private static let idKey = Key(
        "id", id, "The request id; otherwise the request's. INIT and VERSION have none.")
    private static let payload = DefaultedKey(
        "payload", bytes, default: [], "What follows the id, or the type where there is no id.")
    private static let raw = Key(
        "raw", bytes, required: true, "Bytes as they go on the wire, a packet or not.")

    /// The keys of a packet, for the reference.
    static let keys = [
        DocumentKey(typeKey, #""type": "STATUS""#),
        DocumentKey(idKey, #""id": {"offset": 1}"#),
        DocumentKey(payload, #""payload": {"hex": "00000000 00000000 00000000"}"#),
        DocumentKey(raw, #""raw": {"hex": "00000000"}"#),
    ]

    /// A packet the scenario writes itself.
    static let packet = Kind<RawPacket>.anyOf([
        .object("the packet", [typeKey, idKey, payload]) { reader in
            let id = reader.read(idKey)
            let payload = reader.read(payload)
            guard let type = reader.read(typeKey) else { return nil }
            if id != nil, let known = PacketType(rawValue: type), !known.hasRequestID {
                reader.error("\(known.row.shortName) has no id", at: idKey)
            }
            return .packet(type: type, id: id, payload: payload)
        },
        .object("the packet", [raw]) { reader in reader.read(raw).map { .bytes($0) } },
    ]).titled("object with type, id, payload, or with raw").defined(as: "rawPacket")
}
