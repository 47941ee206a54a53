public import SFTPFileSystem
public import Scenario
internal import Synchronization

/// What all sessions of one server share.
public final class ServerContext: Sendable {
    /// The files served, without those a rule holds.
    public var fileSystem: any FileSystem { veil.isDrawn ? veil : storedFiles }
    /// All the files, as they are stored.
    let storedFiles: any FileSystem
    /// What is held from sight; nobody looks through it before anything is.
    let veil: VeiledFileSystem
    /// What changes by itself, as soon as anything does.
    let fileLife: FileLife
    /// Where every event is written down.
    public let journal: Journal
    /// The clock of delays and journal times.
    public let clock: any SessionClock
    /// Names for long names and users-groups-by-id@openssh.com.
    public let accounts: AccountNames
    /// Sizes and counts a session keeps to.
    public let limits: SessionLimits
    /// How the protocol is spoken.
    public let protocolSpec: ProtocolSpec
    /// The events some rule or closure looks at.
    public var interest: EventInterest { handlers.all }
    /// The closures of the program.
    let handlers: EventHandlers
    private let ruleInterest: EventInterest
    private let decidedByPath: EventInterest
    /// Whether the engine has to be told of the end of sessions.
    private let keepsSessions: Bool
    /// What sessions keep to beyond the drafts.
    let restraints: RestraintSpec
    /// The same for users of whom the scenario says more.
    let userRestraints: [String: RestraintSpec]
    /// What rules want to know of each kind of event that costs to find out.
    private let needs: [EventNeeds]
    /// Home folders by user name, for home-directory and expand-path@openssh.com.
    public let homes: [String: [UInt8]]
    /// What everything drawn while a session is served comes from.
    public let seed: UInt64
    /// Seconds since 1970 at which long names are written.
    let wallSeconds: @Sendable () -> Int64

    /// Which files are open, and what their handles mean for others.
    let sharing: SharingTable

    /// What rules do to the course of the run.
    let flow: Flow
    /// Asks other programs for rules; nil when none may be asked.
    let caller: CalloutCaller?

    /// Takes what both sides of a session sent when it is over; nil: nothing is taken down.
    let sessionSink: (@Sendable (SessionRecord) -> Void)?

    // The engine is a value; sessions of several event loops take turns. It is entered only
    // when a rule looks at the event, so traffic without rules never meets the lock.
    private let engine: Mutex<ScenarioEngine>

    /// Makes the shared state of a server.
    public init(
        fileSystem: any FileSystem, engine: ScenarioEngine, journal: Journal,
        clock: any SessionClock, wallSeconds: @escaping @Sendable () -> Int64,
        accounts: AccountNames = AccountNames(), homes: [String: [UInt8]] = [:],
        limits: SessionLimits = SessionLimits(), protocolSpec: ProtocolSpec = ProtocolSpec(),
        seed: UInt64 = 0, restraints: RestraintSpec = RestraintSpec(),
        userRestraints: [String: RestraintSpec] = [:], growing: [GrowingFile] = [],
        captureSink: (@Sendable (CapturedPacket) -> Void)? = nil, caller: CalloutCaller? = nil,
        sessionSink: (@Sendable (SessionRecord) -> Void)? = nil
    ) {
        self.caller = caller
        self.sessionSink = sessionSink
        flow = Flow(sink: captureSink)
        let isFolding = restraints.quirks.fileNames == .insensitive
        storedFiles = isFolding ? CaseInsensitiveFileSystem(fileSystem) : fileSystem
        veil = VeiledFileSystem(storedFiles)
        fileLife = FileLife(storedFiles, growing: growing) { message in
            journal.log(
                Array(message.utf8), Event(kind: .error, phase: .before, connection: 0),
                rules: RuleList(), nanoseconds: clock.nanoseconds())
        }
        self.journal = journal
        self.clock = clock
        self.wallSeconds = wallSeconds
        self.accounts = accounts
        self.homes = homes
        self.limits = limits
        self.protocolSpec = protocolSpec
        self.seed = seed
        self.restraints = restraints
        self.userRestraints = userRestraints
        sharing = SharingTable(lockLimit: limits.locks)
        ruleInterest = engine.interest
        decidedByPath = engine.decidedByPath
        keepsSessions = engine.keepsSessions
        handlers = EventHandlers(rules: engine.interest)
        needs = EventKind.allCases.map { engine.needs(of: $0) }
        self.engine = Mutex(engine)
    }

