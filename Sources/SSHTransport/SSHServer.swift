import CLibSSH
import Glibc
public import Logging

/// An SSH server that serves the `sftp` subsystem with the handlers of its delegate.
///
/// Speaks SSH by libssh on a few threads of its own. Nothing but `sftp` is
/// served: no shell, no command, no forwarding.
public final class SSHServer: Sendable {
    private let context: LoopContext
    private let state: Locked<State>

    /// What `start` and `stop` change.
    private struct State: Sendable {
        var isStarted = false
        var threads: [LoopThread] = []
    }

    /// Checks the configuration; nothing is opened yet.
    ///
    /// - Throws: `SSHServerError`.
    public init(
        configuration: SSHServerConfiguration, delegate: any SSHServerDelegate, logger: Logger
    ) throws(SSHServerError) {
        try configuration.validate()
        context = LoopContext(configuration: configuration, delegate: delegate, logger: logger)
        state = Locked(State())
    }

    /// libssh's version and its build's choices, for `--version`.
    public static var libraryVersion: String {
        ssh_version(0).map { String(cString: $0) } ?? "unknown"
    }

    /// Listens, starts the threads and returns the address and port bound.
    ///
    /// - Throws: `SSHServerError` with the reason in one line.
    public func start() throws(SSHServerError) -> SSHServerAddress {
        try state.withLock { state throws(SSHServerError) in
            guard !state.isStarted else { throw .alreadyStarted }
            ProcessSettings.prepare()
            let configuration = context.configuration
            var loops: [EventLoop] = []
            for _ in 0..<configuration.loops {
                loops.append(
                    try EventLoop(context: context, bind: ListenerOptions.make(configuration)))
            }
            let listener = try ListeningSocket(
                host: configuration.host, port: configuration.port,
                backlog: configuration.listenBacklog)
            loops.first?.startAccepting(listener, peers: loops)
            state.isStarted = true
            do throws(SSHServerError) {
                for loop in loops { state.threads.append(try LoopThread(loop)) }
            } catch {
                Self.end(&state.threads, graceNanoseconds: 0)
                loops.first?.closeListener()
                throw error
            }
            return listener.address
        }
    }

    /// Ends all connections and the threads, and returns when they are gone.
    ///
    /// Output that waits is sent first if the peers take it within
    /// `graceNanoseconds`, which is limited to 1.5 s. Never call it from a
    /// delegate or handler: it waits for the threads those run on.
    public func stop(graceNanoseconds: UInt64 = 500_000_000) {
        state.withLock { state in
            Self.end(&state.threads, graceNanoseconds: min(graceNanoseconds, 1_500_000_000))
        }
    }

    private static func end(_ threads: inout [LoopThread], graceNanoseconds: UInt64) {
        for thread in threads { thread.loop.stop(graceNanoseconds: graceNanoseconds) }
        for thread in threads { thread.join() }
        threads = []
    }
}

/// The thread of a loop.
private struct LoopThread: Sendable {
    let loop: EventLoop
    private let thread: pthread_t

    /// Starts the thread.
    init(_ loop: EventLoop) throws(SSHServerError) {
        self.loop = loop
        var thread = pthread_t()
        let context = Unmanaged.passRetained(loop)
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                var signals = sigset_t()
                sigfillset(&signals)
                // Signals are the owner's business, on its own threads.
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw .system(call: "pthread_create", errorNumber: result)
        }
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }
}

/// What a process that serves many sockets needs once.
private enum ProcessSettings {
    static func prepare() {
        ssh_init()
        // A peer that goes away is an error of the write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
