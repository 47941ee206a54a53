import StrictJSON

/// Quirks as a scenario file says them, for `server` and for rules.
enum QuirksDocument {
    private static let writes = Key(
        "writes",
        Kind<WritePlacement>.name("placement of blocks")
            .titled("`anywhere`, `sequential` or `appended`"),
        "Where WRITE may write: `anywhere`, `sequential`, each block behind the one before, or "
            + "`appended`, at the end whatever its offset; otherwise anywhere.")
    private static let outOfOrder = Key(
        "outOfOrder", StatusAction.replacement,
        "The answer to a block out of order, with `\"writes\": \"sequential\"`; otherwise "
            + "INVALID_PARAMETER.")
    private static let appendFlag = Key(
        "appendFlag",
        Kind<AppendFlagPolicy>.name("policy of a flag").titled("`honoured` or `ignored`"),
        "Whether OPEN to append makes WRITE do so, or is `ignored` and the offset used.")
    private static let fileNames = Key(
        "fileNames",
        Kind<FileNameCase>.name("case of names").titled("`sensitive` or `insensitive`"),
        "Whether upper and lower case are told apart in names; otherwise they are.")
    private static let missingRealpath = Key(
        "missingRealpath",
        Kind<MissingRealpath>.name("answer of REALPATH")
            .titled("`error`, `empty` or `normalized`"),
        "What REALPATH answers for what does not exist, below version 6: NO_SUCH_FILE, a name "
            + "of no bytes, or the path by its text; otherwise the path if only its last part "
            + "is missing, and NO_SUCH_FILE at version 5.")
    private static let emptyRead = Key(
        "emptyRead", StatusAction.replacement,
        "The answer to a READ of no bytes; otherwise DATA of no bytes.")

    private static let sessionKeys = [
        DocumentKey(writes, #""writes": "sequential""#),
        DocumentKey(outOfOrder, #""outOfOrder": "FAILURE""#),
        DocumentKey(appendFlag, #""appendFlag": "ignored""#),
        DocumentKey(missingRealpath, #""missingRealpath": "empty""#),
        DocumentKey(emptyRead, #""emptyRead": "EOF""#),
    ]
    /// The keys of `quirks` in `server`, in the order of the reference.
    static let keys = sessionKeys + [DocumentKey(fileNames, #""fileNames": "insensitive""#)]

    /// The kind of `quirks` in `server`.
    static let kind = object(keys).defined(as: "quirks")

    /// The kind of quirks that a rule sets for a session; names are the same for all.
    static let ofSession = object(sessionKeys)

    private static func object(_ keys: [DocumentKey]) -> Kind<QuirkSpec> {
        .object("quirks", keys.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("quirks is empty") }
            var quirks = QuirkSpec()
            quirks.writes = reader.read(writes)
            quirks.outOfOrder = reader.read(outOfOrder)
            quirks.appendFlag = reader.read(appendFlag)
            quirks.missingRealpath = reader.read(missingRealpath)
            quirks.emptyRead = reader.read(emptyRead)
            if keys.count > sessionKeys.count { quirks.fileNames = reader.read(fileNames) }
            return quirks
        }
    }
}

/// What may not be changed, as a scenario file says it.
enum ReadOnlyDocument {
    /// The kind of `readOnly`.
    static let kind = Kind<ReadOnlySpec>.anyOf(
        title: "boolean, or array of path patterns",
        [
            Kind<Bool>.bool.map { $0 ? .everything : .nothing },
            Kind<[BytePattern]>.array(of: .pattern, count: 1...1_000).map { .paths($0) },
        ])
}
