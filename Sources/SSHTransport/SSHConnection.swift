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

    /// Counted by libssh: [0] bytes on the socket, [1] packets before encryption.
    private let counters: UnsafeMutablePointer<ssh_counter_struct>
    private var event: ssh_event?
    private var unownedDescriptor: Int32
    private var interest: UInt32 = 0
    private var isServing = false
    private var isServingChannels = false
    private var isQueued = false
    /// What libssh had packed when its output was last seen empty.
    private var packedByteCountWhenFlushed: UInt64 = 0
    private var isFlooded = false
    /// Set in a callback: the peer broke the protocol in a way libssh lets pass.
    var violation: String?

    /// The bytes libssh reads at a time; a shorter read has drained the socket.
    private static let readByteCount: UInt64 = 4096
    /// Reads per turn: more adds no throughput and delays the other connections.
    private static let readBudget = 16
    /// Replies libssh may hold for a peer that asks without reading.
    private static let floodByteCount: UInt64 = 1 << 20

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
        interest = Interest.departure
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
        let accepted =
            ssh_options_set(session, SSH_OPTIONS_COMPRESSION_C_S, "none") == SSH_OK
            && ssh_options_set(session, SSH_OPTIONS_COMPRESSION_S_C, "none") == SSH_OK
            && ssh_bind_accept_fd(loop.bind, session, unownedDescriptor) == SSH_OK
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
        case (.ending, .login), (.ending, .running): serve {}
        case (.channel(let number, let token), .running):
            guard let channel = channels.first(where: { $0.number == number }) else { return }
            serve { channel.timerFired(token) }
        default: break
        }
    }

    /// The loop's second look, asked for by `serveSoon`.
    func serveAgain() {
        isQueued = false
        serve {}
    }

    /// Notes that there is work; what is noted early in a turn is done in that turn.
    func serveSoon() {
        guard !isQueued, !isServing || isServingChannels else { return }
        isQueued = true
        loop.serveSoon(self)
    }

    /// Sets a timer of this connection.
    func schedule(after nanoseconds: UInt64, purpose: TimerPurpose) {
        let (deadline, overflow) = loop.now.addingReportingOverflow(nanoseconds)
        loop.schedule(
            deadline: overflow ? .max : deadline, target: registration, purpose: purpose)
    }

    private func turn() {
        guard session != nil else { return serve {} }
        serve {
            if case .login = phase { readLogin() } else { readPackets() }
        }
    }

    /// Runs `work`, then everything it made possible or necessary.
    func serve(_ work: () -> Void) {
        guard !isServing else { return }
        isServing = true
        defer { isServing = false }
        if case .closed = phase { return }
        if session != nil, !checkSession() { return }
        work()
        guard session == nil || checkSession() else { return }
        serveChannels()
        guard session == nil || checkSession() else { return }
        if ending != nil { advanceEnding() }
        updateInterest()
    }

    private func readPackets() {
        guard let event, let session else { return }
        for _ in 0..<Self.readBudget {
            let before = counters[0].in_bytes
            ssh_event_dopoll(event, 0)
            guard counters[0].in_bytes &- before >= Self.readByteCount, isOpen(session) else {
                return
            }
        }
    }

    /// Reads and answers login messages until the socket is drained or an answer has to wait.
    private func readLogin() {
        guard let session else { return }
        for _ in 0..<Self.readBudget {
            guard case .login = phase, ending == nil else { return }
            if login.pendingReply != nil {
                // Only what waits to be sent: further requests stay unread.
                if isWritePending, let event { ssh_event_dopoll(event, 0) }
                return
            }
            let before = counters[0].in_bytes
            let message = ssh_message_get(session)
            if let message { handleLogin(message) }
            let isDrained = counters[0].in_bytes &- before < Self.readByteCount
            guard isOpen(session), message != nil || !isDrained else { return }
        }
    }

    private func serveChannels() {
        isServingChannels = true
        defer { isServingChannels = false }
        var index = 0
        while index < channels.count, violation == nil {
            let channel = channels[index]
            channel.serve()
            if channel.isFreed { channels.remove(at: index) } else { index += 1 }
        }
    }

    // MARK: What libssh knows

    private func isOpen(_ session: ssh_session) -> Bool {
        ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR) == 0
    }

    /// Whether libssh holds output the socket did not take.
    var isWritePending: Bool {
        guard let session else { return false }
        return ssh_get_status(session) & SSH_WRITE_PENDING != 0
    }

    /// Ends the connection when libssh has; returns whether it lives.
    private func checkSession() -> Bool {
        guard let session else { return false }
        if let violation {
            finish(.protocolError(violation))
            return false
        }
        guard isOpen(session) else {
            finish(endOfSession(session))
            return false
        }
        return true
    }

    /// Why libssh gave up, in the delegate's terms.
    private func endOfSession(_ session: ssh_session) -> DisconnectCause {
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

    private func updateInterest() {
        guard case .login = phase else {
            if case .running = phase { setInterest(runningInterest()) }
            return
        }
        guard login.pendingReply != nil else { return setInterest(runningInterest()) }
        setInterest(isWritePending ? Interest.departure | Interest.output : Interest.departure)
    }

    private func runningInterest() -> UInt32 {
        guard isWritePending else {
            packedByteCountWhenFlushed = counters[1].out_bytes
            isFlooded = false
            return Interest.input
        }
        // A peer that makes libssh answer and reads no answers is not read either.
        let held = counters[1].out_bytes &- packedByteCountWhenFlushed
        isFlooded = held > Self.floodByteCount
        return isFlooded ? Interest.output : Interest.input | Interest.output
    }

    private func setInterest(_ wanted: UInt32) {
        guard wanted != interest, let descriptor else { return }
        interest = wanted
        var event = epoll_event()
        event.events = wanted
        event.data.u64 = registration.rawValue
        epoll_ctl(loop.epoll, EPOLL_CTL_MOD, descriptor, &event)
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
