import StrictJSON

/// Ends the connection when the client says something: servers that break on messages they do not
/// know, and clients that send them unasked.
enum EndOnMessageAction {
    private enum End: String, CaseIterable, Sendable {
        case reset, fin, disconnect

        var fault: ConnectionFault {
            switch self {
            case .reset: .reset
            case .fin: .fin
            case .disconnect: .disconnect(reason: 2, message: "unexpected message")
            }
        }
    }

    private struct Trap: Sendable {
        var number: UInt8
        var end: End
    }

    private static let message = Key(
        "message",
        Kind<UInt8>.anyOf([
            .name("SSH message", SSHMessage.table), .integer(1...255),
        ]).titled("name or number of an SSH message"),
        required: true, "The message, such as `EXT_INFO` or 7 (RFC 4250 section 4.1.2).")
    private static let end = DefaultedKey(
        "end", Kind<End>.name("end").titled("`reset`, `fin` or `disconnect`"), default: .fin,
        "How: `reset` TCP reset, `fin` TCP close, `disconnect` SSH_MSG_DISCONNECT.")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "endOnMessage",
            Kind<Trap>.object("endOnMessage", [message, end]) { reader in
                let end = reader.read(end)
                return reader.read(message).map { Trap(number: $0, end: end) }
            },
            "Ends the connection as soon as the client sends this SSH message, from now on."),
        on: StreamAction.events,
        example: #""endOnMessage": {"message": "EXT_INFO", "end": "fin"}"#,
        details: [
            KeyTable(
                title: "endOnMessage",
                keys: [
                    DocumentKey(message, #""message": "GLOBAL_REQUEST""#),
                    DocumentKey(end, #""end": "reset""#),
                ])
        ]
    ) { ActionResult(effects: [.stream(.endOnMessage($0.number, $0.end.fault))]) }
}

/// The messages of SSH a client sends (RFC 4250 section 4.1.2, RFC 8308 section 2.3).
enum SSHMessage {
    /// Names without `SSH_MSG_`.
    static let table: [(name: String, value: UInt8)] = [
        ("DISCONNECT", 1), ("IGNORE", 2), ("UNIMPLEMENTED", 3), ("DEBUG", 4),
        ("SERVICE_REQUEST", 5), ("EXT_INFO", 7), ("KEXINIT", 20), ("NEWKEYS", 21),
        ("USERAUTH_REQUEST", 50), ("USERAUTH_INFO_RESPONSE", 61), ("GLOBAL_REQUEST", 80),
        ("REQUEST_SUCCESS", 81), ("REQUEST_FAILURE", 82), ("CHANNEL_OPEN", 90),
        ("CHANNEL_WINDOW_ADJUST", 93), ("CHANNEL_DATA", 94), ("CHANNEL_EXTENDED_DATA", 95),
        ("CHANNEL_EOF", 96), ("CHANNEL_CLOSE", 97), ("CHANNEL_REQUEST", 98),
        ("CHANNEL_SUCCESS", 99), ("CHANNEL_FAILURE", 100),
    ]
}
