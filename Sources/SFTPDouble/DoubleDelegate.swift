internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
internal import Scenario
internal import Synchronization

/// Answers the transport's questions from accounts and rules, and keeps the connection records.
final class DoubleDelegate: SSHServerDelegate {
    /// What is remembered of a connection while it lasts.
    struct Connection {
        var startedNanoseconds: UInt64
        var login = LoginProgress()
        var hostKey: HostKeyChoice?
        var sessions = 0
        var leftOpen = 0
        /// What delays outside its sessions are drawn from.
        var random: SeededRandom
        /// What rules said of the limits of its sessions.
        var restraints: [FileEffect] = []
    }

    let context: ServerContext
    /// What is said first, unless a rule says otherwise.
    let greeting: IdentificationSpec
    /// From which latencies are drawn.
    let seed: UInt64
    let authenticator: Authenticator
    let offered: AuthenticationMethods
    let otherHostKeys = OtherHostKeys()
    let connections = Mutex<[Int: Connection]>([:])
    let places: ConnectionPlaces

    init(
        context: ServerContext, authenticator: Authenticator, offered: AuthenticationMethods,
        greeting: IdentificationSpec = IdentificationSpec(), seed: UInt64 = 0,
        places: ConnectionPlaces = ConnectionPlaces(LimitSpec(), users: [:])
    ) {
        self.context = context
        self.greeting = greeting
        self.seed = seed
        self.authenticator = authenticator
        self.offered = offered
        self.places = places
    }

    func connectionRequested(_ connection: SSHConnectionInfo) -> ConnectionDecision {
        let now = context.clock.nanoseconds()
        connections.withLock {
            $0[connection.number] = Connection(
                startedNanoseconds: now, random: Self.random(seed, connection.number))
        }
        let decision = decide(event(.connectionRequest, connection))
        var delayNanoseconds: UInt64 = 0
        var end = places.take(connection.number)
        restrain(connection.number, decision)
        for effect in decision?.effects ?? [] {
            if case .delay(let nanoseconds, _) = effect {
                let (sum, overflow) = delayNanoseconds.addingReportingOverflow(nanoseconds)
                delayNanoseconds = overflow ? .max : sum
            }
            if case .endConnection(let fault) = effect { end = fault }
            if case .login(.hostKey(let choice)) = effect {
                connections.withLock { $0[connection.number]?.hostKey = choice }
            }
        }
        record(
            .connectionRequest, connection.number, status: end == nil ? .ok : nil,
            rules: decision?.rules,
            message: "\(connection.peerAddress):\(connection.peerPort)",
            delayNanoseconds: delayNanoseconds)
        guard let end else { return .accept(delayNanoseconds: delayNanoseconds) }
        return .end(ConnectionEnd(end), delayNanoseconds: delayNanoseconds)
    }

    /// Asks the rules about an event outside SFTP sessions; what they leave to chance is drawn.
    func decide(_ event: Event) -> Decision? {
        guard var decision = context.decide(event) else { return nil }
        for (index, effect) in decision.effects.enumerated() {
            guard case .reply(.delay(let spread, let holdsSession)) = effect else { continue }
            let nanoseconds = connections.withLock { connections in
                connections[event.connection].map { connection in
                    var connection = connection
                    defer { connections[event.connection] = connection }
                    return spread.draw(&connection.random)
                }
            }
            decision.effects[index] = .delay(
                nanoseconds: nanoseconds ?? 0, holdsSession: holdsSession)
        }
        return decision
    }

    /// What is drawn for a connection, but not what its sessions draw.
    private static func random(_ seed: UInt64, _ connection: Int) -> SeededRandom {
        SeededRandom(seed: seed).branch(UInt64(clamping: connection)).branch(1)
    }

    /// An event of a connection outside its SFTP sessions.
    func event(
        _ kind: EventKind, _ connection: SSHConnectionInfo, user: String = ""
    ) -> Event {
        var event = Event(
            kind: kind, phase: .before, connection: connection.number, user: user)
        event.peer = EventPeer(connection)
        if context.needs(of: kind).contains(.elapsed) {
            event.elapsedNanoseconds = context.clock.nanoseconds() &- started(connection.number)
        }
        return event
    }

    /// When a connection was accepted, nanoseconds of the server's clock.
    private func started(_ number: Int) -> UInt64 {
        connections.withLock { $0[number]?.startedNanoseconds } ?? context.clock.nanoseconds()
    }

