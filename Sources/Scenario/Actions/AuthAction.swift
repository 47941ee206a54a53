import StrictJSON

/// Decides an authentication attempt, whatever was presented.
enum AuthAction {
    private enum Verdict: String, CaseIterable, Sendable {
        case accept, deny
    }

    private static let remaining = Key(
        "remaining",
        Kind<[AuthenticationMethod]>.oneOrMore(.name("authentication method")),
        required: true, "The methods the client may go on with.")
    private static let partial = Kind<Effect>.object("partialSuccess", [remaining]) { reader in
        reader.read(remaining).map { .partialSuccess(remaining: $0.map(\.rawValue)) }
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
                    "The attempt was right but another method has to follow.")
            ]),
    ]).titled("`accept`, `deny`, or object with partialSuccess")

    /// The catalog entry.
    static let entry = Action(
        Key("auth", verdict, "The answer to the attempt, whatever was presented."),
        on: [.userAuthRequest], [.before],
        conflicts: [("connection", "the connection ends without an answer")],
        example: #""auth": {"partialSuccess": {"remaining": ["keyboard-interactive"]}}"#,
        details: [
            KeyTable(
                title: "auth: partialSuccess",
                keys: [DocumentKey(remaining, #""remaining": "publickey""#)])
        ]
    ) { ActionResult(effects: [$0]) }
}
