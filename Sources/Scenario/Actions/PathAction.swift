import StrictJSON

/// Answers REALPATH and READLINK with other paths, several, or none: clients that go where they
/// are told.
enum PathAction {
    private static let names = Key(
        "names", NameKeys.entries, "The names of the reply: usually one, but there may be none.")

    private static let documented =
        [DocumentKey(names, #""names": ["/a", {"name": "/b", "longName": ""}]"#)] + NameKeys.shape

    private static let answer = Kind<PathAnswer>.anyOf([
        .object("path", documented.map(\.key)) { reader in
            if !reader.has(names), !reader.has(NameKeys.raw), !reader.hasUnknownKeys {
                reader.node.error("path needs one of the keys \"names\", \"raw\"")
            }
            return PathAnswer(
                names: reader.read(names) ?? [],
                shape: NameKeys.shape(reader, others: [names]))
        },
        Kind<TemplateText>.template.map { PathAnswer(names: [NameGroup(NumberedText($0))]) },
    ]).titled("template, bytes, or object with names, raw, …")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "path", answer,
            "The path REALPATH, READLINK or home-directory is answered with, whatever it is: "
                + "wrong, relative, empty, or of a folder that does not exist. Before: nothing is "
                + "looked up."),
        on: [.resolvePath, .linkRead, .extended],
        conflicts: [
            ("status", "the answer is a status, so there is no path"),
            ("drop", "no reply is sent, so the path is never seen"),
            ("connection", "the connection ends without a reply, so the path is never seen"),
        ],
        example: #""path": "/no/such/home""#,
        details: [KeyTable(title: "path", keys: documented)]
    ) { ActionResult(effects: [.content(.path($0))]) }
}
