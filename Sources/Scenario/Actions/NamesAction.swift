import StrictJSON

/// Lists what does not exist, hides what does, and writes NAME as no server should: clients that
/// take names, counts and the end of a listing on trust.
enum NamesAction {
    private static let entries = Key(
        "entries", NameKeys.entries,
        "Names that need not exist. On dirList they are listed once, on dirRead in every reply the "
            + "rule acts on.")
    private static let real = Key(
        "real", Kind<Bool>.bool,
        "Whether the names of the directory itself are listed, before `entries`; otherwise they "
            + "are unless there are `entries`. Without them the directory need not exist.")
    private static let hide = Key(
        "hide", Kind<NameFilter>.names, "Which of the directory's own names are left out.")
    private static let batch = Key(
        "batch", Kind<Int>.integer(1...NamesAnswer.mostNames),
        "The most names of one reply, up to about 4 MiB; otherwise what fits in 32 KB. Before only."
    )
    private static let copies = DefaultedKey(
        "copies", Kind<Int>.integer(1...1_000), default: 1,
        "How often each name comes, one after the other; on dirList.")
    private static let end = DefaultedKey(
        "end",
        Kind<NamesAnswer.End>.name("end of a listing")
            .titled("`eof`, `never`, `repeat` or `first`"),
        default: .eof,
        "On dirList: `eof` behind the last name; `never`, the listing begins anew; `repeat`, every "
            + "READDIR gets the names of the first; `first`, EOF comes before the names.")
    private static let longName = Key(
        "longName", NameKeys.longName,
        "The line for people of all names that have none of their own (version 3).")

    private static let own = [
        DocumentKey(entries, #""entries": ["a.txt", {"name": "file-${n}", "count": 100000}]"#),
        DocumentKey(real, #""real": true"#),
        DocumentKey(hide, #""hide": ["*.tmp", "."]"#),
        DocumentKey(batch, #""batch": 1"#),
        DocumentKey(copies, #""copies": 2"#),
        DocumentKey(end, #""end": "never""#),
        DocumentKey(longName, #""longName": """#),
    ]
    private static let documented = own + NameKeys.shape

    private static let answer = Kind<NamesAnswer>.anyOf([
        NameKeys.entries.map { NamesAnswer(groups: $0) },
        .object("names", documented.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("names is empty") }
            if reader.read(real) == false, reader.has(hide) {
                reader.error("\"hide\" where no real names are listed", at: hide)
            }
            return NamesAnswer(
                groups: reader.read(entries), keepsTrueNames: reader.read(real),
                hidden: reader.read(hide), batch: reader.read(batch),
                copies: reader.read(copies), end: reader.has(end) ? reader.read(end) : nil,
                longName: reader.read(longName),
                shape: NameKeys.shape(reader, others: own.map(\.key)))
        },
    ]).titled("array of entries, or object with entries, real, hide, batch, …")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "names", answer,
            "The names of a listing: on dirList of the whole, on dirRead of one reply."),
        on: [.dirList, .dirRead],
        conflicts: [
            ("status", "the answer is a status, so there are no names"),
            ("drop", "no reply is sent, so the names are never seen"),
            ("connection", "the connection ends without a reply, so the names are never seen"),
        ],
        example: #""names": {"entries": ["../../etc/passwd"], "real": true}"#,
        details: [
            KeyTable(title: "names", keys: documented),
            KeyTable(title: "names, path: entries", keys: NameKeys.entryKeys),
        ]
    ) { ActionResult(effects: [.content(.names($0))]) }

    /// What is wrong with the action's effects on an event in a phase.
    static func problem(
        _ effects: [Effect], on event: EventKind, _ phase: EventPhase
    ) -> String? {
        guard case .content(.names(let names)) = effects.first else { return nil }
        if event == .dirRead {
            if names.end != nil { return "\"end\" in \"names\" has no meaning on dirRead" }
            if names.copies != 1 { return "\"copies\" in \"names\" has no meaning on dirRead" }
            if phase == .after, names.batch != nil {
                return "\"batch\" in \"names\" has no meaning in the after phase of dirRead"
            }
        } else if names.shape.raw != nil {
            return "\"raw\" in \"names\" has no meaning on dirList; say it of dirRead"
        }
        return nil
    }
}
