import StrictJSON

/// Keeps a reply until something has happened: clients that forget ids, or think in order.
enum HoldAction {
    /// A hold whose rule, if it waits for one, is looked up when all files are read.
    private struct Hold: Sendable {
        var end: ReplyHold.End?
        var rule: PlacedName?
        var limit: UInt64
    }

    private static let replies = Key(
        "replies", Kind<Int>.integer(1...1024), "Until so many other replies have been sent.")
    private static let event = Key(
        "event",
        Kind<EventKind>.name(
            "request event",
            EventKind.allCases.filter(\.isRequest).map { ($0.rawValue, $0) }),
        "Until a request of this kind has been answered.")
    private static let rule = Key(
        "rule", Kind<PlacedName>.reference(to: "rule"), "Until this rule has acted on a request.")
    private static let limit = DefaultedKey(
        "atMost", Kind<UInt64>.duration(0...86_400_000_000_000), default: 10_000_000_000,
        "The longest wait; a client that sends nothing more gets its answer then.")

    private static let hold = Kind<Hold>.object("the hold", [replies, event, rule, limit]) {
        reader in
        let ends: [any KeyDescriptor] = [replies, event, rule]
        if ends.count(where: { reader.has($0) }) != 1 {
            reader.node.error(
                "the hold needs exactly one of the keys \"replies\", \"event\", \"rule\"")
        }
        let limit = reader.read(limit)
        let replies = reader.read(replies).map { ReplyHold.End.replies($0) }
        let event = reader.read(event).map { ReplyHold.End.event($0) }
        return Hold(end: replies ?? event, rule: reader.read(rule), limit: limit)
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "hold", hold,
            "Keeps the reply until something has happened in the session, while later ones "
                + "overtake it."),
        on: EventKind.requests, conflicts: ReplyAction.conflicts,
        example: #""hold": {"replies": 3}"#,
        details: [
            KeyTable(
                title: "hold",
                keys: [
                    DocumentKey(replies, #""replies": 3"#),
                    DocumentKey(event, #""event": "fileClose""#),
                    DocumentKey(rule, #""rule": "rule 1""#),
                    DocumentKey(limit, #""atMost": "2s""#),
                ])
        ]
    ) { hold in
        if let rule = hold.rule {
            return ActionResult(heldUntil: (rule: rule, limitNanoseconds: hold.limit))
        }
        return ActionResult(
            effects: hold.end.map {
                [.reply(.hold(ReplyHold(end: $0, limitNanoseconds: hold.limit)))]
            } ?? [])
    }
}
