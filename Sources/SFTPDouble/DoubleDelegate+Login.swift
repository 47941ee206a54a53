internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
internal import Scenario
internal import Synchronization

// Calls about one connection come from one thread, so its progress is read, used and written
// back without holding the lock.
extension DoubleDelegate {
    func authenticate(
        _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt
    ) -> AuthenticationDecision {
        var progress =
            connections.withLock { $0[connection.number]?.login } ?? LoginProgress()
        progress.note(user: attempt.user)
        var decision = decide(connection, attempt, &progress)
        if !progress.isBannerSent {
            progress.isBannerSent = true
            decision.banner = decision.banner ?? authenticator.account(attempt.user)?.banner
        }
        if decision.listed == nil, let order = authenticator.order {
            decision.listed = order.filter {
                decision.remaining.contains(AuthenticationMethods(names: [$0]))
            }
        }
        connections.withLock { $0[connection.number]?.login = progress }
        return decision
    }

    private func decide(
        _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt,
        _ progress: inout LoginProgress
    ) -> AuthenticationDecision {
        let remaining =
            progress.demanded
            ?? authenticator.methods(after: progress.passed, user: attempt.user)
        var natural = authenticator.verdict(
            attempt, remaining: remaining, isHandled: context.isHandled(.userAuthRequest))
        guard attempt.credential.isDecisive else {
            if case .keyboardInteractiveStart = attempt.credential {
                progress.begin(authenticator.round(after: 0, user: attempt.user) ?? .standard)
            }
            return natural
        }
        progress.countAttempt()
        var answerEffects: [Effect] = []
        if case .keyboardInteractiveAnswers(let answers, _) = attempt.credential {
            (natural, answerEffects) = judge(answers, connection, attempt, progress, remaining)
        }
        if case .end = natural.verdict { return natural }
        natural = afterPasswordChange(natural, attempt, progress)
        let method = attempt.credential.method
        let isRight = if case .accept = natural.verdict { true } else { false }
        if isRight { natural = afterSteps(natural, method, progress, attempt.user) }

        let event = event(connection, attempt, method.text, progress)
        let ruling = context.decide(event)
        // Who was asked for another password once is not asked for the same again.
        let effects = (answerEffects + (ruling?.effects ?? [])).filter {
            !progress.isAskedToChange || !$0.isPasswordChange
        }
        var decision = authenticator.decision(natural, isRight: isRight, effects: effects)
        decision.faults = streamFaults(connection).faults(effects)
        if case .accept = decision.verdict {
            places.take(connection.number, user: attempt.user, &decision)
        }
        apply(effects, decision, attempt, &progress)
        note(decision, isRight: isRight, method, attempt, &progress)
        end(&decision, method, progress)
        recordAttempt(decision, attempt, event, ruling?.rules)
        announceResult(&decision, connection, event, progress)
        return decision
    }

    // MARK: Answers to questions

    /// Asks the rules about each answer, and says what the round comes to and what rules said
    /// that concerns the answer to all of it.
    private func judge(
        _ answers: [String], _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt,
        _ progress: LoginProgress, _ remaining: AuthenticationMethods
    ) -> (AuthenticationDecision, [Effect]) {
        let round = progress.round ?? .standard
        var rightness = authenticator.rightness(of: answers, to: round, user: attempt.user)
        var decision = AuthenticationDecision(verdict: .deny, remaining: remaining)
        var ofRound: [Effect] = []
        for (index, answer) in answers.enumerated() {
            let method = "keyboard-interactive-\(progress.promptCount + index + 1)"
            var event = event(connection, attempt, method, progress)
            event.authentication?.answers = [Array(answer.utf8)]
            let ruling = context.decide(event)
            var single = AuthenticationDecision(
                verdict: rightness[index] ? .accept : .deny, remaining: remaining)
            let effects = ruling?.effects ?? []
            single = authenticator.decision(
                single, isRight: rightness[index], effects: effects.filter { !$0.isOfRound })
            ofRound += effects.filter(\.isOfRound)
            decision.delayNanoseconds = decision.delayNanoseconds.addingSaturating(
                single.delayNanoseconds)
            rightness[index] = if case .accept = single.verdict { true } else { false }
            recordAttempt(single, attempt, event, ruling?.rules, secret: answer)
            if case .end = single.verdict { return (single, []) }
        }
        let isRight =
            remaining.contains(.keyboardInteractive) && answers.count == round.prompts.count
            && rightness.allSatisfy { $0 }
        if isRight { decision.verdict = .accept }
        return (decision, ofRound)
    }

