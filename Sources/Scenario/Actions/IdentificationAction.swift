import StrictJSON

/// Says something else than the identification line, or nothing: clients that wait for ever, read
/// too little, or take any line for the right one.
enum IdentificationAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "identification", Kind<IdentificationSpec>.identification,
            "What the server says first on this connection, in the place of "
                + "`server.identification`; with `delay` it comes late."),
        on: [.identification],
        conflicts: [("connection", "the connection ends before anything is said")],
        example: #""identification": {"linesBefore": ["Welcome"]}"#,
        details: [KeyTable(title: "identification", keys: IdentificationKeys.documented)]
    ) { ActionResult(effects: [.stream(.identification($0))]) }
}
