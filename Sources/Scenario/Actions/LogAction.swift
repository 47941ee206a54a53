import StrictJSON

/// Writes a line of one's own into the journal, to see what a scenario thought.
enum LogAction {
    /// The catalog entry.
    static let entry = Action(
        Key("log", Kind<TemplateText>.template, "Writes this text as a `log` line of the journal."),
        on: Set(EventKind.allCases), example: #""log": "${user} asks for ${path}""#
    ) { ActionResult(effects: [.flow(.log($0))]) }
}
