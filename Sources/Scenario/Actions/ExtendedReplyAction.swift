import StrictJSON

/// Answers an EXTENDED request by hand: vendor extensions the server does not have, and wrong
/// answers to those it has.
enum ExtendedReplyAction {
    private static let fields = [
        DocumentKey(
            Key("byte", Kind<UInt8>.integer, "One byte."), #"{"byte": 1}"#),
        DocumentKey(
            Key("uint32", Kind<UInt32>.integer, "Four bytes, most significant first."),
            #"{"uint32": 5}"#),
        DocumentKey(
            Key("uint64", Kind<UInt64>.integer, "Eight bytes, most significant first."),
            #"{"uint64": 18446744073709551615}"#),
        DocumentKey(
            Key("string", Kind<[UInt8]>.bytes, "Its length in four bytes, then the bytes."),
            #"{"string": "tea"}"#),
        DocumentKey(
            Key("bytes", Kind<[UInt8]>.bytes, "Bytes as they are, without a length."),
            #"{"bytes": {"hex": "ff"}}"#),
    ]

    private static let payload = Kind<TemplateText>.anyOf([
        .template, Kind<[UInt8]>.fields.map { TemplateText($0) },
    ]).titled("template, bytes, or array of fields")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "extendedReply", payload,
            "The payload of EXTENDED_REPLY, behind the request id. Before: nothing is done."),
        on: Set(EventKind.requests.filter { $0.has(.extension) }),
        conflicts: [
            ("status", "the answer is a status, so there is no payload"),
            ("path", "the answer is a path, so there is no payload"),
            ("effect", "the answer is a status, so there is no payload"),
            ("drop", "no reply is sent, so the payload is never seen"),
            ("connection", "the connection ends without a reply, so it is never seen"),
        ],
        example: #""extendedReply": [{"string": "green"}, {"uint32": 5}]"#,
        details: [KeyTable(title: "payload: fields, one key each", keys: fields)]
    ) { ActionResult(effects: [.content(.extendedReply($0))]) }
}
