import CLibSSH
import Glibc
import Logging

extension EventLoop {
    /// Connections taken per wake-up, so that a crowd at the door delays nobody inside.
    private static let acceptBudget = 32
    /// How long accepting rests when no descriptor is free.
    private static let acceptPauseNanoseconds: UInt64 = 50_000_000

    /// Begins to watch the listening socket.
    func startAccepting(_ socket: ListeningSocket, peers: [EventLoop]) {
        listener = socket
        self.peers = peers
        watch(socket.descriptor, Self.listenerRegistration, events: Interest.input)
    }

    /// Takes the waiting connections and spreads them over the loops.
    func acceptConnections() {
        guard let listener else { return }
        for _ in 0..<Self.acceptBudget {
            switch listener.accept() {
            case .none: return
            case .lost: continue
            case .exhausted(let errorNumber):
                pauseAccepting(errorNumber)
                return
            case .accepted(let descriptor, let peer):
                isExhausted = false
                acceptedCount += 1
                let info = SSHConnectionInfo(
                    number: acceptedCount, peerAddress: peer.host, peerPort: peer.port)
                let socket = AcceptedSocket(descriptor: descriptor, info: info)
                let loop = peers[(acceptedCount - 1) % peers.count]
                if loop === self { adopt(socket) } else { loop.post(socket) }
            }
        }
    }

    private func pauseAccepting(_ errorNumber: Int32) {
        guard let listener else { return }
        if !isExhausted {
            context.logger.warning("accept: \(systemErrorText(errorNumber)); trying every 50 ms")
        }
        isExhausted = true
        epoll_ctl(epoll, EPOLL_CTL_DEL, listener.descriptor, nil)
        schedule(
            deadline: now &+ Self.acceptPauseNanoseconds, target: Self.listenerRegistration,
            purpose: .accept)
    }

    /// Watches the listening socket again.
    func resumeAccepting() {
        guard let listener else { return }
        watch(listener.descriptor, Self.listenerRegistration, events: Interest.input)
    }

    /// Stops listening for good.
    func closeListener() {
        guard let listener else { return }
        close(listener.descriptor)
        self.listener = nil
        peers = []
    }
}
