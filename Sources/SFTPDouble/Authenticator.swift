internal import SSHTransport
internal import Scenario

/// Decides authentication: what the accounts say, unless a rule says otherwise.
struct Authenticator: Sendable {
    private let accounts: [String: Account]
    private let offered: AuthenticationMethods
    private let isAcceptedByRule: Bool

    /// With a rule among `rules` that accepts, every key may be offered and every dialogue be
    /// opened: clients sign and answer only then, and the rule decides on what they send.
    init(accounts: [Account], offered: AuthenticationMethods, rules: [Rule] = []) {
        isAcceptedByRule = rules.contains {
            $0.events.contains(.userAuthRequest) && $0.effects.contains(.acceptAuthentication)
        }
        self.accounts = Dictionary(
            accounts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.offered = offered
    }

    /// The account of a user who was let in; a name no scenario lists gets the first id.
    func account(_ name: String) -> Account? { accounts[name] }

    /// What an attempt comes to without rules.
    ///
    /// `remaining` are the methods still asked for on this connection (RFC 4252 section 5.1).
    func verdict(
        _ attempt: AuthenticationAttempt, remaining: AuthenticationMethods
    ) -> AuthenticationDecision {
        let method = attempt.credential.method
        let isAllowed = remaining.contains(method) || method == .none
        let deny = AuthenticationDecision(verdict: .deny, remaining: remaining)
        guard isAllowed else { return deny }
        let accept = AuthenticationDecision(verdict: .accept, remaining: remaining)
        let prompt = AuthenticationDecision(
            verdict: .prompt(
                instruction: "",
                prompts: [AuthenticationDecision.Prompt(text: "Password: ", echo: false)]),
            remaining: remaining)
        switch attempt.credential {
        case .publicKeyOffer where isAcceptedByRule: return accept
        case .keyboardInteractiveStart where isAcceptedByRule: return prompt
        default: break
        }
        guard let account = accounts[attempt.user] else { return deny }
        switch attempt.credential {
        case .none:
            return account.isOpen && remaining == offered ? accept : deny
        case .password(let password), .passwordChange(let password, _):
            return account.isOpen || password == account.password ? accept : deny
        case .publicKeyOffer(let key), .publicKey(let key):
            return account.isOpen || account.publicKeys.contains(key) ? accept : deny
        case .keyboardInteractiveStart: return prompt
        case .keyboardInteractiveAnswers(let answers, _):
            // Without a password no answer is right, the empty one neither.
            return account.isOpen || answers == account.password.map { [$0] } ? accept : deny
        }
    }

    /// The verdict after a rule's effects.
    func decision(
        _ natural: AuthenticationDecision, effects: [Effect]
    ) -> AuthenticationDecision {
        var decision = natural
        for effect in effects {
            switch effect {
            case .acceptAuthentication: decision.verdict = .accept
            case .denyAuthentication: decision.verdict = .deny
            case .partialSuccess(let methods):
                // A wrong password stays wrong: only what would have been enough becomes
                // the first half.
                guard case .accept = natural.verdict else { continue }
                decision.verdict = .partialSuccess
                decision.remaining = AuthenticationMethods(names: methods)
            case .delay(let nanoseconds, _):
                let (sum, overflow) = decision.delayNanoseconds
                    .addingReportingOverflow(nanoseconds)
                decision.delayNanoseconds = overflow ? .max : sum
            case .endConnection(let fault): decision.verdict = .end(ConnectionEnd(fault))
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
