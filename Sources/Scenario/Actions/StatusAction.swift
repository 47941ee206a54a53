import SFTPWire
import StrictJSON

/// Answers with a status; a client that does not look at it, or only knows some, shows it here.
enum StatusAction {
    private static let code = Key(
        "code", Kind<StatusCode>.statusCode, required: true, "The status code.")
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

    /// The replacement with the place of its code.
    private struct Answer: Sendable {
        let replacement: StatusReplacement
        let place: Place
    }

    private static let answer = Kind<Answer>.anyOf([
        Kind<StatusCode>.statusCode.map { code, node in
            Answer(replacement: StatusReplacement(code: code), place: node.place)
        },
        .object("the status", [code, message, language, data]) { reader in
            let message = reader.read(message)
            let language = reader.read(language)
            let data = reader.read(data)
            return reader.read(code).map { code in
                Answer(
                    replacement: StatusReplacement(
                        code: code, message: message, language: language, errorData: data ?? []),
                    place: reader.place(of: Self.code))
            }
        },
    ]).titled("status name or number, or object with code, message, language, data")

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
                ])
        ]
    ) {
        ActionResult(
            effects: [.status($0.replacement)],
            statusCode: (code: $0.replacement.code, place: $0.place))
    }
}
