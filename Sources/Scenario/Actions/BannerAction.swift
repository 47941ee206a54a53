import StrictJSON

/// Sends a banner; clients that take it for the answer, or show its escape codes, show it here.
enum BannerAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "banner", Kind<TemplateText>.template,
            "Text that clients show, sent before the answer to the attempt (RFC 4252 section 5.4); "
                + "the first one takes the place of the server's."),
        on: [.userAuthRequest], [.before],
        conflicts: [("connection", "the connection ends without an answer")],
        example: #""banner": "Welcome, ${user}.\n""#
    ) { ActionResult(effects: [.login(.banner($0))]) }
}
