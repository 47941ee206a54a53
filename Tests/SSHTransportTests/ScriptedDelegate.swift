import CLibSSH
import Glibc

@testable import SSHTransport

/// A delegate that follows closures and remembers what happened.
final class ScriptedDelegate: SSHServerDelegate {
    /// One call of the delegate.
    enum Call: Sendable {
        case requested(Int)
        case exchanged(KeyExchangeStage, Int)
        case authenticated(AuthenticationAttempt)
        case opened(user: String)
        case closed
        case disconnected(SSHConnectionInfo, DisconnectCause)
    }

    let decide: @Sendable (SSHConnectionInfo) -> ConnectionDecision
    let greet: @Sendable (SSHConnectionInfo) -> IdentificationDecision
    let exchange: @Sendable (KeyExchangeStage, Int) -> StreamDecision
    let answer: @Sendable (AuthenticationAttempt) -> AuthenticationDecision
    let open: (@Sendable (ChannelOpening) -> ChannelDecision)?
    let ask: (@Sendable (ChannelRequest) -> ChannelRequestDecision)?
    let keys: @Sendable (SSHConnectionInfo) -> [HostKey]?
    /// What `command:fault NAME` brings about.
    let faults: [String: StreamFault]
    let log = CallLog()

    init(
        decide: @escaping @Sendable (SSHConnectionInfo) -> ConnectionDecision = { _ in
            .accept(delayNanoseconds: 0)
        },
        greet: @escaping @Sendable (SSHConnectionInfo) -> IdentificationDecision = { _ in
            IdentificationDecision()
        },
        exchange: @escaping @Sendable (KeyExchangeStage, Int) -> StreamDecision = { _, _ in
            StreamDecision()
        },
        answer: @escaping @Sendable (AuthenticationAttempt) -> AuthenticationDecision = { _ in
            AuthenticationDecision(verdict: .accept, remaining: [])
        },
        open: (@Sendable (ChannelOpening) -> ChannelDecision)? = nil,
        ask: (@Sendable (ChannelRequest) -> ChannelRequestDecision)? = nil,
        keys: @escaping @Sendable (SSHConnectionInfo) -> [HostKey]? = { _ in nil },
        faults: [String: StreamFault] = [:]
    ) {
        self.decide = decide
        self.greet = greet
        self.exchange = exchange
        self.faults = faults
        self.answer = answer
        self.open = open
        self.ask = ask
        self.keys = keys
    }

    func hostKeys(_ connection: SSHConnectionInfo) -> [HostKey]? { keys(connection) }

    var decidesChannels: Bool { open != nil || ask != nil }

    func channelRequested(
        _ connection: SSHConnectionInfo, user: String, _ opening: ChannelOpening
    ) -> ChannelDecision {
        open?(opening) ?? .standard(opening)
    }

    func channelAsked(
        _ connection: SSHConnectionInfo, user: String, _ request: ChannelRequest
    ) -> ChannelRequestDecision {
        ask?(request) ?? .standard(request)
    }

    func connectionRequested(_ connection: SSHConnectionInfo) -> ConnectionDecision {
        log.add(.requested(connection.number))
        return decide(connection)
    }

    func identify(_ connection: SSHConnectionInfo) -> IdentificationDecision {
        greet(connection)
    }

    func keyExchange(
        _ connection: SSHConnectionInfo, user: String, _ stage: KeyExchangeStage, number: Int
    ) -> StreamDecision {
        log.add(.exchanged(stage, number))
        return exchange(stage, number)
    }

    func authenticate(
        _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt
    ) -> AuthenticationDecision {
        log.add(.authenticated(attempt))
        return answer(attempt)
    }

    func openSession(
        _ connection: SSHConnectionInfo, user: String, channel: any SSHChannel
    ) -> any SSHChannelHandler {
        log.add(.opened(user: user))
        return CommandHandler(channel: channel, log: log, faults: faults)
    }

    func disconnected(_ connection: SSHConnectionInfo, cause: DisconnectCause) {
        log.add(.disconnected(connection, cause))
    }
}

/// Calls in order, with a wait that needs no sleep.
final class CallLog: Sendable {
    private let calls = Locked<[ScriptedDelegate.Call]>([])
    private let signal: Int32

    init() { signal = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)) }

    deinit { close(signal) }

    func add(_ call: ScriptedDelegate.Call) {
        calls.withLock { $0.append(call) }
        var one: UInt64 = 1
        write(signal, &one, 8)
    }

    var all: [ScriptedDelegate.Call] { calls.withLock { $0 } }

    var attempts: [AuthenticationAttempt] {
        all.compactMap { if case .authenticated(let attempt) = $0 { attempt } else { nil } }
    }

    var ends: [(info: SSHConnectionInfo, cause: DisconnectCause)] {
        all.compactMap {
            if case .disconnected(let info, let cause) = $0 { (info, cause) } else { nil }
        }
    }

    var requestedCount: Int {
        all.count { if case .requested = $0 { true } else { false } }
    }

    var exchanges: [(stage: KeyExchangeStage, number: Int)] {
        all.compactMap {
            if case .exchanged(let stage, let number) = $0 { (stage, number) } else { nil }
        }
    }

    var closedCount: Int { all.count { if case .closed = $0 { true } else { false } } }

    /// Drives a client until the delegate was asked to authenticate it; false after 20 s.
    func waitForAttempt(_ drive: () -> Void = { sched_yield() }) -> Bool {
        let deadline = monotonicSeconds() + 20
        while attempts.isEmpty, monotonicSeconds() < deadline { drive() }
        return !attempts.isEmpty
    }

    /// Returns the ends once there are `count`, or what there is after 20 s.
    func ends(count: Int) -> [(info: SSHConnectionInfo, cause: DisconnectCause)] {
        let deadline = monotonicSeconds() + 20
        while ends.count < count, monotonicSeconds() < deadline {
            var poll = pollfd(fd: signal, events: Int16(POLLIN), revents: 0)
            Glibc.poll(&poll, 1, 1000)
            var value: UInt64 = 0
            read(signal, &value, 8)
        }
        return ends
    }
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
