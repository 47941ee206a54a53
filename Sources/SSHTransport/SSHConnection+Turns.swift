import CLibSSH
import Glibc

/// How far a connection is with its turns.
struct TurnState {
    /// What epoll watches for.
    var interest: UInt32 = 0
    var isServing = false
    var isServingChannels = false
    /// The loop will serve the connection again soon.
    var isQueued = false
    /// What libssh had packed when its output was last seen empty.
    var packedByteCountWhenFlushed: UInt64 = 0
}

extension SSHConnection {
    /// The bytes libssh reads at a time; a shorter read has drained the socket.
    static let readByteCount: UInt64 = 4096
    /// Reads per turn: more adds no throughput and delays the other connections.
    static let readBudget = 16
    /// Replies libssh may hold for a peer that asks without reading.
    private static let floodByteCount: UInt64 = 1 << 20

    /// Reads what the socket has, and does what follows from it.
    func turn() {
        guard session != nil else { return serve {} }
        serve {
            if case .login = phase { readLogin() } else { readRunning() }
        }
    }

    private func readRunning() {
        if queue.isUsed { readQueue() } else { readPackets() }
    }

    /// Runs `work`, then everything it made possible or necessary.
    func serve(_ work: () -> Void) {
        guard !turns.isServing else { return }
        turns.isServing = true
        defer { turns.isServing = false }
        if case .closed = phase { return }
        if session != nil, !checkSession() { return }
        watchingMessages {
            work()
            if !pendingFaults.isEmpty { applyFaults() }
            guard session == nil || checkSession() else { return }
            let byteCount = counters[0].in_bytes
            serveChannels()
            // Writing reads, too: requests may have come of which epoll knows nothing any more.
            if queue.isUsed, counters[0].in_bytes != byteCount { serveNextTurn() }
        }
        if case .closed = phase { return }
        guard session == nil || checkSession() else { return }
        if !pendingFaults.isEmpty { applyFaults() }
        if rekeyPlace != nil { advanceRekey() }
        guard session == nil || checkSession() else { return }
        if let end = noticedEnd { requestEnd(end, cause: .server(end)) }
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
    func readLogin() {
        guard let session, let event else { return }
        var hadMessage = false
        for _ in 0..<Self.readBudget {
            guard case .login = phase, ending == nil else { return }
            if login.pendingReply != nil || isFlooded {
                // Only what waits to be sent: further requests stay unread.
                if isWritePending { ssh_event_dopoll(event, 0) }
                if login.pendingReply != nil || isFlooded { return }
            }
            let before = counters[0].in_bytes
            let message = nextLoginMessage(session)
            if let message { handleLogin(message) }
            let isDrained = counters[0].in_bytes &- before < Self.readByteCount
            hadMessage = message != nil
            guard isOpen(session), hadMessage || !isDrained else { return }
        }
        // More messages may lie in libssh's queue, of which epoll knows nothing.
        if hadMessage { serveNextTurn() }
    }

    private func serveChannels() {
        turns.isServingChannels = true
        defer { turns.isServingChannels = false }
        var index = 0
        while index < channels.count, violation == nil {
            let channel = channels[index]
            channel.serve()
            if channel.isFreed { channels.remove(at: index) } else { index += 1 }
        }
    }

    // MARK: What libssh knows

    func isOpen(_ session: ssh_session) -> Bool {
        // libssh 0.9 closes its socket on some errors and keeps the status.
        ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR) == 0 && ssh_get_fd(session) >= 0
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
            turns.packedByteCountWhenFlushed = counters[1].out_bytes
            return Interest.input
        }
        return isFlooded ? Interest.output : Interest.input | Interest.output
    }

    /// Whether the peer makes libssh answer and reads no answers: then it is not read either.
    private var isFlooded: Bool {
        let held = counters[1].out_bytes &- turns.packedByteCountWhenFlushed
        return held > Self.floodByteCount && isWritePending
    }

    private func setInterest(_ wanted: UInt32) {
        guard wanted != turns.interest, let descriptor else { return }
        turns.interest = wanted
        var event = epoll_event()
        event.events = wanted
        event.data.u64 = registration.rawValue
        epoll_ctl(loop.epoll, EPOLL_CTL_MOD, descriptor, &event)
    }

    // MARK: Turns without readiness

    /// Notes that there is work; what is noted early in a turn is done in that turn.
    func serveSoon() {
        if !turns.isServing || turns.isServingChannels { serveNextTurn() }
    }

    /// Notes that there is work this turn will not do.
    func serveNextTurn() {
        guard !turns.isQueued else { return }
        turns.isQueued = true
        loop.serveSoon(self)
    }

    /// The loop's second look, asked for by `serveSoon`.
    func serveAgain() {
        turns.isQueued = false
        serve {
            if case .login = phase { readLogin() }
            if case .running = phase, queue.isUsed { readQueue() }
        }
    }
}
