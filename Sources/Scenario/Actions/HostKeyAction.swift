import StrictJSON

/// Shows another host key; a client that connects all the same shows it here.
enum HostKeyAction {
    private enum Name: String, CaseIterable, Sendable {
        case fresh
    }

    private static let choice = Kind<HostKeyChoice>.anyOf([
        Kind<Name>.name("host key").map { _ in .fresh },
        Kind<Int>.integer(1...16).map { .number($0) },
    ]).titled("`fresh` or number")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "hostKey", choice,
            "The host key of this connection: 1 is the server's own, 2 to 16 are others that stay "
                + "the same for the run, `fresh` is one that was never there."),
        on: [.connectionRequest], [.before],
        conflicts: [("connection", "the connection ends before a key is shown")],
        example: #""hostKey": 2"#
    ) { ActionResult(effects: [.login(.hostKey($0))]) }
}