    // MARK: What being right comes to

    /// Asks for another password where the right one has expired, and takes the new one.
    private func afterPasswordChange(
        _ natural: AuthenticationDecision, _ attempt: AuthenticationAttempt,
        _ progress: LoginProgress
    ) -> AuthenticationDecision {
        guard case .accept = natural.verdict else { return natural }
        var decision = natural
        switch attempt.credential {
        case .password where authenticator.isExpired(attempt.user) && !progress.isAskedToChange:
            decision.verdict = .changePassword(
                prompt: "Your password has expired.", language: "")
        case .passwordChange(let old, let new) where new.isEmpty || new == old:
            decision.verdict = .changePassword(
                prompt: "That is not a new password.", language: "")
        default: break
        }
        return decision
    }

    /// Makes a success the first half of one, where more is needed.
    private func afterSteps(
        _ natural: AuthenticationDecision, _ method: AuthenticationMethods,
        _ progress: LoginProgress, _ user: String
    ) -> AuthenticationDecision {
        var decision = natural
        if method == .keyboardInteractive,
            let round = authenticator.round(after: progress.roundCount, user: user)
        {
            decision.verdict = AuthenticationDecision.Verdict(round)
            return decision
        }
        let passed = progress.passed + [method]
        guard progress.demanded == nil, method != .none,
            !authenticator.isEnough(passed, user: user)
        else { return decision }
        decision.verdict = .partialSuccess
        decision.remaining = authenticator.methods(after: passed, user: user)
        return decision
    }

    /// Notes what rules say about the time after the login, and rounds they ask.
    private func apply(
        _ effects: [Effect], _ decision: AuthenticationDecision, _ attempt: AuthenticationAttempt,
        _ progress: inout LoginProgress
    ) {
        var asked: PromptRound?
        for case .login(let effect) in effects {
            switch effect {
            case .home(let path): progress.home = path
            case .root(let root): progress.root = root
            case .ask(let round): asked = round
            default: continue
            }
        }
        guard case .prompt = decision.verdict else { return }
        if let asked {
            progress.ask(asked, isOwn: false)
        } else if let own = authenticator.round(
            after: progress.roundCount, user: attempt.user)
        {
            progress.ask(own, isOwn: true)
        }
    }

    private func note(
        _ decision: AuthenticationDecision, isRight: Bool, _ method: AuthenticationMethods,
        _ attempt: AuthenticationAttempt, _ progress: inout LoginProgress
    ) {
        progress.isAskedToChange = false
        switch decision.verdict {
        case .accept, .partialSuccess:
            if case .passwordChange(_, let new) = attempt.credential, isRight {
                authenticator.change(attempt.user, to: new)
            }
            guard case .partialSuccess = decision.verdict else { return }
            progress.passed.append(method)
            // What a rule asks for takes the place of the user's own steps.
            let next = authenticator.methods(after: progress.passed, user: attempt.user)
            progress.demanded = decision.remaining == next ? nil : decision.remaining
        case .deny where method != .none: progress.failures += 1
        case .changePassword: progress.isAskedToChange = true
        case .deny, .prompt, .end: break
        }
    }

    /// Ends the connection where there were too many wrong attempts.
    private func end(
        _ decision: inout AuthenticationDecision, _ method: AuthenticationMethods,
        _ progress: LoginProgress
    ) {
        guard case .deny = decision.verdict, method != .none,
            let limit = authenticator.settings.maximumAttempts, progress.failures >= limit
        else { return }
        // The reason and the words of OpenSSH.
        decision.verdict = .end(
            .disconnect(reason: 2, message: "Too many authentication failures"))
    }

    // MARK: Events

    private func event(
        _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt, _ method: String,
        _ progress: LoginProgress
    ) -> Event {
        var event = event(.userAuthRequest, connection, user: attempt.user)
        event.method = method
        var details = AuthenticationDetails(attempt: progress.attempts)
        // libssh answers requests for any other service itself.
        details.service = "ssh-connection"
        switch attempt.credential {
        case .none, .keyboardInteractiveStart: break
        case .password(let password), .passwordChange(let password, _):
            details.password = Array(password.utf8)
        case .publicKeyOffer(let key), .publicKey(let key):
            details.key = key
            details.keyAlgorithm = key.split(separator: " ").first.map(String.init)
        case .keyboardInteractiveAnswers(let answers, let round):
            details.round = round
            details.answers = answers.map { Array($0.utf8) }
        }
        event.authentication = details
        return event
    }

