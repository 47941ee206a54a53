import StrictJSON

/// Ends the connection or the channel, politely or not.
enum ConnectionAction {
    private enum Cut: String, CaseIterable, Sendable {
        case reset, fin
    }

    private static let exitStatus = Key(
        "exitStatus", Kind<UInt32>.integer, "The exit status sent before; none is sent without it.")
    private static let close = Kind<ConnectionFault>.object("closeChannel", [exitStatus]) {
        .closeChannel(exitStatus: $0.read(exitStatus))
    }

    private static let reason = DefaultedKey(
        "reason",
        Kind<UInt32>.anyOf([
            .name("disconnect reason", DisconnectReason.table), .integer,
        ]).titled("reason name or number"),
        default: byApplication,
        "The reason code (RFC 4253 section 11.1); built with another libssh than 0.10, the double "
            + "says 11 once keys are in use.")
    private static let byApplication: UInt32 = 11
    private static let message = DefaultedKey(
        "message", Kind<String>.string, default: "", "The description.")
    private static let disconnect = Kind<ConnectionFault>.object(
        "disconnect", [reason, message]
    ) { reader in
        .disconnect(reason: reader.read(reason), message: reader.read(message))
    }

    /// The kind of an end.
    static let fault = Kind<ConnectionFault>.anyOf([
        Kind<Cut>.name("end of a connection").map { $0 == .reset ? .reset : .fin },
        .oneKey(
            "connection",
            [
                Choice("closeChannel", close, "Channel close; the connection stays."),
                Choice("disconnect", disconnect, "SSH_MSG_DISCONNECT."),
            ]),
    ]).titled("`reset`, `fin`, or object with one of closeChannel, disconnect")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "connection", fault,
            "Ends the connection at once, without a reply: `reset` TCP reset, `fin` TCP close, "
                + "`closeChannel`, `disconnect`. Before: the operation is not done."),
        on: Set(EventKind.allCases).subtracting([.disconnected]),
        example: #""connection": {"disconnect": {"reason": "BY_APPLICATION", "message": "bye"}}"#,
        details: [
            KeyTable(
                title: "connection: closeChannel",
                keys: [DocumentKey(exitStatus, #""exitStatus": 1"#)]),
            KeyTable(
                title: "connection: disconnect",
                keys: [
                    DocumentKey(reason, #""reason": "BY_APPLICATION""#),
                    DocumentKey(message, #""message": "come back later""#),
                ]),
        ]
    ) { ActionResult(effects: [.endConnection($0)]) }

    /// Events before the two sides have agreed to speak SSH.
    static let eventsWithoutSSH: Set<EventKind> = [.connectionRequest]
    /// Events before there is a channel that could be closed.
    static let eventsWithoutChannel: Set<EventKind> = [
        .identification, .keyExchange, .userAuthRequest, .userAuthResult, .channelOpen,
    ]

    /// The problem with a reason that clients will not see; nil: they will.
    static func problem(_ effects: [Effect], on event: EventKind) -> String? {
        guard event == .userAuthRequest || event == .userAuthResult else { return nil }
        for case .endConnection(.disconnect(let reason, _)) in effects where reason != byApplication
        {
            return "on \(event.rawValue) clients will see reason \(byApplication), "
                + "BY_APPLICATION: libssh sends no other during authentication"
        }
        return nil
    }

    /// Ends that need SSH to be there, which it is not when a TCP connection was just accepted.
    static func needsSSH(_ effect: Effect) -> Bool {
        switch effect {
        case .endConnection(.closeChannel), .endConnection(.disconnect): true
        default: false
        }
    }

    /// Ends that need a channel, which there is not before authentication.
    static func needsChannel(_ effect: Effect) -> Bool {
        if case .endConnection(.closeChannel) = effect { true } else { false }
    }
}

/// The reason codes of SSH_MSG_DISCONNECT (RFC 4253 section 11.1).
enum DisconnectReason {
    /// Names without `SSH_DISCONNECT_`.
    static let table: [(name: String, value: UInt32)] = [
        ("HOST_NOT_ALLOWED_TO_CONNECT", 1),
        ("PROTOCOL_ERROR", 2),
        ("KEY_EXCHANGE_FAILED", 3),
        ("RESERVED", 4),
        ("MAC_ERROR", 5),
        ("COMPRESSION_ERROR", 6),
        ("SERVICE_NOT_AVAILABLE", 7),
        ("PROTOCOL_VERSION_NOT_SUPPORTED", 8),
        ("HOST_KEY_NOT_VERIFIABLE", 9),
        ("CONNECTION_LOST", 10),
        ("BY_APPLICATION", 11),
        ("TOO_MANY_CONNECTIONS", 12),
        ("AUTH_CANCELLED_BY_USER", 13),
        ("NO_MORE_AUTH_METHODS_AVAILABLE", 14),
        ("ILLEGAL_USER_NAME", 15),
    ]
}
