import StrictJSON

/// Keeps requests as files of the corpus's form, to replay and fuzz what a client really sends.
enum CaptureAction {
    private static let name = DefaultedKey(
        "name", Kind<TemplateText>.template, default: "packet",
        "What the names of the files begin with, before a number; other characters than letters, "
            + "digits, `.`, `-` and `_` become `_`.")
    private static let limit = DefaultedKey(
        "atMost", Kind<UInt64>.integer(1...1_000), default: 100,
        "The most files; what comes later is not kept.")
    private static let keys: [any KeyDescriptor] = [name, limit]

    private static let capture = Kind<CaptureRequest>.anyOf([
        Kind<Bool>.onlyTrue.map { _ in CaptureRequest(name: "packet") },
        .object("the capture", keys) { reader in
            CaptureRequest(name: reader.read(name), limit: reader.read(limit))
        },
    ]).titled("true, or object with name, atMost")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "capture", capture,
            "Keeps the request, or the packet, in a file of the folder that `--capture` names, in "
                + "the form of `Corpus`; without that option the server does not start."),
        on: EventKind.requests.union([.`init`, .error, .packet]), [.before],
        example: #""capture": {"name": "${user}-write", "atMost": 10}"#,
        details: [
            KeyTable(
                title: "capture",
                keys: [
                    DocumentKey(name, #""name": "${user}-${request}""#),
                    DocumentKey(limit, #""atMost": 10"#),
                ])
        ]
    ) { ActionResult(effects: [.flow(.capture($0))]) }
}
