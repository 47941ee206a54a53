import CLibSSH

/// What an authentication in progress has to remember.
struct Login {
    /// A reply that waits for its timer.
    struct PendingReply {
        /// Owned: freed after the reply.
        var message: ssh_message
        var decision: AuthenticationDecision
        var isOffer = false
        var isInteractive = false
        var isPassword = false
    }

    /// Told to a client whose method the delegate is not asked about.
    var methods: AuthenticationMethods
    /// When the client has had its time, in monotonic nanoseconds.
    var deadline: UInt64 = .max
    var pendingReply: PendingReply?
    var attemptCount = 0
    var user = ""
    /// The round of keyboard-interactive the client is to answer; 0: none.
    var interactiveRound = 0
    var isBannerSent = false
    /// The client was asked for another password.
    var awaitsNewPassword = false
    /// What followed the method in the last request read while that was awaited.
    var request: [UInt8] = []
    /// The session channels opened so far, which numbers them.
    var channelCount: UInt32 = 0

    init(methods: AuthenticationMethods) { self.methods = methods }
}

extension SSHConnection {
    /// The prompts of one round libssh takes answers for.
    private static let maximumPromptCount = 256
    /// Two passwords are not longer.
    private static let maximumRequestByteCount: UInt32 = 4096

    /// Fetches one queued message; libssh reads more if there is none.
    func nextLoginMessage(_ session: ssh_session) -> ssh_message? {
        guard login.awaitsNewPassword else { return ssh_message_get(session) }
        // libssh does not tell the new password, so the request itself is looked at.
        var request = [UInt8](repeating: 0, count: Int(Self.maximumRequestByteCount))
        var count: UInt32 = 0
        let message = clibssh_get_login_message(
            session, &request, Self.maximumRequestByteCount, &count)
        if count > 0 { login.request = Array(request.prefix(Int(count))) }
        return message
    }

    /// Answers one queued message, or keeps it until its answer is due.
    ///
    /// Takes ownership of `message`. The queue is used, not libssh's server
    /// callbacks, because those must answer before they return.
    func handleLogin(_ message: ssh_message) {
        guard ssh_message_type(message) == Int32(SSH_REQUEST_AUTH.rawValue) else {
            ssh_message_reply_default(message)
            ssh_message_free(message)
            return
        }
        noteIdentification()
        login.attemptCount += 1
        guard let credential = credential(of: message) else {
            sendBanner(nil)
            setMethods(login.methods)
            ssh_message_reply_default(message)
            ssh_message_free(message)
            return
        }
        let attempt = AuthenticationAttempt(
            user: login.user, credential: credential, number: login.attemptCount)
        let decision = loop.context.delegate.authenticate(info, attempt)
        sendBanner(decision.banner)
        var reply = Login.PendingReply(message: message, decision: decision)
        switch credential {
        case .publicKeyOffer: reply.isOffer = true
        case .keyboardInteractiveStart, .keyboardInteractiveAnswers: reply.isInteractive = true
        case .password, .passwordChange: reply.isPassword = true
        case .none, .publicKey: break
        }
        guard decision.delayNanoseconds > 0 else { return send(reply) }
        login.pendingReply = reply
        // The wait is ours, so it is not taken from the client's time.
        login.deadline = login.deadline.addingSaturating(decision.delayNanoseconds)
        schedule(after: decision.delayNanoseconds, purpose: .reply)
    }

    /// A delayed reply is due.
    func replyTimerFired() {
        guard let reply = login.pendingReply else { return }
        login.pendingReply = nil
        serve {
            send(reply)
            // What came with the request lies in libssh's queue.
            readLogin()
        }
    }

    /// The time to authenticate may be over.
    func loginTimerFired() {
        guard loop.now < login.deadline else { return finish(ending?.cause ?? .loginTimeout) }
        schedule(after: login.deadline &- loop.now, purpose: .loginTimeout)
    }

    private func sendBanner(_ own: String?) {
        guard let session else { return }
        let banner = own ?? (login.isBannerSent ? nil : configuration.banner)
        login.isBannerSent = true
        if let banner { _ = clibssh_send_banner(session, banner) }
    }

