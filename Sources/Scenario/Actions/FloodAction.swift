import StrictJSON

/// Sends very many packets, such as answers to ids nobody used: clients that keep them all.
enum FloodAction {
    private enum Place: String, CaseIterable, Sendable {
        case before, after
    }

    /// A client that reads slowly has to be able to outlast the flood.
    private static let byteLimit = 256 << 20

    private static let packet = Key(
        "packet", PacketKinds.packet, required: true, "What each packet is like.")
    private static let count = Key(
        "count", Kind<Int>.integer(1...1_000_000), required: true, "How many.")
    private static let step = DefaultedKey(
        "step", Kind<UInt32>.integer, default: 1,
        "What is added to the id from one packet to the next.")
    private static let place = DefaultedKey(
        "where", Kind<Place>.name("place of a flood").titled("`before` or `after`"),
        default: .after, "Whether they go before the reply or behind it.")

    private static let flood = Kind<PacketFlood>.object(
        "the flood", [packet, count, step, place]
    ) { reader in
        let step = reader.read(step)
        let place = reader.read(place)
        let packet = reader.read(packet)
        let count = reader.read(count)
        guard let packet, let count else { return nil }
        if packet.byteCount * count > byteLimit {
            reader.error(
                "\(count) packets of \(packet.byteCount) bytes are more than \(byteLimit) bytes",
                at: Self.count)
        }
        return PacketFlood(packet: packet, count: count, step: step, isBefore: place == .before)
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "flood", flood,
            "Very many packets, made as the client takes them; the session takes no request "
                + "meanwhile, others are served."),
        on: EventKind.requests.union([.`init`]), conflicts: ReplyAction.conflicts,
        example: #""flood": {"count": 1000, "packet": {"type": "STATUS", "id": 70000}}"#,
        details: [
            KeyTable(
                title: "flood",
                keys: [
                    DocumentKey(packet, #""packet": {"type": "STATUS", "id": 70000}"#),
                    DocumentKey(count, #""count": 1000"#),
                    DocumentKey(step, #""step": 0"#),
                    DocumentKey(place, #""where": "before""#),
                ])
        ]
    ) { ActionResult(effects: [.reply(.flood($0))]) }
}
