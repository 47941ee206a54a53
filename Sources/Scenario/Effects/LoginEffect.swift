/// What a rule does to a login, beside accepting and refusing it.
public enum LoginEffect: Equatable, Sendable {
    /// Refuse, and tell the client these methods; also names nobody here can serve.
    case refuse(listing: [String])
    /// Ask another round of questions (keyboard-interactive only).
    case ask(PromptRound)
    /// Ask for another password when this one is right (password only).
    case changePassword(prompt: TemplateText, language: String)
    /// Send a banner before the answer.
    case banner(TemplateText)
    /// Begin here when this login succeeds.
    case home([UInt8])
    /// See this folder as `/` when this login succeeds.
    case root(RootSpec)
    /// Show this host key.
    case hostKey(HostKeyChoice)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> LoginEffect {
        switch self {
        case .changePassword(let prompt, let language):
            .changePassword(prompt: prompt.filled(values), language: language)
        case .banner(let text): .banner(text.filled(values))
        default: self
        }
    }
}

/// A round of questions (RFC 4256 section 3.2).
public struct PromptRound: Equatable, Sendable {
    /// One question.
    public struct Prompt: Equatable, Sendable {
        /// The question.
        public var text: String
        /// Whether the client shows what is typed.
        public var echo: Bool
        /// The right answer; nil: the password.
        public var answer: String?

        /// Makes a question.
        public init(text: String, echo: Bool = false, answer: String? = nil) {
            self.text = text
            self.echo = echo
            self.answer = answer
        }
    }

    /// A title.
    public var name: String
    /// What the questions are about.
    public var instruction: String
    /// The questions; there may be none.
    public var prompts: [Prompt]

    /// Makes a round.
    public init(name: String = "", instruction: String = "", prompts: [Prompt]) {
        self.name = name
        self.instruction = instruction
        self.prompts = prompts
    }

    /// The round everybody is asked whose user says nothing else.
    public static let standard = PromptRound(prompts: [Prompt(text: "Password: ")])
}

/// A folder that a user sees as `/`.
public struct RootSpec: Equatable, Sendable {
    /// The folder, as an absolute path.
    public var path: [UInt8]
    /// Whether symbolic links lead nowhere else, either.
    public var isJail: Bool

    /// Makes a root.
    public init(path: [UInt8], isJail: Bool = true) {
        self.path = path
        self.isJail = isJail
    }
}

/// Which host key a connection is shown.
public enum HostKeyChoice: Equatable, Sendable {
    /// One that was never seen before.
    case fresh
    /// The first is the server's own; the others are made when first asked for, and kept.
    case number(Int)
}
