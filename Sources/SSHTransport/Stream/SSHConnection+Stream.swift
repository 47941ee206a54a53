import CLibSSH
import Glibc

extension SSHConnection {
    /// Notes a fault; it is carried out once libssh has returned.
    func disturb(_ fault: StreamFault) {
        pendingFaults.append(fault)
        serveSoon()
    }

    /// Carries out faults that concern the answer about to be sent; never while libssh runs.
    func bringAbout(_ faults: [StreamFault]) {
        guard !faults.isEmpty else { return }
        pendingFaults += faults
        applyFaults()
    }

    /// Carries out what was noted; never called while libssh runs.
    func applyFaults() {
        while !pendingFaults.isEmpty {
            let faults = pendingFaults
            pendingFaults = []
            for fault in faults { apply(fault) }
        }
    }

    private func apply(_ fault: StreamFault) {
        switch fault {
        case .rekey(let count):
            rekeyPlace = movedByteCount.addingSaturating(count)
            advanceRekey()
        case .endOnMessage(let number, let end):
            messageEnds[number] = end
        case .shape, .edit, .cut, .stall:
            guard insertRelay() else {
                violation = "no descriptor is left for a fault of the stream"
                return
            }
            relay?.add(fault)
        }
    }

    /// Puts a relay between the socket and libssh, which does not notice: the number of its
    /// descriptor stays, behind it is one end of a socket pair.
    ///
    /// - Returns: false when there is no descriptor for it.
    func insertRelay() -> Bool {
        if relay != nil { return true }
        guard let descriptor else { return false }
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &pair) == 0 else { return false }
        let socket = clibssh_duplicate(descriptor)
        guard socket >= 0 else {
            close(pair[0])
            close(pair[1])
            return false
        }
        // epoll goes by the file behind the number, and that one lives on in the relay.
        epoll_ctl(loop.epoll, EPOLL_CTL_DEL, descriptor, nil)
        clibssh_replace(descriptor, pair[0])
        close(pair[0])
        loop.watch(descriptor, registration, events: turns.interest)
        let relay = StreamRelay(connection: self, socket: socket, inner: pair[1])
        self.relay = relay
        relay.start()
        return true
    }

    /// Whether bytes of ours are on their way to the peer.
    var isDelivering: Bool {
        guard let descriptor else { return false }
        return relay?.isDelivering(from: descriptor) ?? (clibssh_unsent_bytes(descriptor) > 0)
    }
}