    /// What rules want to know of a kind of event that costs to find out; nothing for most.
    public func needs(of kind: EventKind) -> EventNeeds {
        // A closure may read any field.
        let isHandled = handlers.handles(kind, .before) || handlers.handles(kind, .after)
        return isHandled ? .all : needs[kind.index]
    }

    /// Whether somebody may act on an event of this kind, in either phase.
    func observes(_ kind: EventKind) -> Bool {
        let interest = interest
        return interest.contains(kind, .before) || interest.contains(kind, .after)
    }

    /// Whether somebody may act on a request about this path, in either phase: to make an event
    /// costs more than to look at the path.
    func observes(_ kind: EventKind, path: RawSpan) -> Bool {
        guard observes(kind) else { return false }
        guard decidedByPath.contains(kind, .before), !handlers.handles(kind) else { return true }
        return path.withUnsafeBytes { bytes in
            engine.withLock { $0.mayAct(on: kind, path: bytes.bindMemory(to: UInt8.self).span) }
        }
    }

    /// Asks the rules and closures about an event; nil when none acts.
    public func decide(_ event: Event) -> Decision? {
        guard interest.contains(event.kind, event.phase) else { return nil }
        guard needs(of: event.kind).contains(.wallClock) else { return judge(event) }
        var event = event
        event.wallSeconds = wallSeconds()
        return judge(event)
    }

    private func judge(_ event: Event) -> Decision? {
        var decision: Decision?
        if ruleInterest.contains(event.kind, event.phase) {
            decision = engine.withLock { $0.decide(event) }
        }
        if handlers.handles(event.kind, event.phase) {
            decision = handlers.decide(event, after: decision)
        }
        if let decision { carryOut(decision, event) }
        return decision
    }

    /// Does what concerns the course of the run, whatever event it came with.
    func carryOut(_ decision: Decision, _ event: Event) {
        for case .flow(let effect) in decision.effects {
            switch effect {
            case .log(let text):
                journal.log(
                    text.bytes, event, rules: decision.rules, nanoseconds: clock.nanoseconds())
            case .capture(let request): flow.capture(request, event)
            case .release(let gate): flow.release(gate)
            case .pause, .callout:
                // The session does that: only it knows what is to wait.
                break
            }
        }
    }

    /// A session is over: what rules counted by it, and by the handles it left open, is forgotten.
    func sessionEnded(_ identity: SessionIdentity, openHandles: [[UInt8]]) {
        guard keepsSessions else { return }
        var event = Event(
            kind: .disconnected, phase: .before, connection: identity.connection,
            user: identity.user)
        event.session = identity.session
        engine.withLock { $0.forgetSession(event, openHandles: openHandles) }
    }

    /// Opens a gate for good, so that what a rule made wait for it goes on.
    public func release(_ gate: String) { flow.release(gate) }

    /// What sessions of a user keep to beyond the drafts.
    func restraints(of user: String) -> RestraintSpec { userRestraints[user] ?? restraints }

    /// How often each rule has acted, by index.
    public var firings: [UInt64] { engine.withLock { $0.firings } }
}

/// Sizes and counts a session keeps to, each with its reason.
public struct SessionLimits: Sendable {
    /// Open handles of one session; a client that never closes must not grow without bound.
    public var openHandles = 65_536
    /// Byte-range locks of one handle; the handle pays for them, in memory and time at its close.
    public var locksPerHandle = 4_096
    /// Byte-range locks of all sessions together.
    public var locks = 65_536
    /// Replies kept back by delays in one session; more would be unbounded memory.
    public var heldReplies = 1_024
    /// Bytes one request may ask to hash: two minutes of work, while a hole of a file in memory
    /// can have 2^63 bytes, which would keep its session busy for centuries.
    public var hashedBytes: UInt64 = 64 << 30
    /// Bytes of replies kept back by delays in one session.
    public var heldReplyBytes = 8 * 1024 * 1024
    /// Unsent reply bytes above which no more requests are taken up.
    public var pendingOutput = 1_024 * 1_024
    /// Permission bits that new files and directories do not get, as servers' umask has it.
    public var umask: UInt32 = 0o022
    /// The names of one READDIR reply take about this many bytes, like OpenSSH's hundred.
    public var listingBytes = 32_000

    /// Makes the default limits.
    public init() {}
}
