internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
internal import Scenario

// Attempts to log in as rules and the journal see them.
extension DoubleDelegate {
    func event(
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

    func recordAttempt(
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
    func announceResult(
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
        let ruling = decide(event)
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
