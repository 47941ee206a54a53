import CLibSSH
import Glibc

/// Carries the bytes of one connection between its TCP socket and libssh, which holds one end of
/// a socket pair instead, so that every byte passes through our hands.
///
/// Put under connections whose scenario needs it, also in mid-session; see `insertRelay`.
/// When its connection ends it outlives it until what was said is sent.
final class StreamRelay {
    /// Which of the two sockets an event is about.
    enum Side {
        case socket, inner
    }

    /// How long what a connection left behind may take to go out, and a reset to be prepared.
    private static let farewellNanoseconds: UInt64 = 1_000_000_000
    private static let recheckNanoseconds: UInt64 = 2_000_000
    /// Reads and writes per turn and direction.
    private static let turnBudget = 4

    private unowned let loop: EventLoop
    private weak var connection: SSHConnection?
    /// The TCP socket.
    private let socket: Int32
    /// Our end of the pair.
    private let inner: Int32
    private let socketRegistration: Registration
    private let innerRegistration: Registration
    private var up = StreamLane()
    private var down = StreamLane()
    private var interests: (socket: UInt32, inner: UInt32) = (0, 0)
    private var isSocketWatched = true
    private var isInnerWatched = true
    /// The peer has sent FIN, seen while nothing was read.
    private var isDepartureSeen = false
    private var isInnerShut = false
    private var isClosed = false
    /// When what is left is given up.
    private var deadline: UInt64 = .max
    private var timerAt: UInt64 = .max
    /// A reset that waits until the peer has all bytes before it, and for how long.
    private var resetDeadline: UInt64?

    /// Takes ownership of both descriptors.
    init(connection: SSHConnection, socket: Int32, inner: Int32) {
        self.connection = connection
        loop = connection.loop
        self.socket = socket
        self.inner = inner
        socketRegistration = loop.reserve()
        innerRegistration = loop.reserve()
    }

    /// Begins to watch both sockets.
    func start() {
        loop.fill(socketRegistration, with: .relay(self, .socket))
        loop.fill(innerRegistration, with: .relay(self, .inner))
        interests = (Interest.input, Interest.input)
        loop.watch(socket, socketRegistration, events: Interest.input)
        loop.watch(inner, innerRegistration, events: Interest.input)
    }

    // MARK: What is asked for

    /// Takes on a fault of the stream.
    func add(_ fault: StreamFault) {
        let now = EventLoop.monotonicNanoseconds()
        guard let directions = fault.directions else { return }
        if directions.contains(.up) { up.add(fault, now: now) }
        if directions.contains(.down) { down.add(fault, now: now) }
        pumpSoon()
    }

    /// Sends these bytes in the place of what libssh has written so far.
    func replaceGreeting(by bytes: [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            while recv(inner, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) > 0 {}
        }
        down.edit(at: 0, .insert(bytes), now: EventLoop.monotonicNanoseconds())
        pumpSoon()
    }

    /// Whether bytes of ours have not reached the peer; `descriptor` is libssh's end.
    func isDelivering(from descriptor: Int32) -> Bool {
        !down.isEmpty || clibssh_unsent_bytes(descriptor) > 0 || clibssh_unsent_bytes(socket) > 0
    }

    // MARK: Moving bytes

    /// epoll reported `events` for one of the sockets.
    func ready(_ side: Side, events: UInt32) {
        guard !isClosed else { return }
        let isGone = events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
        if side == .socket, isGone || events & EPOLLRDHUP.rawValue != 0 { isDepartureSeen = true }
        pump()
        guard isGone, !isClosed else { return }
        // Reported again and again otherwise; what is left to read is read without being told.
        switch side {
        case .socket where isSocketWatched:
            isSocketWatched = false
            epoll_ctl(loop.epoll, EPOLL_CTL_DEL, socket, nil)
        case .inner where isInnerWatched:
            isInnerWatched = false
            epoll_ctl(loop.epoll, EPOLL_CTL_DEL, inner, nil)
        default: break
        }
    }

    /// A timer is due.
    func timerFired() {
        timerAt = .max
        pump()
    }

    private func pumpSoon() { wake(at: EventLoop.monotonicNanoseconds()) }

    private func pump() {
        guard !isClosed else { return }
        let now = EventLoop.monotonicNanoseconds()
        if resetDeadline == nil {
            for _ in 0..<Self.turnBudget {
                var hasMoved = down.fill(from: inner, now: now)
                hasMoved = down.drain(to: socket, now: now) || hasMoved
                if connection != nil {
                    hasMoved = up.fill(from: socket, now: now) || hasMoved
                    hasMoved = up.drain(to: inner, now: now) || hasMoved
                }
                if !hasMoved { break }
            }
        }
        advanceEnds(now)
        guard !isClosed else { return }
        updateInterest(now)
        wake(at: min(down.wakeAt, connection == nil ? .max : up.wakeAt, deadline))
    }

