import CLibSSH

/// Requests about channels that wait to be answered, where somebody decides about them.
struct ChannelQueue {
    /// An answer that waits for its timer.
    struct Pending {
        /// Owned: freed after the answer.
        var message: ssh_message
        var answer: () -> Void
    }

    /// Whether libssh keeps requests until they are fetched; otherwise it calls back.
    var isUsed = false
    var pending: Pending?

    /// Frees what waits.
    mutating func removeAll() {
        if let pending { ssh_message_free(pending.message) }
        pending = nil
    }
}

extension SSHConnection {
    /// The smallest packets a client may ask for.
    private static let minimumPeerPacketSize: UInt32 = 64

    /// Serves channels from now on.
    ///
    /// A message callback takes the place of the queue: what comes now is answered at once, and
    /// looking at the queue would cost a poll each time. Where an answer may have to wait the
    /// queue stays, because libssh frees a message when its callback returns.
    func startChannels(_ session: ssh_session) {
        guard !loop.context.delegate.decidesChannels else {
            queue.isUsed = true
            return serveNextTurn()
        }
        let connection = Unmanaged.passUnretained(self).toOpaque()
        ssh_set_message_callback(
            session,
            { _, message, connection in
                guard let message, let connection else { return 1 }
                let this = Unmanaged<SSHConnection>.fromOpaque(connection).takeUnretainedValue()
                this.decide(message).answer()
                return 0
            }, connection)
        // What came before the callback lies in the queue.
        ssh_execute_message_callbacks(session)
    }

    // MARK: The queue

    /// Reads what the socket has and answers requests until one has to wait.
    func readQueue() {
        guard let session, let event else { return }
        var hadMessage = false
        for _ in 0..<Self.readBudget {
            guard case .running = phase, ending == nil || queue.pending != nil else { return }
            let before = counters[0].in_bytes
            hadMessage = false
            if queue.pending != nil {
                ssh_event_dopoll(event, 0)
            } else if let message = ssh_message_get(session) {
                hadMessage = true
                take(message)
            }
            let isDrained = counters[0].in_bytes &- before < Self.readByteCount
            guard isOpen(session), hadMessage || !isDrained else { return }
        }
        // More messages may lie in libssh's queue, of which epoll knows nothing.
        if hadMessage { serveNextTurn() }
    }

    private func take(_ message: ssh_message) {
        let (answer, delayNanoseconds) = decide(message)
        guard delayNanoseconds > 0 else {
            answer()
            return ssh_message_free(message)
        }
        queue.pending = ChannelQueue.Pending(message: message, answer: answer)
        schedule(after: delayNanoseconds, purpose: .reply)
    }

    /// A delayed answer is due.
    func channelReplyTimerFired() {
        guard let pending = queue.pending else { return }
        queue.pending = nil
        serve {
            pending.answer()
            ssh_message_free(pending.message)
            readQueue()
        }
    }

    // MARK: Decisions

    /// Asks what to answer; libssh is called by the answer only.
    private func decide(_ message: ssh_message) -> (answer: () -> Void, delayNanoseconds: UInt64) {
        switch ssh_message_type(message) {
        case Int32(SSH_REQUEST_CHANNEL_OPEN.rawValue): decideOpening(message)
        case Int32(SSH_REQUEST_CHANNEL.rawValue): decideRequest(message)
        default: ({ ssh_message_reply_default(message) }, 0)
        }
    }

    private func decideOpening(
        _ message: ssh_message
    ) -> (answer: () -> Void, delayNanoseconds: UInt64) {
        login.channelCount &+= 1
        let number = login.channelCount
        let opening = ChannelOpening(
            number: Int(number), type: ChannelNames.type(of: message), openCount: channels.count)
        let decision = loop.context.delegate.channelRequested(info, user: login.user, opening)
        return (
            { [unowned self] in
                bringAbout(decision.faults)
                answer(message, decision.verdict, number: number, isSession: opening.isSession)
            }, decision.delayNanoseconds
        )
    }

