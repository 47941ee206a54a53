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
        if case .end = natural.verdict {
            // A rule on one answer ended it: what the others would have come to does not matter.
            let event = event(connection, attempt, attempt.credential.method.text, progress)
            announceResult(&natural, connection, event, progress)
            return natural
        }
        natural = afterPasswordChange(natural, attempt, progress)
        let method = attempt.credential.method
        let isRight = if case .accept = natural.verdict { true } else { false }
        if isRight { natural = afterSteps(natural, method, progress, attempt.user) }

        let event = event(connection, attempt, method.text, progress)
        let ruling = decide(event)
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
        switch decision.verdict {
        case .deny, .end, .changePassword:
            progress.forgetPlace()
            return
        case .accept, .partialSuccess, .prompt: break
        }
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
            progress.keepPlace()
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
}

extension Effect {
    fileprivate var isPasswordChange: Bool {
        if case .login(.changePassword) = self { true } else { false }
    }
}

extension UInt64 {
    /// The sum, or the greatest value when it does not fit.
    func addingSaturating(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