    private func recordAttempt(
        _ decision: AuthenticationDecision, _ attempt: AuthenticationAttempt, _ event: Event,
        _ rules: RuleList?, secret: String? = nil
    ) {
        // RFC 4252 section 5.1: partial success is a failure message with a flag.
        let (status, text): (StatusCode?, String?) =
            switch decision.verdict {
            case .accept: (.ok, nil)
            case .deny: (.permissionDenied, nil)
            case .prompt(_, _, let prompts): (.failure, "\(prompts.count) more questions")
            case .changePassword: (.failure, "another password is asked for")
            case .partialSuccess: (.failure, "partial success, \(decision.names) remains")
            case .end: (nil, nil)
            }
        record(
            .userAuthRequest, event.connection, status: status, rules: rules, user: attempt.user,
            name: event.method, message: text ?? logged(secret ?? attempt.credential.secret),
            delayNanoseconds: decision.delayNanoseconds)
    }

    private func logged(_ secret: String?) -> String? {
        guard authenticator.settings.logsPasswords, let secret else { return nil }
        return "presented \"\(secret)\""
    }

    /// The event that says what the attempt came to; questions come to nothing yet.
    private func announceResult(
        _ decision: inout AuthenticationDecision, _ connection: SSHConnectionInfo,
        _ attempt: Event, _ progress: LoginProgress
    ) {
        let status: StatusCode
        switch decision.verdict {
        case .accept: status = .ok
        case .deny, .end: status = .permissionDenied
        case .partialSuccess: status = .failure
        case .prompt, .changePassword: return
        }
        var event = event(.userAuthResult, connection, user: attempt.user)
        event.method = attempt.method
        event.authentication = attempt.authentication
        event.authentication?.isAccepted = status == .ok
        event.authentication?.remaining = decision.listed ?? decision.remaining.all
        let ruling = context.decide(event)
        let (delayNanoseconds, fault) = Self.delayAndEnd(ruling)
        decision.delayNanoseconds = decision.delayNanoseconds.addingSaturating(delayNanoseconds)
        if let fault { decision.verdict = .end(ConnectionEnd(fault)) }
        decision.faults += streamFaults(connection).faults(ruling?.effects ?? [])
        record(
            .userAuthResult, event.connection, status: status, rules: ruling?.rules,
            user: attempt.user, name: attempt.method, delayNanoseconds: delayNanoseconds)
    }

    /// The waits and the last end among the effects of a ruling.
    static func delayAndEnd(_ ruling: Decision?) -> (delay: UInt64, end: ConnectionFault?) {
        var delay: UInt64 = 0
        var end: ConnectionFault?
        for effect in ruling?.effects ?? [] {
            if case .delay(let nanoseconds, _) = effect {
                delay = delay.addingSaturating(nanoseconds)
            }
            if case .endConnection(let fault) = effect { end = fault }
        }
        return (delay, end)
    }
}

extension Effect {
    fileprivate var isPasswordChange: Bool {
        if case .login(.changePassword) = self { true } else { false }
    }

    /// Whether it concerns what a whole round of answers comes to, not whether one is right.
    fileprivate var isOfRound: Bool {
        switch self {
        case .login, .partialSuccess, .stream: true
        default: false
        }
    }
}

extension AuthenticationDecision {
    /// The methods that remain, as the client is told them.
    fileprivate var names: String { listed?.joined(separator: ",") ?? remaining.text }
}

extension AuthenticationMethods {
    /// The names, each for itself.
    fileprivate var all: [String] { Self.names.filter { contains($0.method) }.map(\.name) }
}

extension AuthenticationAttempt.Credential {
    /// What is kept out of the journal.
    fileprivate var secret: String? {
        switch self {
        case .password(let password), .passwordChange(let password, _): password
        case .none, .publicKeyOffer, .publicKey, .keyboardInteractiveStart,
            .keyboardInteractiveAnswers:
            nil
        }
    }
}

extension UInt64 {
    /// The sum, or the greatest value when it does not fit.
    func addingSaturating(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
