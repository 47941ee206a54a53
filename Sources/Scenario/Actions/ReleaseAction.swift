import StrictJSON

/// Opens a gate, so that what `pause` holds goes on.
enum ReleaseAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "release", Kind<String>.gateName,
            "Opens this gate for good: what waits for it goes on, and nothing waits for it later."),
        on: Set(EventKind.allCases), example: #""release": "second client is in""#
    ) { ActionResult(effects: [.flow(.release(gate: $0))]) }
}
