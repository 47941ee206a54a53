import StrictJSON

/// Opens a channel in an unusual way, or not: windows, packet sizes, ends.
enum ChannelAction {
    private enum Name: String, CaseIterable, Sendable {
        case refuse, ignore
    }

    private static let reason = DefaultedKey(
        "reason",
        Kind<UInt32>.anyOf([.name("reason", OpenFailure.table), .integer])
            .titled("reason name or number"),
        default: OpenFailure.prohibited, "The reason code (RFC 4254 section 5.1).")
    private static let message = Key(
        "message", Kind<TemplateText>.template, "The description; otherwise it is empty.")
    private static let refuseObject = Kind<ChannelEffect>.object("refuse", [reason, message]) {
        .refuse(reason: $0.read(reason), message: $0.read(message) ?? "")
    }
    private static let refuse = Key(
        "refuse", refuseObject, "The channel is refused with SSH_MSG_CHANNEL_OPEN_FAILURE.")

    private static let bytes = Kind<UInt64>.size(0...UInt64(UInt32.max))
        .map { UInt32(clamping: $0) }
    private static let window = Key(
        "window", bytes, "How much the client may send at first; otherwise 32,000 bytes.")
    private static let maxPacket = Key(
        "maxPacket", bytes, "How much the client may send at a time; otherwise 35,000 bytes.")

    private enum Adjust: String, CaseIterable, Sendable {
        case grow, keep, never
    }
    private static let adjustment = Kind<ChannelSpec.Adjustment>.anyOf([
        Kind<Adjust>.name("adjustment").map { name in
            switch name {
            case .grow: .grow
            case .keep: .keep
            case .never: .never
            }
        },
        .oneKey(
            "adjust",
            [
                Choice(
                    "until", Kind<UInt64>.size.map { .keepUntil($0) },
                    "As `keep` until the client has sent so much, then as `never`.")
            ]),
    ]).titled("`grow`, `keep`, `never`, or object with until")
    private static let adjust = Key(
        "adjust", adjustment,
        "When the window is made wider again: `grow` (as without this key) to 1.28 MB, `keep` to "
            + "what was announced when half of it is used, `never`: the client has to stop when "
            + "it has sent it all.")

    private static let ignoreEOF = DefaultedKey(
        "ignoreEOF", Kind<Bool>.bool, default: false,
        "Whether the channel stays open when the client has ended its input.")

    private static let input = Key(
        "input", Kind<UInt64>.size(1...UInt64.max), "After so much from the client.")
    private static let output = Key(
        "output", Kind<UInt64>.size(1...UInt64.max), "After so much to the client, to the byte.")
    private static let adjusts = Key(
        "adjusts", Kind<UInt32>.integer(1...UInt32.max),
        "Right after so many window adjusts; the window is then kept, not grown.")
    private struct CloseAfter: Sendable {
        var input: UInt64?
        var output: UInt64?
        var adjusts: UInt32?
    }
    private static let closeAfter = Key(
        "closeAfter",
        Kind<CloseAfter>.object("closeAfter", [input, output, adjusts]) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("closeAfter is empty") }
            return CloseAfter(
                input: reader.read(input), output: reader.read(output),
                adjusts: reader.read(adjusts))
        },
        "When the channel is closed without exit status, in the middle of whatever goes on.")

    private static let exit = Key(
        "exit", ExitKind.kind,
        "What the channel says when it ends after the client's end of input; otherwise status 0.")

    private static let keys: [any KeyDescriptor] = [
        refuse, window, maxPacket, adjust, ignoreEOF, closeAfter, exit,
    ]

    private static let object = Kind<ChannelEffect>.object("channel", keys) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("channel says nothing") }
        if reader.has(refuse) { return reader.read(refuse) }
        var spec = ChannelSpec()
        spec.window = reader.read(window)
        spec.maximumPacketSize = reader.read(maxPacket)
        spec.adjustment = reader.read(adjust) ?? .grow
        spec.ignoresEOF = reader.read(ignoreEOF)
        let limits = reader.read(closeAfter)
        spec.closesAfterInput = limits?.input
        spec.closesAfterOutput = limits?.output
        spec.closesAfterAdjusts = limits?.adjusts
        if spec.closesAfterAdjusts != nil, spec.adjustment == .never {
            reader.error("a window that is never adjusted closes nothing", at: adjust)
        }
        spec.exit = reader.read(exit) ?? .status(0)
        return .open(spec)
    }

    private static let kind = Kind<ChannelEffect>.anyOf([
        Kind<Name>.name("answer").map {
            $0 == .ignore
                ? .ignore : .refuse(reason: OpenFailure.prohibited, message: "")
        },
        object,
    ]).titled("`refuse`, `ignore`, or object")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "channel", kind,
            "How the channel is opened, or that it is not: `refuse`, `ignore` (no answer), or what "
                + "is unusual about it."),
        on: [.channelOpen], [.before],
        conflicts: [("connection", "the connection ends without an answer")],
        example: #""channel": {"window": "1KiB", "adjust": "keep"}"#,
        details: [
            KeyTable(
                title: "channel",
                keys: [
                    DocumentKey(refuse, #""refuse": {"reason": "CONNECT_FAILED"}"#),
                    DocumentKey(window, #""window": "2GiB""#),
                    DocumentKey(maxPacket, #""maxPacket": "32KiB""#),
                    DocumentKey(adjust, #""adjust": {"until": "1MiB"}"#),
                    DocumentKey(ignoreEOF, #""ignoreEOF": true"#),
                    DocumentKey(closeAfter, #""closeAfter": {"output": "64KiB"}"#),
                    DocumentKey(exit, #""exit": "none""#),
                ]),
            KeyTable(
                title: "channel: refuse",
                keys: [
                    DocumentKey(reason, #""reason": "RESOURCE_SHORTAGE""#),
                    DocumentKey(message, #""message": "too many channels""#),
                ]),
            KeyTable(
                title: "channel: closeAfter",
                keys: [
                    DocumentKey(input, #""input": "100B""#),
                    DocumentKey(output, #""output": "64KiB""#),
                    DocumentKey(adjusts, #""adjusts": 1"#),
                ]),
        ] + ExitKind.tables
    ) { ActionResult(effects: [.channel($0)]) }
}

/// The reason codes of SSH_MSG_CHANNEL_OPEN_FAILURE (RFC 4254 section 5.1).
enum OpenFailure {
    /// Names without `SSH_OPEN_`.
    static let table: [(name: String, value: UInt32)] = [
        ("ADMINISTRATIVELY_PROHIBITED", prohibited), ("CONNECT_FAILED", 2),
        ("UNKNOWN_CHANNEL_TYPE", 3), ("RESOURCE_SHORTAGE", 4),
    ]
    static let prohibited: UInt32 = 1
}
