import CLibSSH
import Glibc
import Logging

/// One connection: its socket, libssh's session and where both stand.
///
/// Belongs to its loop's thread. libssh is entered from `turn` and what follows
/// it only; its callbacks and the handlers note what they want, and it is done
/// after libssh has returned, because closing a socket or freeing a channel
/// inside a callback pulls the ground from under libssh.
final class SSHConnection {
    /// Where a connection stands.
    enum Phase {
        /// Nothing was sent; the delegate asked to wait.
        case waiting(ConnectionDecision)
        /// Identification, key exchange, authentication.
        case login
        /// Authenticated: channels.
        case running
        /// Over.
        case closed
    }

    unowned let loop: EventLoop
    let registration: Registration
    var info: SSHConnectionInfo
    var phase = Phase.login
    var session: ssh_session?
    var channels: [ServerChannel] = []
    var ending: Ending?
    var login: Login
    var queue = ChannelQueue()

    /// Set in a callback: the peer broke the protocol in a way libssh lets pass.
    var violation: String?
    /// Counted by libssh: [0] bytes on the socket, [1] packets before encryption.
    let counters: UnsafeMutablePointer<ssh_counter_struct>
    private(set) var event: ssh_event?
    var turns = TurnState()
    private var unownedDescriptor: Int32

    init(loop: EventLoop, registration: Registration, socket: AcceptedSocket) {
        self.loop = loop
        self.registration = registration
        info = socket.info
        unownedDescriptor = socket.descriptor
        login = Login(methods: loop.context.configuration.authenticationMethods)
        counters = .allocate(capacity: 2)
        counters.initialize(repeating: ssh_counter_struct(), count: 2)
    }

    deinit { counters.deallocate() }

    /// The socket, while it is open: libssh closes its own on errors, and the number may then
    /// belong to somebody else.
    var descriptor: Int32? {
        guard let session else { return unownedDescriptor >= 0 ? unownedDescriptor : nil }
        let descriptor = ssh_get_fd(session)
        return descriptor >= 0 ? descriptor : nil
    }

    var configuration: SSHServerConfiguration { loop.context.configuration }

    // MARK: Beginning

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
        phase = .waiting(decision)
        if delay == 0 {
            begin(decision)
        } else {
            schedule(after: delay, purpose: .begin)
        }
    }

    private func begin(_ decision: ConnectionDecision) {
        switch decision {
        case .accept:
            guard startSession() else { return }
            login.deadline = loop.now &+ configuration.loginTimeoutNanoseconds
            schedule(
                after: configuration.loginTimeoutNanoseconds, purpose: .loginTimeout)
        case .end(let end, _):
            if case .disconnect = end {
                // A disconnect message is SSH: our identification goes before it.
                guard startSession() else { return }
            }
            requestEnd(end, cause: .server(end))
        }
        turn()
    }

    /// Gives the socket to libssh, which sends the identification.
    private func startSession() -> Bool {
        phase = .login
        guard let session = ssh_new() else {
            finish(.protocolError("out of memory"))
            return false
        }
        self.session = session
        let (bind, isOwn) = ownBind()
        defer { if isOwn { ssh_bind_free(bind) } }
        let accepted =
            ssh_options_set(session, SSH_OPTIONS_COMPRESSION_C_S, "none") == SSH_OK
            && ssh_options_set(session, SSH_OPTIONS_COMPRESSION_S_C, "none") == SSH_OK
            && ssh_bind_accept_fd(bind, session, unownedDescriptor) == SSH_OK
        if ssh_get_fd(session) != unownedDescriptor { close(unownedDescriptor) }
        unownedDescriptor = -1
        ssh_set_blocking(session, 0)
        ssh_set_counters(session, counters, counters + 1)
        event = ssh_event_new()
        // Nothing was sent, so the identification need not wait for a poll.
        ssh_set_fd_towrite(session)
        guard accepted, let event, ssh_handle_key_exchange(session) != SSH_ERROR,
            ssh_event_add_session(event, session) == SSH_OK
        else {
            finish(endOfSession(session))
            return false
        }
        return true
    }

    // MARK: Being served

    /// epoll reported `events`.
    func ready(events: UInt32) {
        switch phase {
        case .waiting:
            if events & Interest.gone != 0 { finish(.client) }
        case .login where login.pendingReply != nil && events & Interest.gone != 0:
            finish(.client)
        case .login, .running: turn()
        case .closed: break
        }
    }

    /// A timer of this connection is due.
    func timerFired(_ purpose: TimerPurpose) {
        switch (purpose, phase) {
        case (.begin, .waiting(let decision)): begin(decision)
        case (.loginTimeout, .login): loginTimerFired()
        case (.reply, .login): replyTimerFired()
        case (.reply, .running): channelReplyTimerFired()
        case (.ending, .login), (.ending, .running): serve {}
        case (.channel(let number, let token), .running):
            guard let channel = channels.first(where: { $0.number == number }) else { return }
            serve { channel.timerFired(token) }
        default: break
        }
    }

    /// Sets a timer of this connection.
    func schedule(after nanoseconds: UInt64, purpose: TimerPurpose) {
        // Not from `loop.now`, which lies before the work of this turn.
        let deadline = EventLoop.monotonicNanoseconds().addingSaturating(nanoseconds)
        loop.schedule(deadline: deadline, target: registration, purpose: purpose)
    }

    /// Why libssh gave up, in the delegate's terms.
    func endOfSession(_ session: ssh_session) -> DisconnectCause {
        if let ending { return ending.cause }
        noteIdentification()
        return SessionError.cause(
            text: ssh_get_error(UnsafeMutableRawPointer(session)).map { String(cString: $0) } ?? "",
            identification: info.clientIdentification)
    }

    /// Notes the client's identification once it has come.
    func noteIdentification() {
        guard info.clientIdentification.isEmpty, let session,
            let text = ssh_get_clientbanner(session)
        else { return }
        info.clientIdentification = String(cString: text)
    }

    // MARK: Ending

    /// Frees everything and reports the end, once.
    func finish(_ cause: DisconnectCause) {
        if case .closed = phase { return }
        noteIdentification()
        phase = .closed
        if let descriptor { epoll_ctl(loop.epoll, EPOLL_CTL_DEL, descriptor, nil) }
        for channel in channels { channel.connectionEnded() }
        if let reply = login.pendingReply { ssh_message_free(reply.message) }
        login.pendingReply = nil
        queue.removeAll()
        if let session {
            if let event {
                ssh_event_remove_session(event, session)
                ssh_event_free(event)
            }
            // Closes the socket and frees the channels, whose callbacks stay valid until then.
            ssh_free(session)
        } else if unownedDescriptor >= 0 {
            close(unownedDescriptor)
        }
        session = nil
        event = nil
        unownedDescriptor = -1
        channels = []
        loop.context.logger.debug("connection \(info.number) ended: \(cause)")
        loop.context.delegate.disconnected(info, cause: cause)
        loop.release(registration)
    }
}
