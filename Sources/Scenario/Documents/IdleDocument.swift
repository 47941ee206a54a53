import StrictJSON

/// The `idle` object of `server`.
enum IdleDocument {
    private enum End: String, CaseIterable, Sendable {
        case disconnect, fin, reset

        var fault: ConnectionFault {
            switch self {
            case .disconnect: .disconnect(reason: 11, message: "idle for too long")
            case .fin: .fin
            case .reset: .reset
            }
        }
    }

    private static let time = Kind<UInt64>.duration(1_000_000...86_400_000_000_000)
    private static let after = Key("after", time, required: true, "The time without a byte.")
    private static let end = DefaultedKey(
        "end", Kind<End>.name("end").titled("`disconnect`, `fin` or `reset`"), default: .disconnect,
        "How: `disconnect` SSH_MSG_DISCONNECT, `fin` TCP close, `reset` TCP reset.")

    static let keys = [
        DocumentKey(after, #""after": "30s""#), DocumentKey(end, #""end": "fin""#),
    ]

    static let kind = Kind<IdleSpec>.anyOf([
        time.map { IdleSpec(nanoseconds: $0, end: End.disconnect.fault) },
        .object("idle", keys.map(\.key)) { reader in
            let end = reader.read(end)
            return reader.read(after).map { IdleSpec(nanoseconds: $0, end: end.fault) }
        },
    ]).titled("duration, or object with after, end")
}
