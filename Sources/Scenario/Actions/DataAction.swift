import StrictJSON

/// Answers READ with other bytes than the file's, or with fewer or more of them: clients that
/// believe they got what they asked for.
enum DataAction {
    private enum Filling: String, CaseIterable, Sendable {
        case zero, random, counter
    }

    private static let bytes = Key(
        "bytes", Kind<TemplateText>.template,
        "These bytes, whatever offset and length were asked for; no file is read.")
    private static let fromFile = Key(
        "fromFile", Kind<[UInt8]>.absolutePath,
        "The bytes another file of the server has at the offset asked for.")
    private static let generated = Key(
        "generated", Kind<Filling>.name("content").titled("`zero`, `random` or `counter`"),
        "Bytes that are in no file: `zero`, `random` ones that depend on `seed`, or a `counter`, "
            + "words of eight bytes that each hold their own offset. They have no end but `end`.")
    private static let seed = DefaultedKey(
        "seed", Kind<UInt64>.integer, default: 0, "What `random` bytes are drawn from.")
    private static let atMost = Key(
        "atMost", Kind<UInt64>.size, "The most bytes of one reply: a short read.")
    private static let fewer = Key(
        "fewer", Kind<UInt64>.size, "So many bytes fewer than were asked for.")
    private static let extra = Key(
        "extra", Kind<UInt64>.size(0...DataAnswer.mostExtra),
        "So many bytes more than were asked for: those that follow, then zeros.")
    private static let end = Key(
        "end", fileEnd,
        "Where the file ends, EOF from there on; `never`: zeros follow its last byte, for ever.")
    private static let corrupt = Key(
        "corrupt", CorruptionKeys.kind, "What is changed in the bytes.")
    private static let declaredLength = Key(
        "declaredLength", Kind<CountChange>.change("declared length", of: .fieldSize),
        "The length in front of the bytes, which does not change the packet's own.")
    private static let trailing = Key(
        "trailing", Kind<[UInt8]>.payload, "Bytes behind the data, inside the packet.")

    /// Both forms are strings, so the word decides.
    private static let fileEnd = Kind<DataAnswer.End>(
        title: "size, or `never`", types: [.string, .number],
        schema: { definitions in
            let never = JSONValue.object([("const", .string("never"))])
            return .object([("anyOf", .array([never, Kind<UInt64>.size.schema(&definitions)]))])
        },
        read: { node in
            if case .string(let text) = node.node.value {
                if text == "never" { return .never }
                guard text.utf8.first.map({ (48...57).contains($0) }) ?? false else {
                    node.mismatch(expected: "a size or \"never\"")
                    return nil
                }
            }
            return Kind<UInt64>.size.read(node).map { .at($0) }
        })

    private static let documented = [
        DocumentKey(bytes, #""bytes": "not what the file says""#),
        DocumentKey(fromFile, #""fromFile": "/home/demo/other.bin""#),
        DocumentKey(generated, #""generated": "random""#),
        DocumentKey(seed, #""seed": 7"#),
        DocumentKey(atMost, #""atMost": "1KiB""#),
        DocumentKey(fewer, #""fewer": "1B""#),
        DocumentKey(extra, #""extra": "1B""#),
        DocumentKey(end, #""end": "64KiB""#),
        DocumentKey(corrupt, #""corrupt": {"at": "1KiB", "to": "garbage"}"#),
        DocumentKey(declaredLength, #""declaredLength": {"more": "100B"}"#),
        DocumentKey(trailing, #""trailing": {"hex": "00"}"#),
    ]

    private static let answer = Kind<DataAnswer>.anyOf([
        .object("data", documented.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("data is empty") }
            guard let source = source(reader) else { return nil }
            return DataAnswer(
                source, atMost: reader.read(atMost), fewer: reader.read(fewer) ?? 0,
                extra: reader.read(extra) ?? 0, end: reader.read(end),
                corruption: reader.read(corrupt), declaredLength: reader.read(declaredLength),
                trailing: reader.read(trailing) ?? [])
        },
        Kind<TemplateText>.template.map { DataAnswer(.bytes($0)) },
    ]).titled("template, bytes, or object with bytes, fromFile, generated, …")

    private static func source(_ reader: ObjectReader) -> DataAnswer.Source? {
        let sources: [any KeyDescriptor] = [bytes, fromFile, generated]
        let found = sources.filter { reader.has($0) }.map { "\"\($0.name)\"" }
        if found.count > 1 {
            reader.node.error("\(found.joined(separator: " and ")) exclude each other in data")
        }
        if reader.has(bytes) {
            for key in [fewer, extra, end] as [any KeyDescriptor] where reader.has(key) {
                reader.error(
                    "\"\(key.name)\" beside \"bytes\", which do not depend on the request",
                    at: key)
            }
        }
        let literal = reader.read(bytes).map { DataAnswer.Source.bytes($0) }
        let other = reader.read(fromFile).map { DataAnswer.Source.path($0) }
        let filling: DataAnswer.Source? =
            switch reader.read(generated) {
            case .zero: .generated(.zero)
            case .random: .generated(.random(seed: reader.read(seed)))
            case .counter: .generated(.counter)
            case nil: nil
            }
        return literal ?? other ?? filling ?? (found.isEmpty ? .file : nil)
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "data", answer,
            "The bytes READ is answered with. Before: bytes that are in no file need none; after: "
                + "what was read is changed."),
        on: [.fileRead],
        conflicts: [
            ("drop", "no reply is sent, so the data is never seen"),
            ("connection", "the connection ends without a reply, so the data is never seen"),
        ],
        example: #""data": "not what the file says""#,
        details: [
            KeyTable(title: "data", keys: documented),
            KeyTable(title: "data, write: corrupt", keys: CorruptionKeys.documented),
        ]
    ) { ActionResult(effects: [.content(.data($0))]) }
}
