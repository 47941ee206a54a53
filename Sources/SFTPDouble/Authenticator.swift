internal import SSHTransport
internal import Scenario
internal import Synchronization

/// Decides authentication: what the accounts say, unless a rule says otherwise.
struct Authenticator: Sendable {
    private let accounts: [String: Account]
    private let offered: AuthenticationMethods
    private let isAcceptedByRule: Bool
    /// Limits and steps of the server as a whole.
    let settings: AuthenticationSpec
    /// The names of the methods in the order clients are told them; nil: libssh's own.
    let order: [String]?
    private let newPasswords = NewPasswords()

    /// With a rule among `rules` that accepts, every key may be offered and every dialogue be
    /// opened: clients sign and answer only then, and the rule decides on what they send.
    init(
        accounts: [Account], offered: AuthenticationMethods, rules: [Rule] = [],
        settings: AuthenticationSpec = AuthenticationSpec(), order: [String]? = nil
    ) {
        self.settings = settings
        self.order = order
        isAcceptedByRule = rules.contains {
            $0.events.contains(.userAuthRequest) && $0.effects.contains(.acceptAuthentication)
        }
        self.accounts = Dictionary(
            accounts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.offered = offered
    }

    /// Takes what a configuration says.
    init(_ configuration: Configuration) {
        self.init(
            accounts: configuration.accounts, offered: configuration.authenticationMethods,
            rules: configuration.rules, settings: configuration.authentication,
            order: configuration.methodOrder?.map(\.rawValue))
    }

    /// The account of a user who was let in; a name no scenario lists gets the first id.
    func account(_ name: String) -> Account? { accounts[name] }

    /// What an attempt comes to without rules.
    ///
    /// `remaining` are the methods still asked for on this connection (RFC 4252 section 5.1).
    /// With `isHandled` a closure may accept what follows, as a rule that accepts may.
    func verdict(
        _ attempt: AuthenticationAttempt, remaining: AuthenticationMethods,
        isHandled: Bool = false
    ) -> AuthenticationDecision {
        let method = attempt.credential.method
        let isAllowed = remaining.contains(method) || method == .none
        let deny = AuthenticationDecision(verdict: .deny, remaining: remaining)
        guard isAllowed else { return deny }
        let accept = AuthenticationDecision(verdict: .accept, remaining: remaining)
        let rounds = accounts[attempt.user]?.rounds ?? [.standard]
        let prompt = AuthenticationDecision(
            verdict: AuthenticationDecision.Verdict(rounds.first ?? .standard),
            remaining: remaining)
        switch attempt.credential {
        case .publicKeyOffer where isAcceptedByRule || isHandled: return accept
        case .keyboardInteractiveStart where isAcceptedByRule || isHandled: return prompt
        default: break
        }
        guard let account = accounts[attempt.user] else { return deny }
        switch attempt.credential {
        case .none:
            return account.isOpen && remaining == offered ? accept : deny
        case .password(let password), .passwordChange(let password, _):
            return account.isOpen || password == self.password(of: account) ? accept : deny
        case .publicKeyOffer(let key), .publicKey(let key):
            return account.isOpen || account.publicKeys.contains(key) ? accept : deny
        case .keyboardInteractiveStart: return prompt
        case .keyboardInteractiveAnswers(let answers, let round):
            let asked = rounds.indices.contains(round - 1) ? rounds[round - 1] : .standard
            guard answers.count == asked.prompts.count,
                rightness(of: answers, to: asked, user: account.name).allSatisfy({ $0 })
            else { return deny }
            guard rounds.indices.contains(round) else { return accept }
            return AuthenticationDecision(
                verdict: AuthenticationDecision.Verdict(rounds[round]), remaining: remaining)
        }
    }

    /// Which answers to a round are right.
    ///
    /// Without a password no answer that should be one is right, the empty one neither.
    func rightness(of answers: [String], to round: PromptRound, user: String) -> [Bool] {
        guard let account = accounts[user] else { return answers.map { _ in false } }
        return answers.enumerated().map { index, answer in
            if account.isOpen { return true }
            guard round.prompts.indices.contains(index) else { return false }
            return answer == round.prompts[index].answer ?? password(of: account)
        }
    }

    /// The round of a user's own that follows so many; nil: there are no more.
    func round(after count: Int, user: String) -> PromptRound? {
        let rounds = accounts[user]?.rounds ?? [.standard]
        return rounds.indices.contains(count) ? rounds[count] : nil
    }

    // MARK: Passwords

    private func password(of account: Account) -> String? {
        newPasswords.password(of: account.name) ?? account.password
    }

    /// Whether the password is right but has to be changed.
    func isExpired(_ user: String) -> Bool {
        accounts[user]?.isPasswordExpired == true && newPasswords.password(of: user) == nil
    }

    /// Has the user log in by another password from now on.
    func change(_ user: String, to password: String) {
        newPasswords.set(password, of: user)
    }

    // MARK: Steps

    /// The methods that may follow those already passed.
    func methods(after passed: [AuthenticationMethods], user: String) -> AuthenticationMethods {
        let ways = steps(of: user)
        guard !ways.isEmpty else { return offered }
        return ways.filter { $0.starts(with: passed) && $0.count > passed.count }
            .reduce(into: AuthenticationMethods()) { $0.insert($1[passed.count]) }
    }

    /// Whether a way in has been walked to its end.
    func isEnough(_ passed: [AuthenticationMethods], user: String) -> Bool {
        let ways = steps(of: user)
        return ways.isEmpty || ways.contains(passed)
    }

    private func steps(of user: String) -> [[AuthenticationMethods]] {
        let own = accounts[user]?.steps ?? []
        return (own.isEmpty ? settings.steps : own).map { way in
            way.map { AuthenticationMethods(names: [$0.rawValue]) }
        }
    }

    /// The verdict after a rule's effects.
    func decision(
        _ natural: AuthenticationDecision, isRight: Bool? = nil, effects: [Effect]
    ) -> AuthenticationDecision {
        var decision = natural
        let isAccepted = if case .accept = natural.verdict { true } else { false }
        // What was right may already be the first half of something.
        let isRight = isRight ?? isAccepted
        for effect in effects {
            switch effect {
            case .acceptAuthentication: decision.verdict = .accept
            case .denyAuthentication: decision.verdict = .deny
            case .partialSuccess(let methods):
                // A wrong password stays wrong: only what would have been enough becomes
                // the first half.
                guard isRight else { continue }
                decision.verdict = .partialSuccess
                decision.remaining = AuthenticationMethods(names: methods)
                decision.listed = methods
            case .delay(let nanoseconds, _):
                let (sum, overflow) = decision.delayNanoseconds
                    .addingReportingOverflow(nanoseconds)
                decision.delayNanoseconds = overflow ? .max : sum
            case .endConnection(let fault): decision.verdict = .end(ConnectionEnd(fault))
            case .login(let effect): decision.apply(effect, isRight: isRight)
            default:
                // The loader allows the others on requests and init only.
                continue
            }
        }
        return decision
    }
}

extension AuthenticationAttempt.Credential {
    /// The method that is used.
    var method: AuthenticationMethods {
        switch self {
        case .none: .none
        case .password, .passwordChange: .password
        case .publicKeyOffer, .publicKey: .publicKey
        case .keyboardInteractiveStart, .keyboardInteractiveAnswers: .keyboardInteractive
        }
    }

