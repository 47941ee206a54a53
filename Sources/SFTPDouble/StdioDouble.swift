internal import Glibc
internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
public import Scenario
internal import Synchronization

/// One SFTP session over standard input and output, as sshd runs a subsystem.
public final class StdioDouble: Sendable {
    private let context: ServerContext
    private let identity: SessionIdentity
    private let faults: StreamFaults
    private let throttle: ThrottleSpec
    /// What of the scenario has no effect on pipes, a sentence each.
    public let remarks: [String]
    private let journalFile: JournalFile?
    private let stopReader: Int32
    private let stopWriter: Int32
    private let isStopped = Atomic(false)

    /// Builds files and rules; the first account is the one logged in.
    ///
    /// - Throws: `StartError`, one line that says what is wrong, also when a rule asks for what
    ///   only SSH can do.
    public init(_ configuration: Configuration) throws(StartError) {
        try configuration.checkPipeEffects()
        remarks = configuration.pipeRemarks
        context = try ServerContext(configuration)
        let account = configuration.accounts.first
        var identity = SessionIdentity(
            connection: 1, user: account?.name ?? "", home: account?.home ?? Array("/".utf8),
            uid: account?.uid ?? 1000, gid: account?.gid ?? 1000)
        identity.root = account?.root
        identity.connectedNanoseconds = context.clock.nanoseconds()
        self.identity = identity
        faults = StreamFaults(seed: configuration.seed, connection: identity.connection)
        throttle = account?.throttle ?? ThrottleSpec()
        if let path = configuration.journalFile {
            journalFile = try JournalFile(path: path, journal: context.journal)
        } else {
            journalFile = nil
        }
        // Last, so that nothing which fails after it leaves it behind.
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let reason = String(cString: strerror(errno))
            _ = journalFile?.close()
            throw .output("cannot make a pipe: \(reason)")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopReader = ends[0]
        stopWriter = ends[1]
    }

    deinit {
        _ = journalFile?.close()
        stop()
        _ = close(stopReader)
    }

    /// Serves until the peer closes, a rule ends the session or `stop` is called.
    ///
    /// Returns whether the session ended in order (exit status 0 of a subsystem server) and what
    /// the expectations came to. Call once.
    ///
    /// - Throws: `StartError.output` when lines of the journal file were lost.
    public func run() throws(StartError) -> (isOrderly: Bool, report: VerificationReport) {
        let transport = PipeTransport(
            input: STDIN_FILENO, output: STDOUT_FILENO, stop: stopReader, clock: context.clock,
            faults: faults)
        let session = Session(context: context, identity: identity, channel: transport)
        for fault in faults.faults(throttle) { transport.disturb(fault) }
        connect(session, transport)
        let ending = transport.run(session)
        disconnect(ending, openHandles: transport.leftOpen)
        if let failure = journalFile?.close() { throw .output(failure) }
        return (ending.isOrderly, context.report())
    }

    /// The `connected` event: the session is there, nothing was said.
    private func connect(_ session: Session, _ transport: PipeTransport) {
        let ruling = context.decide(event(.connected))
        record(.connected, rules: ruling?.rules, cause: nil, openHandles: nil)
        for effect in ruling?.effects ?? [] {
            switch effect {
            case .files(let effect): session.restrain([effect])
            case .stream(let effect): transport.disturb(effect)
            case .endConnection(let fault): transport.end(fault)
            default: break
            }
        }
    }

    private func disconnect(_ ending: PipeTransport.Ending, openHandles: Int) {
        var event = event(.disconnected)
        event.cause = ending.cause
        let ruling = context.decide(event)
        record(
            .disconnected, rules: ruling?.rules, cause: ending.cause, openHandles: openHandles)
    }

    /// An event outside the session.
    private func event(_ kind: EventKind) -> Event {
        var event = Event(kind: kind, phase: .before, connection: 1, user: identity.user)
        if context.needs(of: kind).contains(.elapsed) {
            event.elapsedNanoseconds =
                context.clock.nanoseconds() &- identity.connectedNanoseconds
        }
        return event
    }

    /// Ends `run` from another thread; a second call does nothing.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = close(stopWriter)
    }

    private func record(
        _ kind: EventKind, rules: RuleList?, cause: String?, openHandles: Int?
    ) {
        let now = context.clock.nanoseconds()
        var record = JournalRecord(
            kind: kind, connection: 1, startNanoseconds: kind == .connected ? now : 0,
            durationNanoseconds: kind == .connected ? 0 : now)
        if kind == .connected { record.status = .ok }
        record.openHandles = openHandles
        if let rules { record.rules = rules }
        let user = identity.user.utf8.map { $0 }
        let message = (cause ?? "").utf8.map { $0 }
        context.journal.append(
            record, user: user.span.bytes, message: cause == nil ? nil : message.span.bytes)
    }
}

extension PipeTransport.Ending {
    var isOrderly: Bool {
        switch self {
        case .stopped, .fault(.closeChannel(exitStatus: 0)): true
        case .fault, .failed, .left: false
        }
    }

    var cause: String {
        switch self {
        case .fault(.closeChannel(exitStatus: 0)), .left: JournalEntry.closedByClient
        case .fault: "ended by the server"
        case .stopped: JournalEntry.serverStopped
        case .failed(let number): String(cString: strerror(number))
        }
    }
}
