import SFTPWire
import StrictJSON

/// Answers with a wrong id, a wrong type, or twice: clients that trust the order of answers.
enum ReplyAction {
    private static let type = Key(
        "type", PacketKinds.type, "The type byte; what follows stays as it is.")
    private static let id = Key(
        "id", PacketKinds.id,
        "The request id: a number, the request's plus an `offset`, that of the `previous` reply of "
            + "the session, or one drawn at `random`.")
    private static let payload = Key(
        "payload", PacketKinds.bytes, "All that follows the id (in VERSION: the type).")
    private static let duplicate = DefaultedKey(
        "duplicate", Kind<Int>.integer(0...1000), default: 0,
        "How many times more it is sent, right behind itself.")

    private static let edit = Kind<ReplyEdit>.object(
        "the reply", [type, id, payload, duplicate]
    ) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("the reply is empty") }
        return ReplyEdit(
            type: reader.read(type), id: reader.read(id), payload: reader.read(payload),
            copies: reader.read(duplicate))
    }

    /// Where there is a reply, or a packet.
    static let events = EventKind.requests.union([.`init`, .packet])
    /// What cannot stand beside actions on a reply.
    static let conflicts = [(key: "drop", reason: "no reply is sent, so it is never seen")]

    /// The catalog entry.
    static let entry = Action(
        Key(
            "reply", edit,
            "Changes the header of the reply, or sends it more than once; the rest of the rule is "
                + "done first."),
        on: events, conflicts: conflicts, example: #""reply": {"duplicate": 1}"#,
        details: [
            KeyTable(
                title: "reply",
                keys: [
                    DocumentKey(type, #""type": "EXTENDED_REPLY""#),
                    DocumentKey(id, #""id": "previous""#),
                    DocumentKey(payload, #""payload": {"hex": "00000000"}"#),
                    DocumentKey(duplicate, #""duplicate": 1"#),
                ])
        ]
    ) { ActionResult(effects: [.reply(.edit($0))]) }

    /// What is wrong with effects on a reply, on an event, or nil.
    static func problem(_ effects: [Effect], on event: EventKind) -> String? {
        for case .reply(let effect) in effects {
            switch effect {
            case .edit(let edit) where event == .`init` && edit.id != nil:
                return "VERSION has no id"
            default: continue
            }
        }
        return nil
    }
}
