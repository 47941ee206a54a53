import StrictJSON

/// Decides an authentication attempt, whatever was presented.
enum AuthAction {
    private enum Verdict: String, CaseIterable, Sendable {
        case accept, deny
    }

    private static let remaining = Key(
        "remaining", Kind<[String]>.oneOrMore(.listedMethod), required: true,
        "The methods the client may go on with, as it is told them.")
    private static let partial = Kind<Effect>.object("partialSuccess", [remaining]) { reader in
        reader.read(remaining).map { .partialSuccess(remaining: $0) }
    }

    private static let listed = Key(
        "remaining",
        Kind<[String]>.anyOf([
            .array(of: .listedMethod, count: 0...16),
            Kind<String>.listedMethod.map { [$0] },
        ]).titled("authentication method or array of them"), required: true,
        "The methods the client is told, also ones nobody here serves; an empty array tells none.")
    private static let deny = Kind<Effect>.object("deny", [listed]) { reader in
        reader.read(listed).map { .login(.refuse(listing: $0)) }
    }

    private static let prompt = Key(
        "prompt", Kind<TemplateText>.template,
        "What the client shows before it asks for another password.")
    private static let language = DefaultedKey(
        "language", Kind<String>.string, default: "", "The language tag.")
    private static let change = Kind<Effect>.object("changePassword", [prompt, language]) {
        .login(
            .changePassword(
                prompt: $0.read(prompt) ?? "The password has expired.",
                language: $0.read(language)))
    }

    private static let verdict = Kind<Effect>.anyOf([
        Kind<Verdict>.name("verdict").map {
            $0 == .accept ? .acceptAuthentication : .denyAuthentication
        },
        .oneKey(
            "auth",
            [
                Choice(
                    "partialSuccess", partial,
                    "The attempt was right but another method has to follow."),
                Choice("deny", deny, "The attempt is refused, and other methods are named."),
                Choice(
                    "ask", PromptsDocument.round.map { .login(.ask($0)) },
                    "The answers were right but there are more questions; on "
                        + "keyboard-interactive only."),
                Choice(
                    "changePassword", change,
                    "The password is right but has to be changed first (RFC 4252 section 8)."),
            ]),
    ]).titled(
        "`accept`, `deny`, or object with one of partialSuccess, deny, ask, changePassword")

    /// Adds an error where a rule that asks questions can meet a method that has none.
    static func checkQuestions(
        _ actions: ActionSet, _ condition: ConditionSource, _ diagnostics: Diagnostics
    ) {
        for item in actions.items {
            let asks = item.result.effects.contains {
                if case .login(.ask) = $0 { true } else { false }
            }
            let others = ["password", "publickey", "none"]
            guard asks, let method = others.first(where: { condition.admits(method: $0) }) else {
                continue
            }
            diagnostics.error(
                "\"ask\" has no meaning for the method \(method); say "
                    + "\"when\": {\"method\": \"keyboard-interactive\"}", at: item.place)
        }
    }

    /// The catalog entry.
    static let entry = Action(
        Key("auth", verdict, "The answer to the attempt, whatever was presented."),
        on: [.userAuthRequest], [.before],
        conflicts: [("connection", "the connection ends without an answer")],
        example: #""auth": {"partialSuccess": {"remaining": ["keyboard-interactive"]}}"#,
        details: [
            KeyTable(
                title: "auth: partialSuccess",
                keys: [DocumentKey(remaining, #""remaining": "publickey""#)]),
            KeyTable(
                title: "auth: deny",
                keys: [DocumentKey(listed, #""remaining": ["hostbased"]"#)]),
            KeyTable(
                title: "auth: changePassword",
                keys: [
                    DocumentKey(prompt, #""prompt": "Too old, ${user}! ""#),
                    DocumentKey(language, #""language": "en""#),
                ]),
        ] + PromptsDocument.tables
    ) { ActionResult(effects: [$0]) }
}
