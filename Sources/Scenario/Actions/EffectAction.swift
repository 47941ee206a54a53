import StrictJSON

/// Says OK and does nothing: the upload that was never stored.
enum EffectAction {
    private enum Choice: String, CaseIterable, Sendable {
        case apply, skip
    }

    /// Requests whose success is a plain status.
    private static let events: Set<EventKind> = [
        .fileWrite, .fileClose, .fileRemove, .fileRename, .dirCreate, .dirRemove,
        .setAttributes, .linkCreate, .fileLock, .fileUnlock, .extended,
    ]

    /// The catalog entry.
    static let entry = Action(
        Key(
            "effect", Kind<Choice>.name("effect").titled("`apply` or `skip`"),
            "`skip`: the operation is not done but answered as if it had worked; `apply`: it is "
                + "done, as without this key."),
        on: events, [.before],
        conflicts: [
            ("connection", "the operation is not done when the connection ends first"),
            ("drop", "before, a request without reply is not done; after, it was"),
        ],
        example: #""effect": "skip""#
    ) { ActionResult(effects: $0 == .skip ? [.skipOperation] : []) }
}
