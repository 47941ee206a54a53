import StrictJSON

/// Sends no reply: the client that waits for ever.
enum DropAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "drop", Kind<Bool>.onlyTrue,
            "Sends no reply. Before: nothing is done either; after: it was done. On packet, the "
                + "packet is lost."),
        on: EventKind.requests.union([.`init`, .packet]),
        conflicts: [("connection", "the connection ends without a reply anyway")],
        example: #""drop": true"#
    ) { _ in ActionResult(effects: [.dropReply]) }
}
