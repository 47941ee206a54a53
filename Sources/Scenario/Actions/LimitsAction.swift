import StrictJSON

/// Gives or takes a client's room while it is at work: limits that no client saw coming.
enum LimitsAction {
    private enum Lifting: String, CaseIterable, Sendable {
        case none
    }

    private static let limits = Kind<LimitSpec?>.anyOf([
        LimitsDocument.ofSession.map { $0 },
        Kind<Lifting>.name("word for limits").map { _ in nil },
    ]).titled("`none`, or object of limits")

    /// The events that are part of one connection, which the limits are for.
    static let events = EventKind.requests
        .union([.connectionRequest, .connected, .`init`])

    /// The catalog entry.
    static let entry = Action(
        Key(
            "limits", limits,
            "Limits of this session from now on, or of all sessions of this connection when it is "
                + "set on connectionRequest or connected; `none` lifts all, the server's too."),
        on: events, example: #""limits": {"openHandles": 1}"#, details: LimitsDocument.parts
    ) { ActionResult(effects: [.files(.limits($0))]) }
}
