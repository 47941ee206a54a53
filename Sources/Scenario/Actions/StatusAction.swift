import SFTPWire
import StrictJSON

/// Answers with a status; a client that does not look at it, or only knows some, shows it here.
enum StatusAction {
    private static let code = Key(
        "code", Kind<StatusCode>.statusCode,
        "The status code; without it, in the after phase, the code stays, and answers that are no "
            + "status stay as they are.")
    private static let message = Key(
        "message", Kind<TemplateText>.template,
        "The error message; otherwise the code's own sentence.")
    private static let language = Key(
        "language", Kind<[UInt8]>.bytes, "The language tag; otherwise `en`.")

    private static let data = Key(
        "data", errorData,
        "What follows the language tag, at version 5 and above only: for UNKNOWN_PRINCIPAL the "
            + "unknown names.")

    private static let names = Kind<[[UInt8]]>.array(of: .bytes, count: 1...Int.max)
    private static let errorData = Kind<[UInt8]>.oneKey(
        "the data",
        [
            Choice(
                "names", names.map { WireStrings.encoded($0) },
                "Strings, each with its length before it."),
            Choice("hex", Kind<String>.hexText, "Bytes as they are sent."),
            Choice("base64", Kind<String>.base64Text, "Bytes as they are sent."),
        ])

    private enum Part: String, CaseIterable, Sendable {
        case message, language
    }

    private static let omit = Key(
        "omit", Kind<[Part]>.oneOrMore(.name("part of a status")).titled("`message`, `language`"),
        "What is left out, its length too, as servers of version 2 do.")
    private static let tail = Key(
        "tail", Kind<[UInt8]>.encodedBytes,
        "All that follows the code, as it goes on the wire, in the place of message, language and "
            + "data.")
    private static let keys: [any KeyDescriptor] = [code, message, language, data, omit, tail]

    /// The answer, with the place of its code if it has one.
    private struct Answer: Sendable {
        var code: StatusCode?
        var text = StatusText()
        let place: Place
        /// Whether its code stands for the nearest one of the version.
        var isNearest = false

        var replacement: StatusReplacement? {
            code.map {
                var replacement = StatusReplacement(
                    code: $0, message: text.message, language: text.language,
                    errorData: text.errorData ?? [], layout: text.layout)
                replacement.isNearest = isNearest
                return replacement
            }
        }
    }

    private static let answer = Kind<Answer>.anyOf([
        Kind<StatusCode>.statusCode.map { code, node in
            Answer(code: code, place: node.place, isNearest: node.isComponentStatus)
        },
        .object("the status", keys) { reader in
            guard reader.node.members?.isEmpty == false else {
                reader.node.error("the status is empty")
                return nil
            }
            return Answer(
                code: reader.read(code), text: text(reader), place: reader.place(of: Self.code),
                isNearest: reader.placed(Self.code)?.isComponentStatus == true)
        },
    ]).titled("status name or number, or object with code, message, language, data, omit, tail")

    private static func text(_ reader: ObjectReader) -> StatusText {
        let omitted = reader.read(omit) ?? []
        let text = StatusText(
            message: reader.read(message), language: reader.read(language),
            errorData: reader.read(data),
            layout: StatusLayout(
                omitsMessage: omitted.contains(.message),
                omitsLanguage: omitted.contains(.language), tail: reader.read(tail)))
        let others: [any KeyDescriptor] = [message, language, data, omit]
        for other in others where reader.has(tail) && reader.has(other) {
            reader.error("\"tail\" stands for all that follows the code", at: other)
        }
        if text.layout.omitsMessage, reader.has(message) {
            reader.error("the message is left out", at: message)
        }
        if text.layout.omitsLanguage, reader.has(language) {
            reader.error("the language is left out", at: language)
        }
        return text
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "status", answer,
            "Before: nothing is done and this status is sent. After: it was done, but this is "
                + "what the client is told."),
        on: EventKind.requests,
        conflicts: [
            ("data", "the answer is a status, so there is no data"),
            ("handle", "the answer is a status, so there is no handle"),
            ("attributes", "the answer is a status, so there are no attributes"),
            ("effect", "the phase says whether it is done: before, it is not; after, it was"),
            ("drop", "no reply is sent, so the status is never seen"),
            ("connection", "the connection ends without a reply, so the status is never seen"),
        ],
        example: #""status": {"code": "QUOTA_EXCEEDED", "message": "quota exceeded"}"#,
        details: [
            KeyTable(
                title: "status",
                keys: [
                    DocumentKey(code, #""code": 4294967295"#),
                    DocumentKey(message, #""message": {"hex": "ff fe"}"#),
                    DocumentKey(language, #""language": "de-AT""#),
                    DocumentKey(data, #""data": {"names": ["bob", "eve"]}"#),
                    DocumentKey(omit, #""omit": ["message", "language"]"#),
                    DocumentKey(tail, #""tail": {"hex": "00000fff 6e6f"}"#),
                ])
        ]
    ) { answer in
        guard let status = answer.replacement else {
            return ActionResult(effects: [.reply(.statusText(answer.text))])
        }
        // The nearest code of a version is one that the version has.
        return ActionResult(
            effects: [.status(status)],
            statusCode: status.isNearest ? nil : (code: status.code, place: answer.place))
    }

    /// A status as it is written where it needs its code.
    static let replacement = answer.map { answer, node -> StatusReplacement? in
        guard let replacement = answer.replacement else {
            node.error("missing key \"code\" in the status")
            return nil
        }
        if TemplateUse([.status(replacement)]).isNeeded {
            node.error("there is no event here that could fill placeholders")
        }
        return replacement
    }

    /// What is wrong with a status in a phase, or nil.
    static func problem(_ effects: [Effect], in phase: EventPhase) -> String? {
        guard phase == .before else { return nil }
        for case .reply(.statusText) in effects {
            return "a status without \"code\" changes what the answer says; use the after phase"
        }
        return nil
    }
}
