import StrictJSON

/// Says OK and does nothing: the upload that was never stored.
enum EffectAction {
    private enum Choice: String, CaseIterable, Sendable {
        case apply, skip
    }

    /// Events whose answer can be made up: a plain OK, or one given by another action.
    private static let events: Set<EventKind> = [
        .fileOpen, .fileRead, .fileWrite, .fileClose, .fileRemove, .fileRename, .dirCreate,
        .dirRemove, .dirList, .getAttributes, .setAttributes, .linkCreate, .extended,
    ]

    /// What has to be given by hand when the operation that would make it is skipped.
    static let needed: [EventKind: String] = [
        .fileOpen: "handle", .dirList: "handle", .fileRead: "data",
        .getAttributes: "attributes",
    ]

    /// The catalog entry.
    static let entry = Action(
        Key(
            "effect", Kind<Choice>.name("effect"),
            "`skip`: the operation is not done but answered as if it had worked; `apply`: it is "
                + "done, as without this key."),
        on: events, [.before],
        conflicts: [("connection", "the operation is not done when the connection ends first")],
        example: #""effect": "skip""#
    ) { ActionResult(effects: $0 == .skip ? [.skipOperation] : []) }
}
