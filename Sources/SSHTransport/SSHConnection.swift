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
        case waiting(Step)
        /// Nothing will ever be sent.
        case silent
        /// Identification, key exchange, authentication.
        case login
        /// Authenticated: channels.
        case running
        /// Over.
        case closed
    }

    /// What comes after a wait.
    enum Step {
        case decision(ConnectionDecision)
        case greeting(IdentificationDecision)
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
    var event: ssh_event?
    var turns = TurnState()
    /// What every byte passes through, where a fault needs that.
    var relay: StreamRelay?
    /// Asked for in a callback or by a handler, and not carried out yet.
    var pendingFaults: [StreamFault] = []
    /// Where in the bytes moved the keys are to change.
    var rekeyPlace: UInt64?
    /// Whether libssh has a limit of time for its keys.
    var isRekeyLimited = false
    /// Ends for when the client sends an SSH message, by its number.
    var messageEnds: [UInt8: ConnectionEnd] = [:]
    /// The end for a message that was seen just now.
    var seenEnd: ConnectionEnd?
    var keyExchangeCount = 0
    /// Whether a disconnect message was sent past libssh.
    var isDisconnectSent = false
    /// An end asked for inside libssh.
    var noticedEnd: ConnectionEnd?
    /// When the socket last moved something, in monotonic nanoseconds.
    var lastTrafficNanoseconds: UInt64 = 0
    var callbacks: SessionCallbacks?
    /// The socket until libssh has it; -1: none.
    var unownedDescriptor: Int32

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

    // MARK: Being served

    /// epoll reported `events`.
    func ready(events: UInt32) {
        switch phase {
        case .waiting, .silent:
            if events & Interest.gone != 0 { finish(.client) }
        case .login where login.pendingReply != nil && events & Interest.gone != 0:
            finish(.client)
        case .login, .running:
            lastTrafficNanoseconds = loop.now
            turn()
        case .closed: break
        }
    }

    /// A timer of this connection is due.
    func timerFired(_ purpose: TimerPurpose) {
        switch (purpose, phase) {
        case (.begin, .waiting(let step)): take(step)
        case (.loginTimeout, .login), (.loginTimeout, .silent): loginTimerFired()
        case (.idle, .silent), (.idle, .login), (.idle, .running): idleTimerFired()
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

    private func parting(_ cause: DisconnectCause) -> StreamRelay.Parting {
        if case .client = cause { return .silent }
        if case .reset = ending?.end { return .reset }
        return .polite(deadline: loop.isStopping ? loop.graceDeadline : .max)
    }

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
        callbacks = nil
        unownedDescriptor = -1
        channels = []
        relay?.retire(parting(cause))
        relay = nil
        loop.context.logger.debug("connection \(info.number) ended: \(cause)")
        loop.context.delegate.disconnected(info, cause: cause)
        loop.release(registration)
    }
}