    func openSession(
        _ connection: SSHConnectionInfo, user: String, channel: any SSHChannel
    ) -> any SSHChannelHandler {
        let number = connection.number
        let account = authenticator.account(user)
        let login = connections.withLock { $0[number]?.login } ?? LoginProgress()
        let session = countSession(number)
        var identity = SessionIdentity(
            connection: number, user: user,
            home: login.home ?? account?.home ?? Array("/".utf8),
            uid: account?.uid ?? 1000, gid: account?.gid ?? 1000)
        identity.root = login.root ?? account?.root
        identity.session = session
        identity.peer = EventPeer(connection)
        identity.connectedNanoseconds = started(number)
        let handler = SSHSessionHandler(
            context: context, identity: identity, channel: channel,
            faults: streamFaults(connection)
        ) {
            [weak self] leftOpen in
            self?.connections.withLock { $0[number]?.leftOpen += leftOpen }
        }
        if session == 1 {
            for fault in streamFaults(connection).faults(account?.throttle ?? ThrottleSpec()) {
                channel.disturb(fault)
            }
            announce(connection, user, channel)
        }
        handler.restrain(connections.withLock { $0[number]?.restraints ?? [] })
        return handler
    }

    private func countSession(_ number: Int) -> Int {
        connections.withLock { connections in
            connections[number]?.sessions += 1
            return connections[number]?.sessions ?? 1
        }
    }

    /// The `connected` event, once for the first session of a connection.
    private func announce(
        _ connection: SSHConnectionInfo, _ user: String, _ channel: any SSHChannel
    ) {
        let ruling = decide(event(.connected, connection, user: user))
        record(
            .connected, connection.number, status: .ok, rules: ruling?.rules, user: user,
            message: connection.clientIdentification)
        restrain(connection.number, ruling)
        for effect in ruling?.effects ?? [] {
            if case .endConnection(let fault) = effect { channel.end(ConnectionEnd(fault)) }
        }
        for fault in streamFaults(connection).faults(ruling?.effects ?? []) {
            channel.disturb(fault)
        }
    }

    /// Keeps what rules say of limits for the sessions of a connection.
    private func restrain(_ number: Int, _ decision: Decision?) {
        for case .files(let effect) in decision?.effects ?? [] {
            connections.withLock { $0[number]?.restraints.append(effect) }
        }
    }

    func disconnected(_ connection: SSHConnectionInfo, cause: DisconnectCause) {
        // The event asks when the connection began, so it comes before that is forgotten.
        var event = event(.disconnected, connection)
        let left = connections.withLock { $0.removeValue(forKey: connection.number) }
        places.leave(connection.number)
        event.user = left?.login.user ?? ""
        event.cause = cause.text
        let ruling = decide(event)
        record(
            .disconnected, connection.number, status: nil, rules: ruling?.rules,
            user: left?.login.user ?? "", message: cause.text,
            startedNanoseconds: left?.startedNanoseconds,
            openHandles: left?.leftOpen)
    }

    /// A key exchange, at its beginning or end.
    func recordExchange(
        _ connection: Int, _ stage: KeyExchangeStage, _ number: Int, user: String,
        _ rules: RuleList?
    ) {
        var record = JournalRecord(
            kind: .keyExchange, connection: connection,
            startNanoseconds: context.clock.nanoseconds(), durationNanoseconds: 0)
        record.number = number
        if let rules { record.rules = rules }
        // An exchange that has begun and did not end is one that failed.
        record.status = stage == .finished ? .ok : nil
        let userBytes = Array(user.utf8)
        context.journal.append(record, user: user.isEmpty ? nil : userBytes.span.bytes)
    }

    func record(
        _ kind: EventKind, _ connection: Int, status: StatusCode?, rules: RuleList?,
        user: String = "", name: String? = nil, message: String? = nil,
        startedNanoseconds: UInt64? = nil, openHandles: Int? = nil, delayNanoseconds: UInt64 = 0,
        channel: Int? = nil
    ) {
        let now = context.clock.nanoseconds()
        let started = startedNanoseconds ?? now
        var record = JournalRecord(
            kind: kind, connection: connection, startNanoseconds: started,
            durationNanoseconds: now &- started &+ delayNanoseconds)
        record.status = status
        record.openHandles = openHandles
        record.number = channel
        if let rules { record.rules = rules }
        let userBytes = Array(user.utf8)
        let nameBytes = Array((name ?? "").utf8)
        let messageBytes = Array((message ?? "").utf8)
        context.journal.append(
            record, user: user.isEmpty ? nil : userBytes.span.bytes,
            name: name == nil ? nil : nameBytes.span.bytes,
            message: message == nil ? nil : messageBytes.span.bytes)
    }
}

extension DisconnectCause {
    /// The cause as the journal says it.
    var text: String {
        switch self {
        case .client: JournalEntry.closedByClient
        case .server(.reset): "reset by the server"
        case .server(.fin): "closed by the server without a word"
        case .server(.closeChannel): "channel closed by the server"
        case .server(.disconnect(let reason, let message)):
            "disconnected by the server (\(reason): \(message))"
        case .protocolError(let text): "SSH protocol error: \(text)"
        case .loginTimeout: "login time-out"
        case .idle: "idle time-out"
        case .shutdown: JournalEntry.serverStopped
        }
    }
}

extension EventPeer {
    /// What a connection says of its other end.
    convenience init(_ connection: SSHConnectionInfo) {
        let client = connection.clientIdentification
        self.init(
            address: connection.peerAddress, port: connection.peerPort,
            client: client.isEmpty ? nil : client)
    }
}
