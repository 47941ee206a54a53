import StrictJSON

/// Changes a server's habits for one client: what it did a moment ago it does no longer.
enum QuirksAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "quirks", QuirksDocument.ofSession,
            "Habits of the server in this session from now on, or in all sessions of this "
                + "connection when it is set on connectionRequest or connected."),
        on: LimitsAction.events, example: #""quirks": {"writes": "sequential"}"#
    ) { ActionResult(effects: [.files(.quirks($0))]) }
}
