internal import Glibc
internal import Synchronization

/// Waits for a client on a thread of its own: reads what it prints, and kills its process group
/// when its time is up, when the run is stopped, and when it has ended and left others behind.
final class ClientWatch: Sendable {
    /// Why the wait was over.
    enum Reason: Sendable {
        case ended, timeUp, tooLarge, stopped
    }

    /// What was seen.
    struct Seen: Sendable {
        var reason: Reason
        var output: ClientOutput
        /// The most memory any of its processes had, bytes; 0 unless it was looked at.
        var peakMemory: UInt64
    }

    /// How often a process is looked after where the kernel has no descriptors of processes.
    private static let pollMilliseconds: Int32 = 10
    /// How often its memory is looked at.
    private static let memoryMilliseconds: Int32 = 20

    private let process: pid_t
    private let descriptor: Int32
    private let output: Int32
    private let stop: StopSwitch
    private let deadline: ContinuousClock.Instant
    private let memoryLimit: UInt64?

    init(
        process: pid_t, descriptor: Int32, output: Int32, stop: StopSwitch,
        timeoutSeconds: Double, memoryLimit: UInt64?
    ) {
        self.process = process
        self.descriptor = descriptor
        self.output = output
        self.stop = stop
        self.memoryLimit = memoryLimit
        deadline = .now + .seconds(timeoutSeconds)
    }

    /// Waits; the process is gone or killed when it returns, and not yet reaped.
    func run() async -> Seen {
        await withCheckedContinuation { continuation in
            let job = ThreadJob { continuation.resume(returning: self.watch()) }
            // Without a thread the wait holds up a shared one, which is better than no wait.
            if !job.start() { job.body() }
        }
    }

    private func watch() -> Seen {
        let flags = fcntl(output, F_GETFL)
        _ = fcntl(output, F_SETFL, flags | O_NONBLOCK)
        var text = ClientOutput()
        var isOpen = true
        var peakMemory: UInt64 = 0
        let reason = wait(&text, &isOpen, &peakMemory)
        // The leader is a zombie until it is reaped, so its number still names its group only.
        kill(-process, SIGKILL)
        if isOpen { _ = read(into: &text) }
        return Seen(reason: reason, output: text, peakMemory: peakMemory)
    }

    private func wait(
        _ text: inout ClientOutput, _ isOpen: inout Bool, _ peakMemory: inout UInt64
    ) -> Reason {
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - .now
            guard left > .zero else { return .timeUp }
            var milliseconds = Self.milliseconds(left)
            if descriptor < 0 { milliseconds = min(milliseconds, Self.pollMilliseconds) }
            if let memoryLimit {
                peakMemory = max(peakMemory, ProcessMemory.peak(of: process))
                guard peakMemory <= memoryLimit else { return .tooLarge }
                milliseconds = min(milliseconds, Self.memoryMilliseconds)
            }
            let ready = poll(&waits, 3, milliseconds)
            if ready < 0 && errno != EINTR { return .stopped }
            if ready > 0, waits[1].revents != 0 { isOpen = read(into: &text) }
            if ready > 0, waits[2].revents != 0 { return .stopped }
            if descriptor < 0 ? hasEnded : ready > 0 && waits[0].revents != 0 { return .ended }
        }
    }

    /// Whether the process has ended, without reaping it.
    private var hasEnded: Bool {
        var info = siginfo_t()
        let found = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
        return found != 0 || info.si_signo == SIGCHLD
    }

    /// Takes what is there; false at the end of the output.
    private func read(into text: inout ClientOutput) -> Bool {
        var piece = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(output, &piece, piece.count)
            guard count > 0 else {
                return count < 0 && (errno == EAGAIN || errno == EINTR)
            }
            text.append(piece[..<count])
            // Who prints without end must not keep this thread from looking at the clock.
            if count < piece.count { return true }
            if ContinuousClock.now > deadline { return true }
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : Int32(clamping: whole + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

/// The beginning and the end of what a client printed.
struct ClientOutput: Sendable {
    private static let headLimit = 16 * 1024
    private static let tailLimit = 48 * 1024

    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var omitted = 0

    /// Adds what was printed next.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        let room = Self.headLimit - head.count
        head += bytes.prefix(room)
        tail += bytes.dropFirst(room)
        guard tail.count > 2 * Self.tailLimit else { return }
        omitted += tail.count - Self.tailLimit
        tail.removeFirst(tail.count - Self.tailLimit)
    }

    /// As text; what is no UTF-8 is replaced.
    var text: String {
        let gap = omitted > 0 ? "\n… \(omitted) bytes left out …\n" : ""
        return String(decoding: head, as: UTF8.self) + gap + String(decoding: tail, as: UTF8.self)
    }
}

/// A descriptor that becomes readable, for all who poll it, when the run is to stop.
final class StopSwitch: Sendable {
    /// Readable once ``set()`` was called.
    let descriptor: Int32
    private let writer: Int32
    private let isOn = Atomic(false)

    /// Makes a switch; nil without file descriptors to spare.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        descriptor = ends[0]
        writer = ends[1]
    }

    deinit {
        close(descriptor)
        if !isSet { close(writer) }
    }

    /// Whether the run is to stop.
    var isSet: Bool { isOn.load(ordering: .acquiring) }

    /// Stops the run; a second call does nothing.
    func set() {
        guard !isOn.exchange(true, ordering: .acquiringAndReleasing) else { return }
        close(writer)
    }
}

/// A closure for a thread of its own.
final class ThreadJob: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    /// Starts the thread; false when there cannot be one.
    func start() -> Bool {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { box in
                if let box { Unmanaged<ThreadJob>.fromOpaque(box).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
