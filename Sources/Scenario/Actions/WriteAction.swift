import StrictJSON

/// Stores something else than a WRITE brings and says OK: the upload that is damaged on arrival.
enum WriteAction {
    private static let bytes = Key(
        "bytes", Kind<TemplateText>.template, "What is stored in place of the block.")
    private static let atMost = Key(
        "atMost", Kind<UInt64>.size, "The most bytes of a block that are stored.")
    private static let fewer = Key(
        "fewer", Kind<UInt64>.size, "So many bytes at the end of a block are not stored.")
    private static let corrupt = Key(
        "corrupt", CorruptionKeys.kind, "What is changed in the bytes.")

    private static let documented = [
        DocumentKey(bytes, #""bytes": "something else""#),
        DocumentKey(atMost, #""atMost": "1KiB""#),
        DocumentKey(fewer, #""fewer": "1B""#),
        DocumentKey(corrupt, #""corrupt": {"flips": 1}"#),
    ]

    private static let change = Kind<BlockChange>.anyOf([
        .object("write", documented.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("write is empty") }
            return BlockChange(
                replacement: reader.read(bytes), atMost: reader.read(atMost),
                fewer: reader.read(fewer) ?? 0, corruption: reader.read(corrupt))
        },
        Kind<TemplateText>.template.map { BlockChange(replacement: $0) },
    ]).titled("template, bytes, or object with bytes, atMost, fewer, corrupt")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "write", change,
            "What is stored of the block a WRITE brings; the client is told that all of it was. "
                + "To store nothing, use `effect`."),
        on: [.fileWrite], [.before],
        conflicts: [
            ("status", "the block is not stored at all"),
            ("effect", "the block is not stored at all"),
            ("drop", "the block is not stored at all"),
            ("connection", "the block is not stored when the connection ends first"),
        ],
        example: #""write": {"corrupt": {"at": "0B", "xor": {"hex": "01"}}}"#,
        details: [KeyTable(title: "write", keys: documented)]
    ) { ActionResult(effects: [.content(.write($0))]) }
}
