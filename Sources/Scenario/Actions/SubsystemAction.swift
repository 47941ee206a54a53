import StrictJSON

/// Answers `subsystem`, `exec`, `shell` and other requests on a channel.
enum SubsystemAction {
    private static let verdict = Kind<ChannelAnswer.Verdict>.name("answer")
    private static let answer = Key(
        "answer", verdict,
        "`serve`: success and SFTP, whatever was asked for; `run`: success, `output`, and the end "
            + "of the channel; `succeed`: success and nothing else; `refuse`; `ignore`: no answer. "
            + "Otherwise what is right.")
    private static let stderr = Key(
        "stderr", Kind<TemplateText>.template,
        "Text on standard error before the answer; what the client's window has no room for is "
            + "not sent.")
    private static let stderrAfter = Key(
        "stderrAfter", Kind<TemplateText>.template, "Text on standard error after the answer.")
    private static let output = Key(
        "output", Kind<TemplateText>.template, "What a `run` writes.")
    private static let exit = Key("exit", ExitKind.kind, "How a `run` ends; otherwise status 0.")

    private static let kind = Kind<ChannelAnswer>.anyOf([
        verdict.map { ChannelAnswer($0) },
        .object("subsystem", [answer, stderr, stderrAfter, output, exit]) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("subsystem says nothing") }
            var result = ChannelAnswer(reader.read(answer))
            result.errorsBefore = reader.read(stderr)
            result.errorsAfter = reader.read(stderrAfter)
            // Unread, these two are told to have no effect here.
            if result.verdict == .run {
                result.output = reader.read(output)
                result.exit = reader.read(exit) ?? .status(0)
            }
            return result
        },
    ]).titled(
        "`serve`, `run`, `succeed`, `refuse`, `ignore`, or object with answer, stderr, "
            + "stderrAfter, output, exit")

    /// The catalog entry.
    static let entry = Action(
        Key("subsystem", kind, "The answer to a request on a channel."),
        on: [.subsystemRequest], [.before],
        conflicts: [("connection", "the connection ends without an answer")],
        example: #""subsystem": {"stderr": "Welcome!\n"}"#,
        details: [
            KeyTable(
                title: "subsystem",
                keys: [
                    DocumentKey(answer, #""answer": "run""#),
                    DocumentKey(stderr, #""stderr": "Welcome!\n""#),
                    DocumentKey(stderrAfter, #""stderrAfter": "Bye!\n""#),
                    DocumentKey(output, #""output": "uid=0(root)\n""#),
                    DocumentKey(exit, #""exit": 1"#),
                ])
        ]
    ) { ActionResult(effects: [.channel(.answer($0))]) }
}
