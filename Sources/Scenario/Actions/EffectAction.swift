import StrictJSON

/// Says OK and does nothing, or half of it: the upload that was never stored.
enum EffectAction {
    private enum Doing: String, CaseIterable, Sendable {
        case apply, skip
    }

    /// Requests whose success is a plain status, or a handle.
    private static let events: Set<EventKind> = [
        .fileOpen, .dirList, .fileWrite, .fileClose, .fileRemove, .fileRename, .dirCreate,
        .dirRemove,
        .setAttributes, .linkCreate, .fileLock, .fileUnlock, .extended,
    ]

    private static let bytes = Key(
        "bytes", Kind<UInt64>.size.refusingNumbers, "At most so many bytes are stored.")
    private static let share = Key(
        "share", Kind<Double>.probability, "This share of the block is stored, 0 to 1.")

    private static let effect = Kind<[Effect]>.anyOf([
        Kind<Doing>.name("effect").map { $0 == .skip ? [.skipOperation] : [] },
        Kind<BlockPart>.oneKey(
            "the part",
            [
                Choice(
                    "bytes", Kind<UInt64>.size.refusingNumbers.map { .bytes($0) },
                    bytes.summary),
                Choice(
                    "share", Kind<Double>.probability.map { .share($0) }, share.summary),
            ]
        ).map { [.files(.writePart($0))] },
    ]).titled("`apply`, `skip`, or object with one of bytes, share")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "effect", effect,
            "`skip`: the operation is not done but answered as if it had worked; `apply`: it is "
                + "done, as without this key; a part: only the beginning of the block is stored, "
                + "and answered as if it were all. OPEN and OPENDIR that are skipped give a "
                + "handle with nothing behind it, whether the path exists or not: READ and "
                + "READDIR are at the end, what WRITE brings is not kept, and no file is made."),
        on: events, [.before],
        conflicts: [
            ("connection", "the operation is not done when the connection ends first"),
            ("drop", "before, a request without reply is not done; after, it was"),
        ],
        example: #""effect": "skip""#,
        details: [
            KeyTable(
                title: "effect",
                keys: [
                    DocumentKey(bytes, #""bytes": "100B""#),
                    DocumentKey(share, #""share": 0.5"#),
                ])
        ]
    ) { ActionResult(effects: $0) }

    /// Why a part makes no sense on an event, or nil.
    static func problem(_ effects: [Effect], on event: EventKind) -> String? {
        for case .files(.writePart) in effects where event != .fileWrite {
            return "a part of a block has a meaning on fileWrite only"
        }
        return nil
    }
}
