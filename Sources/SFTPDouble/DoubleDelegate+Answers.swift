internal import SFTPServer
internal import SSHTransport
internal import Scenario

// Answers of keyboard-interactive: each is an event, all of them together one attempt.
extension DoubleDelegate {
    /// Asks the rules about each answer, and says what the round comes to and what rules said
    /// that concerns the answer to all of it.
    func judge(
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
            let ruling = decide(event)
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
}

extension Effect {
    /// Whether it concerns what a whole round of answers comes to, not whether one is right.
    fileprivate var isOfRound: Bool {
        switch self {
        case .login, .partialSuccess, .stream: true
        default: false
        }
    }
}
