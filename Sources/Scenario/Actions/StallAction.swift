import StrictJSON

/// Stops on the network without closing: clients without time-outs wait for ever.
enum StallAction {
    private enum What: String, CaseIterable, Sendable {
        case reading, answering, everything

        var direction: StreamEffect.Direction {
            switch self {
            case .reading: .up
            case .answering: .down
            case .everything: .both
            }
        }
    }

    private struct Stall: Sendable {
        var what: What
        var nanoseconds: UInt64?
    }

    private static let names = Kind<What>.name("stall").titled(
        "`reading`, `answering` or `everything`")
    private static let what = Key(
        "what", names, required: true,
        "`reading`: nothing is read, so what the client sends backs up until it stops; "
            + "`answering`: requests are carried out, no answer arrives; `everything`: both, as "
            + "when the path has died.")
    private static let length = Key(
        "for", Kind<UInt64>.duration(1...86_400_000_000_000),
        "How long, after which all that waited goes on; otherwise for good.")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "stall",
            Kind<Stall>.anyOf([
                names.map { Stall(what: $0) },
                .object("the stall", [what, length]) { reader in
                    let length = reader.read(length)
                    return reader.read(what).map { Stall(what: $0, nanoseconds: length) }
                },
            ]).titled("`reading`, `answering` or `everything`, or object with what, for"),
            "Stops moving bytes while the connection stays open."),
        on: StreamAction.events,
        example: #""stall": {"what": "answering", "for": "10s"}"#,
        details: [
            KeyTable(
                title: "stall",
                keys: [
                    DocumentKey(what, #""what": "reading""#),
                    DocumentKey(length, #""for": "10s""#),
                ])
        ]
    ) {
        ActionResult(effects: [
            .stream(.stall($0.what.direction, nanoseconds: $0.nanoseconds))
        ])
    }
}
