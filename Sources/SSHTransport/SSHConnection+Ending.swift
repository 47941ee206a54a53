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
            if case .reset = ending.end, let descriptor, clibssh_unsent_bytes(descriptor) > 0 {
                // A reset throws away what the kernel holds, so that goes first.
                schedule(after: Self.recheckNanoseconds, purpose: .ending)
                return
            }
        }
        perform(ending)
    }

    private func perform(_ ending: Ending) {
        guard let descriptor else { return finish(ending.cause) }
        switch ending.end {
        case .reset:
            var abort = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
            finish(ending.cause)
        case .fin, .closeChannel:
            halfClose(descriptor) { finish(ending.cause) }
        case .disconnect(_, let message):
            halfClose(descriptor) {
                if let session { disconnect(session, message: message) }
                finish(ending.cause)
            }
        }
    }

    /// Closes our half only: `body` gives up the descriptor, a second one lingers.
    private func halfClose(_ descriptor: Int32, _ body: () -> Void) {
        let second = clibssh_duplicate(descriptor)
        epoll_ctl(loop.epoll, EPOLL_CTL_DEL, descriptor, nil)
        body()
        guard second >= 0 else { return }
        shutdown(second, Int32(SHUT_WR))
        loop.linger(second)
    }

    /// Sends the disconnect message; libssh frees the channels with it.
    private func disconnect(_ session: ssh_session, message: String) {
        noteIdentification()
        for channel in channels { channel.connectionEnded() }
        // libssh closes the socket right after; unless told that it may write, it
        // would only have queued the message.
        if !isWritePending { ssh_set_fd_towrite(session) }
        _ = clibssh_set_disconnect_message(session, message)
        ssh_disconnect(session)
    }
}