    private func answer(
        _ message: ssh_message, _ verdict: ChannelDecision.Verdict, number: UInt32, isSession: Bool
    ) {
        guard let session, ending == nil else { return }
        switch verdict {
        case .accept(let terms)
        where isSession && channels.count < configuration.maximumChannelCount:
            open(message, number, terms, session)
        case .refuse(let reason, let text) where reason != 1 || !text.isEmpty:
            let payload = SSHPayload.openFailure(reason: reason, message: text).bytes
            let count = UInt32(clamping: payload.count)
            guard clibssh_answer_open(session, message, payload, count) != SSH_OK else { return }
            ssh_message_reply_default(message)
        case .accept, .refuse: ssh_message_reply_default(message)
        case .ignore: break
        case .end(let end): requestEnd(end, cause: .server(end))
        }
    }

    private func open(
        _ message: ssh_message, _ number: UInt32, _ terms: ChannelTerms, _ session: ssh_session
    ) {
        // Sends the confirmation; nil means that the connection is failing.
        guard
            let raw = terms.isAnnounced
                ? clibssh_accept(
                    session, message, terms.window ?? ChannelTerms.standardWindow,
                    terms.maximumPacketSize ?? ChannelTerms.standardPacketSize)
                : ssh_message_channel_request_open_reply_accept(message)
        else { return }
        let size = clibssh_peer_packet_size(session, raw)
        // RFC 4253 section 6.1 has everybody take 32,768 bytes; a few bytes a packet
        // would make hundreds of thousands of packets of one answer.
        if size < Self.minimumPeerPacketSize {
            violation = "the client takes packets of \(size) bytes only"
        }
        if terms.ownsWindow { clibssh_set_window(session, raw, ChannelWindow.wide) }
        channels.append(ServerChannel(connection: self, number: number, raw: raw, terms: terms))
    }

    private func decideRequest(
        _ message: ssh_message
    ) -> (answer: () -> Void, delayNanoseconds: UInt64) {
        let raw = ssh_message_channel_request_channel(message)
        guard let channel = channels.first(where: { $0.raw == raw }) else {
            return ({ ssh_message_reply_default(message) }, 0)
        }
        let request = ChannelRequest(
            channel: Int(channel.number), name: ChannelNames.request(of: message),
            argument: ChannelNames.argument(of: message), isAvailable: channel.isAvailable)
        let decision = loop.context.delegate.channelAsked(info, user: login.user, request)
        return (
            { [unowned self] in
                bringAbout(decision.faults)
                answer(message, decision, channel)
            }, decision.delayNanoseconds
        )
    }

    private func answer(
        _ message: ssh_message, _ decision: ChannelRequestDecision, _ channel: ServerChannel
    ) {
        guard ending == nil, !channel.isFreed else { return }
        channel.writeErrors(decision.errorsBefore)
        switch decision.verdict {
        case .serve where channel.isAvailable:
            let handler = loop.context.delegate.openSession(
                info, user: login.user, channel: channel)
            channel.start(handler)
            ssh_message_channel_request_reply_success(message)
        case .run(let output, let exit) where channel.isAvailable:
            ssh_message_channel_request_reply_success(message)
            channel.start(TextHandler(output))
            channel.close(exit)
        case .succeed: ssh_message_channel_request_reply_success(message)
        case .serve, .run, .refuse: ssh_message_reply_default(message)
        case .ignore: break
        case .end(let end): channel.end(end)
        }
        channel.writeErrors(decision.errorsAfter)
    }
}

extension ChannelOpening {
    var isSession: Bool { type == "session" }
}

extension ServerChannel {
    /// Sends text on standard error; what the window has no room for is not sent.
    fileprivate func writeErrors(_ text: [UInt8]) {
        let count = min(text.count, Int(ssh_channel_window_size(raw)))
        guard count > 0 else { return }
        _ = ssh_channel_write_stderr(raw, text, UInt32(clamping: count))
    }
}
