import StrictJSON

/// Hands out a handle of the scenario's choice: clients that cut, print or compare handles.
enum HandleAction {
    private enum Nothing: String, CaseIterable, Sendable {
        case nothing
    }

    private static let bytes = Key(
        "bytes", Kind<TemplateText>.template,
        "The handle. What it stood for before is closed, as if the client had done so.")
    private static let length = Key(
        "length", Kind<Int>.integer(1...HandleAnswer.longest),
        "How many bytes it has: zeros, then a count of the session's handles.")
    private static let stale = Key(
        "stale", Kind<Bool>.onlyTrue,
        "It is closed again before the client is told: every use of it is an invalid handle.")
    private static let opens = Key(
        "opens", Kind<Nothing>.name("thing to open").titled("`nothing`"),
        "Nothing is opened, whether the path exists or not: behind the handle is an empty file "
            + "that keeps nothing, or an empty directory. Other rules answer for it. Before only.")

    private static let documented = [
        DocumentKey(bytes, #""bytes": {"hex": "00 ff 00 ff"}"#),
        DocumentKey(length, #""length": 300"#),
        DocumentKey(stale, #""stale": true"#),
        DocumentKey(opens, #""opens": "nothing""#),
    ]

    private static let answer = Kind<HandleAnswer>.anyOf([
        .object("handle", documented.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("handle is empty") }
            if reader.has(bytes), reader.has(length) {
                reader.error("\"bytes\" and \"length\" exclude each other in handle", at: length)
            }
            let chosen = reader.read(bytes).map { HandleAnswer.Bytes.chosen($0) }
            let counted = reader.read(length).map { HandleAnswer.Bytes.counted(length: $0) }
            return HandleAnswer(
                chosen ?? counted ?? .own, isStale: reader.read(stale) ?? false,
                opensNothing: reader.read(opens) != nil)
        },
        Kind<TemplateText>.template.map { HandleAnswer(.chosen($0)) },
    ]).titled("template, bytes, or object with bytes, length, stale, opens")

    /// The catalog entry.
    static let entry = Action(
        Key("handle", answer, "The handle the client is given for what it opens."),
        on: [.fileOpen, .dirList],
        conflicts: [
            ("drop", "no reply is sent, so the handle is never seen"),
            ("connection", "the connection ends without a reply, so the handle is never seen"),
        ],
        example: #""handle": {"hex": "00 ff 00 ff"}"#,
        details: [KeyTable(title: "handle", keys: documented)]
    ) { ActionResult(effects: [.content(.handle($0))]) }

    /// What is wrong with the action's effects on an event in a phase.
    static func problem(_ effects: [Effect], _ phase: EventPhase) -> String? {
        guard phase == .after,
            case .content(.handle(let answer)) = effects.first, answer.opensNothing
        else { return nil }
        return "\"opens\" in \"handle\" has no meaning in the after phase"
    }
}
