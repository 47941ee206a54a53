import StrictJSON

/// Waits: the slow server, and the client's time-outs.
enum DelayAction {
    private enum Holding: String, CaseIterable, Sendable {
        case session, reply
    }

    private struct Delay: Sendable {
        var length: Length
        var holding: Holding
    }

    private enum Length: Sendable {
        case fixed(UInt64)
        case drawn(DurationSpread)
    }

    /// A day: longer waits are mistakes of a unit.
    private static let duration = Kind<UInt64>.duration(0...86_400_000_000_000)
    private static let length = Key("for", duration, "How long.")
    private static let uniform = Key(
        "uniform", SpreadKinds.uniform, "Drawn from the seed, all lengths equally likely.")
    private static let logNormal = Key(
        "logNormal", SpreadKinds.logNormal,
        "Drawn from the seed: mostly short, now and then long, as networks are.")
    private static let holding = DefaultedKey(
        "holds", Kind<Holding>.name("scope of a delay").titled("`session` or `reply`"),
        default: .session,
        "`session`: later requests of the session wait too; `reply`: only this reply is late.")

    private static let delay = Kind<Delay>.anyOf([
        duration.refusingNumbers.map { Delay(length: .fixed($0), holding: .session) },
        .object("the delay", [length, uniform, logNormal, holding]) { reader in
            let holding = reader.read(holding)
            let lengths: [any KeyDescriptor] = [length, uniform, logNormal]
            if lengths.count(where: { reader.has($0) }) != 1, !reader.hasUnknownKeys {
                reader.node.error(
                    "the delay needs exactly one of the keys \"for\", \"uniform\", "
                        + "\"logNormal\"")
            }
            let fixed = reader.read(length).map { Length.fixed($0) }
            let drawn = [reader.read(uniform), reader.read(logNormal)].compactMap { $0 }.first
            return (fixed ?? drawn.map { .drawn($0) }).map { Delay(length: $0, holding: holding) }
        },
    ]).titled("duration, or object with for, uniform or logNormal, and holds")

    /// The catalog entry.
    static let entry = Action(
        Key("delay", delay, "Waits before anything else this rule does."),
        on: EventKind.requests.union([
            .connectionRequest, .identification, .userAuthRequest, .userAuthResult, .channelOpen,
            .subsystemRequest, .`init`, .packet,
        ]),
        example: #""delay": {"for": "2s", "holds": "reply"}"#,
        details: [
            KeyTable(
                title: "delay",
                keys: [
                    DocumentKey(length, #""for": "250ms""#),
                    DocumentKey(uniform, #""uniform": {"from": "10ms", "to": "1s"}"#),
                    DocumentKey(logNormal, #""logNormal": {"median": "50ms", "sigma": 0.8}"#),
                    DocumentKey(holding, #""holds": "reply""#),
                ]),
            KeyTable(title: "delay: uniform, logNormal", keys: SpreadKinds.keys),
        ]
    ) {
        let holdsSession = $0.holding == .session
        switch $0.length {
        case .fixed(let nanoseconds):
            return ActionResult(
                effects: [.delay(nanoseconds: nanoseconds, holdsSession: holdsSession)])
        case .drawn(let spread):
            return ActionResult(effects: [.reply(.delay(spread, holdsSession: holdsSession))])
        }
    }
}