    private func wake(at time: UInt64) {
        guard !isClosed, time < timerAt else { return }
        timerAt = time
        loop.schedule(deadline: time, target: socketRegistration, purpose: .relay)
    }

    private func updateInterest(_ now: UInt64) {
        var wanted: (socket: UInt32, inner: UInt32) = (0, 0)
        if connection != nil, up.takesInput(now: now) {
            wanted.socket |= Interest.input
        } else if connection != nil, !isDepartureSeen {
            wanted.socket |= Interest.departure
        }
        if down.wantsOutput { wanted.socket |= Interest.output }
        if down.takesInput(now: now) { wanted.inner |= Interest.input }
        if up.wantsOutput { wanted.inner |= Interest.output }
        if isSocketWatched, wanted.socket != interests.socket {
            loop.watchAgain(socket, socketRegistration, events: wanted.socket)
        }
        if isInnerWatched, wanted.inner != interests.inner {
            loop.watchAgain(inner, innerRegistration, events: wanted.inner)
        }
        interests = wanted
    }

    // MARK: Ends

    private func advanceEnds(_ now: UInt64) {
        if let resetDeadline { return advanceReset(now, resetDeadline) }
        if let cut = down.dueCut ?? up.dueCut { return perform(cut, now) }
        // Nobody is there to be silent to.
        if down.isOutputBroken || isDepartureSeen && up.isDead { return peerIsGone() }
        if up.isInputEnded, up.isEmpty, !isInnerShut {
            isInnerShut = true
            shutdown(inner, Int32(SHUT_WR))
        }
        guard connection == nil else { return }
        if down.isInputEnded && down.isEmpty || now >= deadline { sayGoodbye() }
    }

    private func perform(_ cut: StreamCut, _ now: UInt64) {
        switch cut {
        case .blackHole:
            up.stall(nil, now: now)
            down.stall(nil, now: now)
            up.clear()
        case .fin:
            let connection = takeConnection()
            sayGoodbye()
            connection?.finish(.server(.fin))
        case .reset:
            let deadline = now.addingSaturating(Self.farewellNanoseconds)
            resetDeadline = deadline
            advanceReset(now, deadline)
        }
    }

    /// Resets once the peer has everything before: a reset throws away what the kernel holds.
    private func advanceReset(_ now: UInt64, _ deadline: UInt64) {
        guard now >= deadline || clibssh_unsent_bytes(socket) == 0 else {
            return wake(at: now.addingSaturating(Self.recheckNanoseconds))
        }
        let connection = takeConnection()
        reset()
        connection?.finish(.server(.reset))
    }

    private func peerIsGone() {
        let connection = takeConnection()
        close()
        connection?.finish(.client)
    }

    /// The connection, which is from now on told nothing more.
    private func takeConnection() -> SSHConnection? {
        defer { connection = nil }
        return connection
    }

    /// How a connection leaves its relay.
    enum Parting {
        /// Nobody is there to hear more.
        case silent
        case reset
        /// What was said is sent first, until a time in monotonic nanoseconds.
        case polite(deadline: UInt64)
    }

    /// The connection is over, and libssh's end closed.
    func retire(_ parting: Parting) {
        guard !isClosed else { return }
        connection = nil
        switch parting {
        case .reset: reset()
        case .silent: close()
        case .polite(let deadline):
            // A dead line stays dead.
            guard !down.isDead else { return close() }
            up.clear()
            self.deadline = min(
                deadline,
                EventLoop.monotonicNanoseconds().addingSaturating(Self.farewellNanoseconds))
            pumpSoon()
        }
    }

    /// Closes our half and lets the socket linger.
    private func sayGoodbye() {
        guard !isClosed else { return }
        if isSocketWatched { epoll_ctl(loop.epoll, EPOLL_CTL_DEL, socket, nil) }
        shutdown(socket, Int32(SHUT_WR))
        release(closingSocket: false)
        loop.linger(socket)
    }

    private func reset() {
        var abort = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Closes both sockets at once.
    func close() {
        guard !isClosed else { return }
        if isSocketWatched { epoll_ctl(loop.epoll, EPOLL_CTL_DEL, socket, nil) }
        release(closingSocket: true)
    }

    private func release(closingSocket: Bool) {
        isClosed = true
        if isInnerWatched { epoll_ctl(loop.epoll, EPOLL_CTL_DEL, inner, nil) }
        Glibc.close(inner)
        if closingSocket { Glibc.close(socket) }
        loop.release(innerRegistration)
        loop.release(socketRegistration)
    }
}
