import SFTPWire
import StrictJSON

/// Answers with a status; a client that does not look at it, or only knows some, shows it here.
enum StatusAction {
    private static let code = Key(
        "code", Kind<StatusCode>.statusCode, required: true, "The status code.")
    private static let message = Key(
        "message", Kind<[UInt8]>.bytes, "The error message; otherwise the code's own sentence.")
    private static let language = Key(
        "language", Kind<[UInt8]>.bytes, "The language tag; otherwise `en`.")

    private static let replacement = Kind<StatusReplacement>.anyOf([
        Kind<StatusCode>.statusCode.map { StatusReplacement(code: $0) },
        .object("the status", [code, message, language]) { reader in
            let message = reader.read(message)
            let language = reader.read(language)
            return reader.read(code).map {
                StatusReplacement(code: $0, message: message, language: language)
            }
        },
    ]).titled("status name or number, or object with code, message, language")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "status", replacement,
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
                ])
        ]
    ) { ActionResult(effects: [.status($0)]) }
}
