import CLibSSH
import Glibc

// From the accepted socket to libssh's session.
extension SSHConnection {
    /// Asks the delegate what to do with the connection and does it.
    func open() {
        let decision = loop.context.delegate.connectionRequested(info)
        loop.watch(unownedDescriptor, registration, events: Interest.departure)
        turns.interest = Interest.departure
        let delay: UInt64
        switch decision {
        case .accept(let delayNanoseconds): delay = delayNanoseconds
        case .end(_, let delayNanoseconds): delay = delayNanoseconds
        }
        take(.decision(decision), after: delay)
    }

    private func take(_ step: Step, after delay: UInt64) {
        phase = .waiting(step)
        if delay == 0 {
            take(step)
        } else {
            schedule(after: delay, purpose: .begin)
        }
    }

    func take(_ step: Step) {
        switch step {
        case .decision(.accept):
            let decision = loop.context.delegate.identify(info)
            take(.greeting(decision), after: decision.delayNanoseconds)
        case .decision(.end(let end, _)):
            var decision = IdentificationDecision()
            decision.end = end
            greet(decision)
        case .greeting(let decision): greet(decision)
        }
    }

    private func greet(_ decision: IdentificationDecision) {
        if let end = decision.end {
            if case .disconnect = end {
                // A disconnect message is SSH: our identification goes before it.
                guard startSession(decision.identification) else { return }
            }
            requestEnd(end, cause: .server(end))
            return turn()
        }
        login.deadline = loop.now &+ configuration.loginTimeoutNanoseconds
        schedule(after: configuration.loginTimeoutNanoseconds, purpose: .loginTimeout)
        startIdleTimer()
        guard !decision.identification.isAbsent else {
            phase = .silent
            return
        }
        pendingFaults = decision.faults
        guard startSession(decision.identification) else { return }
        turn()
    }

    /// Gives the socket to libssh, which sends the identification.
    private func startSession(_ identification: SSHIdentification) -> Bool {
        phase = .login
        guard let session = ssh_new() else {
            finish(.protocolError("out of memory"))
            return false
        }
        // Faults of the stream hold for the identification, too.
        if identification.isBeyondLibrary || !pendingFaults.isEmpty, !insertRelay() {
            finish(.protocolError("no descriptor is left for a fault of the stream"))
            return false
        }
        applyFaults()
        self.session = session
        let accepted = accept(session, identification.software)
        if ssh_get_fd(session) != unownedDescriptor { close(unownedDescriptor) }
        unownedDescriptor = -1
        ssh_set_blocking(session, 0)
        if Self.isUptimeNegative { setRekeyLimit(seconds: 1) }
        ssh_set_counters(session, counters, counters + 1)
        callbacks = SessionCallbacks(self)
        callbacks?.install(in: session)
        event = ssh_event_new()
        // Nothing was sent, so the identification need not wait for a poll.
        ssh_set_fd_towrite(session)
        guard accepted, let event, ssh_handle_key_exchange(session) != SSH_ERROR,
            ssh_event_add_session(event, session) == SSH_OK
        else {
            finish(endOfSession(session))
            return false
        }
        if identification.isBeyondLibrary {
            relay?.replaceGreeting(
                by: identification.bytes(software: configuration.identification))
        }
        return true
    }

    /// Hands libssh the descriptor and the options of this connection.
    private func accept(_ session: ssh_session, _ software: String?) -> Bool {
        let compression = configuration.algorithms.compression
        var rekeyLimit = configuration.rekeyByteCount
        let isReady =
            ssh_options_set(session, SSH_OPTIONS_COMPRESSION_C_S, compression) == SSH_OK
            && ssh_options_set(session, SSH_OPTIONS_COMPRESSION_S_C, compression) == SSH_OK
            && ssh_options_set(session, SSH_OPTIONS_REKEY_DATA, &rekeyLimit) == SSH_OK
        guard isReady else { return false }
        let (bind, isOwn) = ownBind()
        defer { if isOwn { ssh_bind_free(bind) } }
        guard let software else {
            return ssh_bind_accept_fd(bind, session, unownedDescriptor) == SSH_OK
        }
        // The listener is what a session takes its line from, and only this thread uses it.
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BANNER, software)
        defer {
            ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BANNER, configuration.identification)
        }
        return ssh_bind_accept_fd(bind, session, unownedDescriptor) == SSH_OK
    }
}
