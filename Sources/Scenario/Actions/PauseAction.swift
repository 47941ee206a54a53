import StrictJSON

/// Waits for another rule or the test to say go on: races that happen every time.
enum PauseAction {
    private enum Holding: String, CaseIterable, Sendable {
        case session, reply
    }

    private static let gate = Key(
        "gate", Kind<String>.gateName, required: true, "The gate that has to be open.")
    private static let limit = DefaultedKey(
        "atMost", Kind<UInt64>.duration(0...86_400_000_000_000), default: 600_000_000_000,
        "The longest wait; then it goes on as if the gate were open.")
    private static let holding = DefaultedKey(
        "holds", Kind<Holding>.name("scope of a pause").titled("`session` or `reply`"),
        default: .session,
        "`session`: later requests of the session wait too; `reply`: the request is done and only "
            + "its reply waits.")
    private static let keys: [any KeyDescriptor] = [gate, limit, holding]

    private static let pause = Kind<PauseRequest>.anyOf([
        Kind<String>.gateName.map { PauseRequest(gate: $0) },
        .object("the pause", keys) { reader in
            let limit = reader.read(limit)
            let holding = reader.read(holding)
            return reader.read(gate).map {
                PauseRequest(
                    gate: $0, limitNanoseconds: limit, holdsSession: holding == .session)
            }
        },
    ]).titled("name of a gate, or object with gate, atMost, holds")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "pause", pause,
            "Waits until the gate is open. Before: the request is carried out then; after: its "
                + "reply goes out then."),
        on: EventKind.requests,
        conflicts: [("connection", "what ends the connection cannot wait for a gate")],
        example: #""pause": {"gate": "second client is in", "atMost": "30s"}"#,
        details: [
            KeyTable(
                title: "pause",
                keys: [
                    DocumentKey(gate, #""gate": "go""#),
                    DocumentKey(limit, #""atMost": "30s""#),
                    DocumentKey(holding, #""holds": "reply""#),
                ])
        ]
    ) { ActionResult(effects: [.flow(.pause($0))]) }
}

extension Kind where Value == String {
    /// The name of a gate.
    static var gateName: Kind {
        Kind<String>.nonEmptyString.titled("name of a gate")
    }
}
