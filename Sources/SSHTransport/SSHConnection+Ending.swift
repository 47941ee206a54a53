import CLibSSH
import Glibc

/// An end of the whole connection that was asked for and waits for output.
struct Ending {
    var end: ConnectionEnd
    var cause: DisconnectCause
    /// When the output has had its time, in monotonic nanoseconds.
    var deadline: UInt64
}

extension SSHConnection {
    /// How long output may hold up an end that was asked for.
    static let endingGraceNanoseconds: UInt64 = 1_000_000_000
    /// How soon the kernel's own queue is looked at again.
    private static let recheckNanoseconds: UInt64 = 2_000_000
    /// `SSH_DISCONNECT_BY_APPLICATION` (RFC 4253 section 11.1).
    private static let byApplication: UInt32 = 11

    /// Ends the connection once its output has been handed out; the first request counts.
    func requestEnd(
        _ end: ConnectionEnd, cause: DisconnectCause,
        graceNanoseconds: UInt64 = SSHConnection.endingGraceNanoseconds
    ) {
        guard ending == nil else { return }
        ending = Ending(
            end: end, cause: cause, deadline: loop.now.addingSaturating(graceNanoseconds))
        schedule(after: graceNanoseconds, purpose: .ending)
        serveSoon()
    }

    /// The server stops.
    func shutDown() {
        guard case .running = phase else { return finish(.shutdown) }
        let grace = loop.graceDeadline > loop.now ? loop.graceDeadline &- loop.now : 0
        if var ending {
            ending.deadline = min(ending.deadline, loop.graceDeadline)
            self.ending = ending
            schedule(after: grace, purpose: .ending)
        } else {
            let end = ConnectionEnd.disconnect(reason: Self.byApplication, message: "server stops")
            requestEnd(end, cause: .shutdown, graceNanoseconds: grace)
        }
        serve {}
    }

    /// Ends the connection if nothing is left to send, or time is over.
    func advanceEnding() {
        guard let ending else { return }
        if loop.now < ending.deadline {
            if isWritePending || channels.contains(where: \.hasOutput) { return }
            if case .reset = ending.end, isDelivering {
                // A reset throws away what the kernel holds, so that goes first.
                schedule(after: Self.recheckNanoseconds, purpose: .ending)
                return
            }
        }
        perform(ending)
    }

    /// Begins to count the time in which nothing comes, if that is limited.
    func startIdleTimer() {
        guard let limit = configuration.idleLimit else { return }
        lastTrafficNanoseconds = loop.now
        schedule(after: limit.nanoseconds, purpose: .idle)
    }

    /// The client may have been idle too long.
    func idleTimerFired() {
        guard let limit = configuration.idleLimit else { return }
        let deadline = lastTrafficNanoseconds.addingSaturating(limit.nanoseconds)
        guard loop.now >= deadline else {
            return schedule(after: deadline &- loop.now, purpose: .idle)
        }
        requestEnd(limit.end, cause: .idle)
    }

    private func perform(_ ending: Ending) {
        guard let descriptor else { return finish(ending.cause) }
        switch ending.end {
        case .reset where relay == nil:
            var abort = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
            finish(ending.cause)
        case .reset: finish(ending.cause)
        case .fin, .closeChannel:
            halfClose(descriptor) { finish(ending.cause) }
        case .disconnect(let reason, let message):
            halfClose(descriptor) {
                var cause = ending.cause
                if let session {
                    let sent = disconnect(session, reason: reason, message: message)
                    if case .server = cause {
                        cause = .server(.disconnect(reason: sent, message: message))
                    }
                }
                finish(cause)
            }
        }
    }

    /// Closes our half only: `body` gives up the descriptor, a second one lingers.
    private func halfClose(_ descriptor: Int32, _ body: () -> Void) {
        // A relay does the same with what has not passed through it yet.
        guard relay == nil else { return body() }
        let second = clibssh_duplicate(descriptor)
        epoll_ctl(loop.epoll, EPOLL_CTL_DEL, descriptor, nil)
        body()
        guard second >= 0 else { return }
        shutdown(second, Int32(SHUT_WR))
        loop.linger(second)
    }

    /// Sends the disconnect message; libssh frees the channels with it.
    ///
    /// - Returns: the reason the client is told.
    private func disconnect(
        _ session: ssh_session, reason: UInt32, message: String
    ) -> UInt32 {
        noteIdentification()
        for channel in channels { channel.connectionEnded() }
        if isDisconnectSent || sendPlainDisconnect(reason: reason, message: message) {
            return reason
        }
        // libssh closes the socket right after; unless told that it may write, it
        // would only have queued the message.
        if !isWritePending { ssh_set_fd_towrite(session) }
        if reason != Self.byApplication,
            SSHPayload.disconnect(reason: reason, message: message).send(in: session)
        {
            return reason
        }
        _ = clibssh_set_disconnect_message(session, message)
        ssh_disconnect(session)
        return Self.byApplication
    }

    /// Sends the disconnect message past libssh, while nothing is encrypted.
    ///
    /// - Returns: whether it could be sent so.
    func sendPlainDisconnect(reason: UInt32, message: String) -> Bool {
        guard isPlain, let descriptor else { return false }
        let packet = PlainPacket.disconnect(reason: reason, message: message)
        isDisconnectSent =
            packet.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            } == packet.count
        return isDisconnectSent
    }

    /// Whether what we send is not encrypted yet: before SSH_MSG_NEWKEYS there are
    /// SSH_MSG_KEXINIT and at least one message of the key exchange method.
    private var isPlain: Bool { counters[1].out_packets <= 2 && !isWritePending }
}

/// SSH packets before the first keys (RFC 4253 section 6).
private enum PlainPacket {
    /// SSH_MSG_DISCONNECT, which libssh only sends with its own reason (RFC 4253 section 11.1).
    static func disconnect(reason: UInt32, message: String) -> [UInt8] {
        let payload = SSHPayload.disconnect(reason: reason, message: message).bytes
        // Length, padding length, payload and padding fill blocks of 8; the padding is 4 at least.
        var padding = 8 - (payload.count + 5) % 8
        if padding < 4 { padding += 8 }
        var packet: [UInt8] = []
        append(UInt32(clamping: payload.count + padding + 1), to: &packet)
        packet.append(UInt8(clamping: padding))
        return packet + payload + [UInt8](repeating: 0, count: padding)
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
