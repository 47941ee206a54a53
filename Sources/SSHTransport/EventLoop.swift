import CLibSSH
import Glibc
import Logging

/// What all loops of a server share and never change.
struct LoopContext: Sendable {
    let configuration: SSHServerConfiguration
    let delegate: any SSHServerDelegate
    let logger: Logger
}

/// One thread with one epoll that serves its share of the connections.
///
/// Unchecked: `context`, `epoll`, `wakeup` never change, `inbox` is locked, and
/// everything else is touched by the loop's own thread only, from `run` on;
/// `peers` and `listener` are set before that thread starts.
final class EventLoop: @unchecked Sendable {
    let context: LoopContext
    let epoll: Int32
    /// The listener libssh wants per thread; it holds the host keys, no socket.
    let bind: ssh_bind
    /// Monotonic nanoseconds, read once per wake-up.
    private(set) var now = EventLoop.monotonicNanoseconds()
    /// The loop whose turn it is to get the next connection, from all loops.
    var peers: [EventLoop] = []
    var listener: ListeningSocket?
    var acceptedCount = 0
    /// No descriptor was free at the last try; said once.
    var isExhausted = false
    var isStopping = false
    private(set) var graceDeadline: UInt64 = 0

    private let wakeup: Int32
    private let inbox = Locked(Inbox())
    private var sources = SourceTable()
    private var timers = TimerHeap()
    private var ready: [SSHConnection] = []
    private var nextReady: [SSHConnection] = []

    private static let eventCapacity: Int32 = 256
    /// How long half-closed sockets may outlast the grace period of a stop.
    private static let lingerAfterGraceNanoseconds: UInt64 = 200_000_000
    static let wakeupRegistration = Registration(index: .max, generation: 0)
    static let listenerRegistration = Registration(index: .max - 1, generation: 0)

    /// Takes ownership of `bind`.
    ///
    /// - Throws: `SSHServerError.system`.
    init(context: LoopContext, bind: ssh_bind) throws(SSHServerError) {
        self.context = context
        self.bind = bind
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard epoll >= 0, wakeup >= 0 else {
            throw .system(call: epoll < 0 ? "epoll_create1" : "eventfd", errorNumber: errno)
        }
        watch(wakeup, Self.wakeupRegistration, events: Interest.input)
    }

    deinit {
        if epoll >= 0 { close(epoll) }
        if wakeup >= 0 { close(wakeup) }
        ssh_bind_free(bind)
    }

    // MARK: Called from other threads

    /// Hands a connection over; closes it when the loop has ended.
    func post(_ socket: AcceptedSocket) {
        let isOpen = inbox.withLock { inbox in
            guard inbox.isOpen else { return false }
            inbox.accepted.append(socket)
            return true
        }
        guard isOpen else {
            close(socket.descriptor)
            return
        }
        wake()
    }

    /// Asks the loop to end within about `graceNanoseconds`.
    func stop(graceNanoseconds: UInt64) {
        inbox.withLock { $0.stopGraceNanoseconds = graceNanoseconds }
        wake()
    }

    private func wake() {
        var one: UInt64 = 1
        write(wakeup, &one, MemoryLayout<UInt64>.size)
    }

    // MARK: The loop's own thread

