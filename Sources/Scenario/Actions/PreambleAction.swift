import StrictJSON

/// Sends text ahead of VERSION, as a login script does that prints something.
enum PreambleAction {
    /// The catalog entry.
    static let entry = Action(
        Key("preamble", Kind<TemplateText>.template, "Text, or any bytes, sent ahead of VERSION."),
        on: [.`init`], [.before], conflicts: ReplyAction.conflicts,
        example: #""preamble": "Last login: yesterday\n""#
    ) { ActionResult(effects: [.reply(.preamble($0))]) }
}
