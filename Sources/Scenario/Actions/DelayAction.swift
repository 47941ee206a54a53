import StrictJSON

/// Waits: the slow server, and the client's time-outs.
enum DelayAction {
    private enum Holding: String, CaseIterable, Sendable {
        case session, reply
    }

    private struct Delay: Sendable {
        var nanoseconds: UInt64
        var holding: Holding
    }

    /// A day: longer waits are mistakes of a unit.
    private static let duration = Kind<UInt64>.duration(0...86_400_000_000_000)
    private static let length = Key("for", duration, required: true, "How long.")
    private static let holding = DefaultedKey(
        "holds", Kind<Holding>.name("scope of a delay").titled("`session` or `reply`"),
        default: .session,
        "`session`: later requests of the session wait too; `reply`: only this reply is late.")

    private static let delay = Kind<Delay>.anyOf([
        duration.refusingNumbers.map { Delay(nanoseconds: $0, holding: .session) },
        .object("the delay", [length, holding]) { reader in
            let holding = reader.read(holding)
            return reader.read(length).map { Delay(nanoseconds: $0, holding: holding) }
        },
    ]).titled("duration, or object with for, holds")

    /// The catalog entry.
    static let entry = Action(
        Key("delay", delay, "Waits before anything else this rule does."),
        on: EventKind.requests.union([.connectionRequest, .userAuthRequest, .`init`]),
        example: #""delay": {"for": "2s", "holds": "reply"}"#,
        details: [
            KeyTable(
                title: "delay",
                keys: [
                    DocumentKey(length, #""for": "250ms""#),
                    DocumentKey(holding, #""holds": "reply""#),
                ])
        ]
    ) {
        ActionResult(effects: [
            .delay(nanoseconds: $0.nanoseconds, holdsSession: $0.holding == .session)
        ])
    }
}