    /// Serves until stopped.
    func run() {
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Int(Self.eventCapacity))
        defer { events.deallocate() }
        while !isFinished {
            let count = epoll_wait(epoll, events, Self.eventCapacity, timeoutMilliseconds())
            now = Self.monotonicNanoseconds()
            var index = 0
            while index < Int(count) {
                let event = events[index]
                dispatch(Registration(rawValue: event.data.u64), events: event.events)
                index += 1
            }
            while let timer = timers.popDue(now: now) { fire(timer) }
            serveReady()
        }
        end()
    }

    private var isFinished: Bool {
        guard isStopping else { return false }
        return sources.count == 0 || now >= graceDeadline &+ Self.lingerAfterGraceNanoseconds
    }

    private func timeoutMilliseconds() -> Int32 {
        guard nextReady.isEmpty else { return 0 }
        var deadline = timers.firstDeadline ?? .max
        if isStopping {
            deadline = min(deadline, graceDeadline &+ Self.lingerAfterGraceNanoseconds)
        }
        guard deadline != .max else { return -1 }
        let current = Self.monotonicNanoseconds()
        guard deadline > current else { return 0 }
        // Rounded up: waking a moment early would only wake again.
        return Int32(clamping: (deadline - current + 999_999) / 1_000_000)
    }

    private func dispatch(_ registration: Registration, events: UInt32) {
        switch sources[registration] {
        case .connection(let connection): connection.ready(events: events)
        case .lingering(let socket): if !socket.discardInput() { closeLingering(socket) }
        case .relay(let relay, let side): relay.ready(side, events: events)
        case nil:
            if registration == Self.wakeupRegistration { readInbox() }
            if registration == Self.listenerRegistration { acceptConnections() }
        }
    }

    private func fire(_ timer: Timer) {
        switch sources[timer.target] {
        case .connection(let connection): connection.timerFired(timer.purpose)
        case .lingering(let socket): closeLingering(socket)
        case .relay(let relay, _): relay.timerFired()
        case nil: if case .accept = timer.purpose { resumeAccepting() }
        }
    }

    private func serveReady() {
        swap(&ready, &nextReady)
        for connection in ready { connection.serveAgain() }
        ready.removeAll(keepingCapacity: true)
    }

    private func readInbox() {
        var count: UInt64 = 0
        read(wakeup, &count, MemoryLayout<UInt64>.size)
        let (accepted, grace) = inbox.withLock { inbox in
            defer { inbox.accepted = [] }
            return (inbox.accepted, inbox.stopGraceNanoseconds)
        }
        for socket in accepted {
            if isStopping { close(socket.descriptor) } else { adopt(socket) }
        }
        if let grace, !isStopping { beginStopping(graceNanoseconds: grace) }
    }

    private func beginStopping(graceNanoseconds: UInt64) {
        isStopping = true
        graceDeadline = now &+ graceNanoseconds
        closeListener()
        for case .connection(let connection) in sources.all { connection.shutDown() }
    }

    private func end() {
        let waiting = inbox.withLock { inbox in
            inbox.isOpen = false
            defer { inbox.accepted = [] }
            return inbox.accepted
        }
        for socket in waiting { close(socket.descriptor) }
        for source in sources.all {
            switch source {
            case .connection(let connection): connection.finish(.shutdown)
            case .lingering(let socket): closeLingering(socket)
            case .relay(let relay, _): relay.close()
            }
        }
    }

    // MARK: Services for connections

    /// Serves `connection` once more after the events at hand.
    func serveSoon(_ connection: SSHConnection) {
        nextReady.append(connection)
    }

    /// Sets a timer; it cannot be taken back, so the target checks whether it still matters.
    func schedule(deadline: UInt64, target: Registration, purpose: TimerPurpose) {
        timers.insert(deadline: deadline, target: target, purpose: purpose)
    }

    /// Registers a descriptor with epoll.
    func watch(_ descriptor: Int32, _ registration: Registration, events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.u64 = registration.rawValue
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    /// Changes what a registered descriptor is watched for.
    func watchAgain(_ descriptor: Int32, _ registration: Registration, events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.u64 = registration.rawValue
        epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event)
    }

    /// Reserves an entry.
    func reserve() -> Registration { sources.reserve() }

    /// Fills a reserved entry.
    func fill(_ registration: Registration, with source: Source) {
        sources.fill(registration, with: source)
    }

    /// Takes over a connection of this loop.
    func adopt(_ socket: AcceptedSocket) {
        let registration = sources.reserve()
        let connection = SSHConnection(loop: self, registration: registration, socket: socket)
        sources.fill(registration, with: .connection(connection))
        connection.open()
    }

    /// Forgets an entry.
    func release(_ registration: Registration) {
        sources.release(registration)
    }

    /// Keeps a descriptor that sends nothing any more until the peer closes too.
    func linger(_ descriptor: Int32) {
        let registration = sources.reserve()
        let socket = LingeringSocket(descriptor: descriptor, registration: registration)
        sources.fill(registration, with: .lingering(socket))
        watch(descriptor, registration, events: Interest.input)
        schedule(
            deadline: now &+ LingeringSocket.maximumNanoseconds, target: registration,
            purpose: .linger)
    }

    private func closeLingering(_ socket: LingeringSocket) {
        close(socket.descriptor)
        release(socket.registration)
    }

    static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}

/// What other threads leave for a loop.
private struct Inbox: Sendable {
    var accepted: [AcceptedSocket] = []
    var stopGraceNanoseconds: UInt64?
    var isOpen = true
}

/// Sets of epoll events.
enum Interest {
    static let input = EPOLLIN.rawValue
    static let output = EPOLLOUT.rawValue
    /// Only whether the peer goes away.
    static let departure = EPOLLRDHUP.rawValue
    static let gone = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
}