    /// What the message presents; nil when the delegate has no say in it.
    private func credential(of message: ssh_message) -> AuthenticationAttempt.Credential? {
        let isAnswer = ssh_message_auth_kbdint_is_response(message) == 1
        if !isAnswer {
            login.interactiveRound = 0
            login.user = ssh_message_auth_user(message).map { String(cString: $0) } ?? ""
        }
        switch ssh_message_subtype(message) {
        case Int32(SSH_AUTH_METHOD_NONE):
            return AuthenticationAttempt.Credential.none
        case Int32(SSH_AUTH_METHOD_PASSWORD):
            guard let text = ssh_message_auth_password(message) else { return nil }
            return passwordCredential(String(cString: text))
        case Int32(SSH_AUTH_METHOD_PUBLICKEY):
            guard let key = ssh_message_auth_pubkey(message),
                let text = SSHPublicKey.canonicalText(of: key)
            else { return nil }
            switch ssh_message_auth_publickey_state(message) {
            case SSH_PUBLICKEY_STATE_NONE: return .publicKeyOffer(text)
            case SSH_PUBLICKEY_STATE_VALID: return .publicKey(text)
            default: return nil
            }
        case Int32(SSH_AUTH_METHOD_INTERACTIVE):
            guard isAnswer else { return .keyboardInteractiveStart }
            guard login.interactiveRound > 0 else { return nil }
            return .keyboardInteractiveAnswers(answers(), round: login.interactiveRound)
        default:
            return nil
        }
    }

    private func passwordCredential(_ password: String) -> AuthenticationAttempt.Credential {
        // Who was asked once may have the old password wrong the first time, and try again.
        defer { login.request = [] }
        guard let request = PasswordRequest(login.request), request.old == password,
            let new = request.new
        else { return .password(password) }
        return .passwordChange(old: password, new: new)
    }

    private func answers() -> [String] {
        guard let session else { return [] }
        let count = max(ssh_userauth_kbdint_getnanswers(session), 0)
        return (0..<count).map { index in
            ssh_userauth_kbdint_getanswer(session, UInt32(index)).map { String(cString: $0) } ?? ""
        }
    }

    private func setMethods(_ methods: AuthenticationMethods) {
        guard let session else { return }
        login.methods = methods
        var bits: UInt32 = 0
        if methods.contains(.password) { bits |= UInt32(SSH_AUTH_METHOD_PASSWORD) }
        if methods.contains(.publicKey) { bits |= UInt32(SSH_AUTH_METHOD_PUBLICKEY) }
        if methods.contains(.keyboardInteractive) { bits |= UInt32(SSH_AUTH_METHOD_INTERACTIVE) }
        // For libssh's own failure: it cannot send an empty list, but would put in its own, or
        // send nothing at all. `hostbased` is a method no client here can use.
        if bits == 0 { bits = UInt32(SSH_AUTH_METHOD_HOSTBASED) }
        ssh_set_auth_methods(session, Int32(bits))
    }

    private func send(_ reply: Login.PendingReply) {
        guard let session else { return }
        let message = reply.message
        defer { ssh_message_free(message) }
        bringAbout(reply.decision.faults)
        switch reply.decision.verdict {
        case .accept where reply.isOffer, .partialSuccess where reply.isOffer:
            ssh_message_auth_reply_pk_ok_simple(message)
        case .accept:
            ssh_message_auth_reply_success(message, 0)
            phase = .running
            startChannels(session)
        case .partialSuccess:
            guard !sendFailure(reply.decision, isPartial: true, session) else { return }
            ssh_message_auth_reply_success(message, 1)
        case .prompt(let name, let instruction, let prompts) where reply.isInteractive:
            login.interactiveRound += 1
            send(
                prompts.prefix(Self.maximumPromptCount), name: name, instruction: instruction,
                for: message)
        case .changePassword(let prompt, let language) where reply.isPassword:
            login.awaitsNewPassword = true
            _ = clibssh_ask_for_new_password(message, prompt, language)
        case .deny, .prompt, .changePassword:
            guard !sendFailure(reply.decision, isPartial: false, session) else { return }
            ssh_message_reply_default(message)
        case .end(let end):
            requestEnd(end, cause: .server(end))
        }
    }

    /// Sends the failure with the names as they were listed; false when libssh has to send its
    /// own, which it is then prepared for.
    private func sendFailure(
        _ decision: AuthenticationDecision, isPartial: Bool, _ session: ssh_session
    ) -> Bool {
        setMethods(decision.remaining)
        let isEmpty = decision.remaining.isDisjoint(with: Self.namedMethods)
        guard let names = decision.listed ?? (isEmpty ? [String]() : nil) else { return false }
        return SSHPayload.authenticationFailure(names, isPartial: isPartial).send(in: session)
    }

    /// The methods libssh can name.
    private static let namedMethods: AuthenticationMethods = [
        .password, .publicKey, .keyboardInteractive,
    ]

    private func send(
        _ prompts: ArraySlice<AuthenticationDecision.Prompt>, name: String, instruction: String,
        for message: ssh_message
    ) {
        // One text with a NUL after each prompt, and where each begins.
        var text: [CChar] = []
        var starts: [Int] = []
        for prompt in prompts {
            starts.append(text.count)
            text.append(contentsOf: prompt.text.utf8CString)
        }
        var echoes = prompts.map { CChar($0.echo ? 1 : 0) }
        text.withUnsafeBufferPointer { buffer in
            var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
            _ = ssh_message_auth_interactive_request(
                message, name, instruction, UInt32(starts.count), &pointers, &echoes)
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
