import SFTPWire
import StrictJSON

/// Sends packets nobody asked for, or others than were asked for.
enum PacketsAction {
    private static let list = Kind<[RawPacket]>.array(of: PacketKinds.packet, count: 1...64)
    private static let before = DefaultedKey(
        "before", list, default: [], "Those that go before the reply.")
    private static let instead = Key("instead", list, "Those that go in the place of the reply.")
    private static let after = DefaultedKey(
        "after", list, default: [], "Those that go behind the reply.")

    private static let packets = Kind<ExtraPackets>.object(
        "packets", [before, instead, after]
    ) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("packets is empty") }
        return ExtraPackets(
            before: reader.read(before), instead: reader.read(instead), after: reader.read(after))
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "packets", packets,
            "Packets around the reply, or around VERSION, written by the scenario: framed by the "
                + "server or `raw`."),
        on: ReplyAction.events, conflicts: ReplyAction.conflicts,
        example: #""packets": {"before": [{"raw": {"hex": "00000000"}}]}"#,
        details: [
            KeyTable(
                title: "packets",
                keys: [
                    DocumentKey(before, #""before": [{"type": "STATUS", "id": 0}]"#),
                    DocumentKey(instead, #""instead": [{"type": "DATA"}]"#),
                    DocumentKey(after, #""after": [{"type": 255, "id": "random"}]"#),
                ]),
            KeyTable(title: "packets: a packet", keys: PacketKinds.keys),
        ]
    ) { ActionResult(effects: [.reply(.packets($0))]) }
}
