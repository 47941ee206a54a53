import StrictJSON

/// Lies about the end of a file or listing: clients of version 6 that stop early, or never.
enum AtEndAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "atEnd", Kind<Bool>.bool,
            "Whether DATA or NAME says that it is the last (version 6), whatever is true; "
                + "otherwise it is said when it is known."),
        on: [.fileRead, .dirRead],
        conflicts: [
            ("status", "a status has no such field"),
            ("drop", "no reply is sent, so it is never seen"),
            ("connection", "the connection ends without a reply, so it is never seen"),
        ],
        example: #""atEnd": true"#
    ) { ActionResult(effects: [.atEnd($0)]) }
}
