internal import Logging
public import SFTPServer
internal import SSHTransport
public import Scenario
internal import Synchronization

/// A whole SFTP test double over SSH: start it, point clients at it, stop it, read the report.
public final class TestDouble: Sendable {
    private let configuration: Configuration
    private let context: ServerContext
    private let server: SSHServer
    private let hostKeys: [HostKey]
    private let journalFile: JournalFile?
    private let lostJournal = Mutex<String?>(nil)

    /// Builds files, rules and host keys; nothing listens yet.
    ///
    /// - Throws: `StartError`, one line that says what is wrong.
    public init(_ configuration: Configuration) throws(StartError) {
        self.configuration = configuration
        context = try ServerContext(configuration)
        hostKeys = try Self.hostKeys(configuration)
        var transport = SSHServerConfiguration(hostKeys: hostKeys)
        transport.host = configuration.host
        transport.port = configuration.port
        transport.loops = configuration.loops
        transport.authenticationMethods = configuration.authenticationMethods
        if let limit = configuration.maximumSessions { transport.maximumChannelCount = limit }
        if let timeout = configuration.authentication.timeoutNanoseconds {
            transport.loginTimeoutNanoseconds = timeout
        }
        transport.banner = configuration.banner
        transport.identification =
            configuration.identification ?? Self.standardIdentification
        transport.algorithms = SSHAlgorithms(configuration.transport.algorithms)
        transport.rekeyByteCount = configuration.transport.rekeyAfterBytes ?? 0
        transport.keepAliveAnswer = KeepAliveAnswer(configuration.transport.keepAlive)
        transport.idleLimit = configuration.transport.idle.map {
            IdleLimit(nanoseconds: $0.nanoseconds, end: ConnectionEnd($0.end))
        }
        var greeting = configuration.transport.greeting
        if configuration.identification != nil { greeting.line = nil }
        let delegate = DoubleDelegate(
            context: context,
            authenticator: Authenticator(configuration),
            offered: configuration.authenticationMethods, greeting: greeting,
            seed: configuration.seed,
            places: ConnectionPlaces(configuration.limits, users: configuration.userLimits))
        do throws(SSHServerError) {
            server = try SSHServer(
                configuration: transport, delegate: delegate,
                logger: Logger(label: "sftp-double.ssh", factory: { _ in SwiftLogNoOpLogHandler() })
            )
        } catch {
            throw Self.startError(error)
        }
        if let path = configuration.journalFile {
            journalFile = try JournalFile(path: path, journal: context.journal)
        } else {
            journalFile = nil
        }
    }

    private static func startError(_ error: SSHServerError) -> StartError {
        switch error {
        case .noHostKey, .duplicateHostKey, .hostKeyRejected: .hostKey(error.description)
        case .invalidConfiguration: .scenario(error.description)
        case .addressInUse, .badAddress, .permissionDenied, .alreadyStarted, .system:
            .listen("cannot listen: \(error.description)")
        }
    }

    /// What the double calls itself unless a scenario says otherwise.
    ///
    /// It answers SYMLINK as OpenSSH does, with the paths in the other order than the draft's;
    /// asyncssh, libssh and phpseclib look for the first word to know which order to send.
    static let standardIdentification = "OpenSSH_9.2 sftp-double_\(Version.current)"

    private static func hostKeys(_ configuration: Configuration) throws(StartError) -> [HostKey] {
        do throws(HostKeyError) {
            var keys: [HostKey] = []
            for path in configuration.hostKeyFiles { keys.append(try HostKey.load(path: path)) }
            if !keys.isEmpty { return keys }
            for algorithm in configuration.hostKeyAlgorithms {
                keys.append(try HostKey.generate(algorithm))
            }
            return keys
        } catch {
            throw .hostKey("host key: \(error.description)")
        }
    }

    deinit { _ = journalFile?.close() }

    /// Listens and serves until `stop`; after a failure the double is over.
    ///
    /// - Throws: `StartError`, one line that says what is wrong.
    public func start() throws(StartError) -> ReadyRecord {
        do throws(SSHServerError) {
            let address = try server.start()
            return ReadyRecord(
                host: address.host, port: address.port, accounts: configuration.accounts,
                hostKeys: hostKeys, seed: configuration.seed)
        } catch {
            // A second start of one that runs is an error, too, and leaves it alone.
            if error != .alreadyStarted { _ = journalFile?.close() }
            throw Self.startError(error)
        }
    }

    /// Ends all sessions within two seconds, completes the journal and judges the expectations.
    public func stop() -> VerificationReport {
        server.stop()
        if let failure = journalFile?.close() { lostJournal.withLock { $0 = failure } }
        return report
    }

    /// Why lines of the journal file were lost, known after `stop`; nil when it is complete.
    public var journalFailure: String? { lostJournal.withLock { $0 } }

    /// Opens a gate for good, so that what the action `pause` holds at it goes on.
    public func release(_ gate: String) { context.release(gate) }

    /// What happened so far.
    public var journal: Journal { context.journal }

    /// The bytes of a stored file, links followed; nil when there is none or it is larger.
    public func storedBytes(at path: [UInt8], atMost limit: Int) -> [UInt8]? {
        context.storedBytes(at: path, atMost: limit)
    }

    /// What each rule made of a record of the journal, and why; nil when it is not in memory.
    public func explanation(of number: UInt64) -> RecordExplanation? {
        context.journal.explanation(of: number)
    }

    /// Runs a closure on every event of a kind, before or after it was carried out; best called
    /// before ``start()``, as sessions see a closure from their next event on.
    ///
    /// Every field of the event can be read, and what the closure says has the same effects as
    /// the actions of a scenario; it comes behind what rules said. The closure runs on the
    /// session's event-loop thread: what it waits for, all sessions of the thread wait for.
    ///
    /// ```swift
    /// double.on(.fileWrite, .before) { event in
    ///     if (event.offset ?? 0) >= 1 << 20 { event.answer(.quotaExceeded) }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - kind: the kind of event.
    ///   - phase: `before`, or `after`, which only requests and a few others have.
    ///   - name: what the journal calls it among the rules that acted; nil: `on` and the event
    ///     and phase.
    ///   - body: what is done.
    public func on(
        _ kind: EventKind, _ phase: EventPhase = .before, named name: String? = nil,
        _ body: @escaping EventHandler
    ) {
        context.on(kind, phase, named: name, body)
    }

    /// Judges the expectations as things stand.
    public var report: VerificationReport {
        context.report()
    }
}
