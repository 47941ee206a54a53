import StrictJSON

/// A round of keyboard-interactive questions as a scenario file says it.
enum PromptsDocument {
    private static let text = Key("text", Kind<String>.string, required: true, "The question.")
    private static let echo = DefaultedKey(
        "echo", Kind<Bool>.bool, default: false, "Whether the client shows what is typed.")
    private static let answer = Key(
        "answer", Kind<String>.string, "The right answer; otherwise the user's password.")

    private static let prompt = Kind<PromptRound.Prompt>.anyOf([
        Kind<String>.string.map { PromptRound.Prompt(text: $0) },
        .object("the question", [text, echo, answer]) { reader in
            let echo = reader.read(echo)
            let answer = reader.read(answer)
            return reader.read(text).map {
                PromptRound.Prompt(text: $0, echo: echo, answer: answer)
            }
        },
    ]).titled("string, or object with text, echo, answer")

    private static let name = DefaultedKey(
        "name", Kind<String>.string, default: "", "A title for the round.")
    private static let instruction = DefaultedKey(
        "instruction", Kind<String>.string, default: "", "What the questions are about.")
    private static let prompts = Key(
        "prompts", Kind<[PromptRound.Prompt]>.array(of: prompt, count: 0...32), required: true,
        "The questions of the round; none at all are allowed.")

    /// The kind of one round.
    static let round = Kind<PromptRound>.object("the round", [name, instruction, prompts]) {
        reader in
        let name = reader.read(name)
        let instruction = reader.read(instruction)
        return reader.read(prompts).map {
            PromptRound(name: name, instruction: instruction, prompts: $0)
        }
    }

    /// The kind of all rounds of a user.
    static let rounds = Kind<[PromptRound]>.array(of: round, count: 1...16)

    /// The tables of the reference.
    static let tables = [
        KeyTable(
            title: "a round of questions",
            keys: [
                DocumentKey(name, #""name": "Two factors""#),
                DocumentKey(instruction, #""instruction": "Type the number on your key.""#),
                DocumentKey(prompts, #""prompts": ["Password: "]"#),
            ]),
        KeyTable(
            title: "a question",
            keys: [
                DocumentKey(text, #""text": "Code: ""#),
                DocumentKey(echo, #""echo": true"#),
                DocumentKey(answer, #""answer": "123456""#),
            ]),
    ]
}