    /// Whether rules see this step: an offered key and an opened dialogue decide nothing yet.
    var isDecisive: Bool {
        switch self {
        case .none, .password, .passwordChange, .publicKey, .keyboardInteractiveAnswers: true
        case .publicKeyOffer, .keyboardInteractiveStart: false
        }
    }
}

extension AuthenticationMethods {
    /// The names of RFC 4252 and RFC 4256, in the order they are listed to clients.
    static let names: [(method: AuthenticationMethods, name: String)] = [
        (.none, "none"), (.publicKey, "publickey"), (.password, "password"),
        (.keyboardInteractive, "keyboard-interactive"),
    ]

    /// The methods with these names; unknown ones, which the loader refuses, are left out.
    init(names: [String]) {
        self = []
        for (method, name) in Self.names where names.contains(name) { insert(method) }
    }

    /// The names, comma-separated.
    var text: String {
        Self.names.filter { contains($0.method) }.map(\.name).joined(separator: ",")
    }
}

extension ConnectionEnd {
    /// The transport's word for an engine's effect.
    init(_ fault: ConnectionFault) {
        self =
            switch fault {
            case .reset: .reset
            case .fin: .fin
            case .closeChannel(let exitStatus): .closeChannel(exitStatus: exitStatus)
            case .disconnect(let reason, let message):
                .disconnect(reason: reason, message: message)
            }
    }
}

extension AuthenticationDecision.Verdict {
    /// Asks the questions of a round.
    init(_ round: PromptRound) {
        self = .prompt(
            name: round.name, instruction: round.instruction,
            prompts: round.prompts.map {
                AuthenticationDecision.Prompt(text: $0.text, echo: $0.echo)
            })
    }
}

extension AuthenticationDecision {
    /// Does what a rule says about the answer.
    fileprivate mutating func apply(_ effect: LoginEffect, isRight: Bool) {
        switch effect {
        case .refuse(let names):
            verdict = .deny
            listed = names
        case .ask(let round):
            // A wrong answer stays wrong: only what would have been enough is not enough yet.
            guard isRight else { return }
            verdict = Verdict(round)
        case .changePassword(let prompt, let language):
            guard isRight else { return }
            verdict = .changePassword(
                prompt: String(decoding: prompt.bytes, as: UTF8.self), language: language)
        case .banner(let text):
            banner = (banner ?? "") + String(decoding: text.bytes, as: UTF8.self)
        case .home, .root, .hostKey: break
        }
    }
}

/// Passwords that users have changed, on any connection.
private final class NewPasswords: Sendable {
    private let passwords = Mutex<[String: String]>([:])

    func password(of user: String) -> String? { passwords.withLock { $0[user] } }

    func set(_ password: String, of user: String) { passwords.withLock { $0[user] = password } }
}
