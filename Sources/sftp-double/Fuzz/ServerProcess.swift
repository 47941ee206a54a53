internal import Fuzzing
internal import Glibc

/// A server under test as a child process that speaks SFTP on its standard input and output.
///
/// It has a process group and an empty folder of its own; both are gone when it has ended.
final class ServerProcess: ServerPipe {
    /// How servers are started.
    struct Launch: Sendable {
        /// The program and its arguments; the program is looked for in PATH.
        var words: [String]
        /// What is added to the environment.
        var variables: [(name: String, value: String)] = []
        /// Whether to give its files to, and run it as, the user nobody.
        var dropsPrivileges: Bool
        /// Whether the process is the server itself, so that its memory means something.
        var isServer: Bool
        var stop: StopSwitch
    }

    private static let nobody: UInt32 = 65534

    private let process: pid_t
    private let launch: Launch
    private let scratch: ScratchFolder
    private let errors: Int32
    private var input: Int32
    private let output: Int32
    private var isReaped = false
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// Starts a server; throws when the system has no room for one or the program is not there.
    init(_ launch: Launch) throws(ServerStartError) {
        self.launch = launch
        guard let scratch = ScratchFolder() else { throw Self.failure("make a folder") }
        self.scratch = scratch
        if launch.dropsPrivileges {
            for path in [scratch.path, scratch.work] { chown(path, Self.nobody, Self.nobody) }
        }
        errors = open(
            scratch.path + "/errors", O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        var ends: [Int32] = [-1, -1, -1, -1]
        let isReady =
            errors >= 0
            && ends.withUnsafeMutableBufferPointer { ends in
                pipe(ends.baseAddress) == 0 && pipe(ends.baseAddress.map { $0 + 2 }) == 0
            }
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (input, output) = (ends[1], ends[2])
        defer { for end in [ends[0], ends[3]] where end >= 0 { close(end) } }
        do throws(ServerStartError) {
            guard isReady else { throw Self.failure("make pipes") }
            for end in [input, output] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
            process = try Self.spawn(
                launch, folder: scratch.work, descriptors: [ends[0], ends[3], errors])
        } catch {
            for end in [ends[1], ends[2], errors] where end >= 0 { close(end) }
            scratch.remove()
            throw error
        }
    }

    deinit {
        if !isReaped { _ = reap(waiting: 0) }
        if input >= 0 { close(input) }
        close(output)
        close(errors)
        scratch.remove()
    }

    // MARK: The stream

    func move(
        _ bytes: ArraySlice<UInt8>, into received: inout [UInt8], waiting: Duration
    ) -> PipeMove {
        let wantsToSend = !bytes.isEmpty && input >= 0
        var waits = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wantsToSend ? input : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: launch.stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&waits, 3, Self.milliseconds(waiting))
        guard ready > 0, waits[2].revents == 0 else { return .idle }
        var taken = 0
        if waits[1].revents != 0 {
            taken = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if taken < 0, errno != EAGAIN, errno != EINTR {
                // It reads no more; what it still says comes until it ends.
                close(input)
                input = -1
            }
            taken = max(taken, 0)
        }
        if waits[0].revents != 0, !readOnce(into: &received) { return .closed }
        // Who reads no more will not end the wait for it either: that is the end, too.
        if input < 0, waits[0].revents == 0 { return .closed }
        return .moved(taken: taken)
    }

    func end(into received: inout [UInt8], waiting: Duration) -> ServerEnding {
        if input >= 0 { close(input) }
        input = -1
        let deadline = ContinuousClock.now + waiting
        while true {
            let left = deadline - .now
            guard left > .zero, !launch.stop.isSet else { break }
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, Self.milliseconds(left)) > 0 else { continue }
            var more: [UInt8] = []
            guard readOnce(into: &more) else { break }
            // Who says more than this without being asked is not listened to.
            if received.count < 16 * 1024 * 1024 { received += more }
        }
        return reap(waiting: max(0, Self.milliseconds(deadline - .now)))
    }

    /// Takes what is there; false at the end of the output.
    private func readOnce(into received: inout [UInt8]) -> Bool {
        let count = buffer.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        buffer.withUnsafeBytes { received.append(contentsOf: $0.prefix(count)) }
        return true
    }

    // MARK: The process

    var peakMemory: Int? {
        guard launch.isServer, !isReaped,
            let text = Self.text(of: "/proc/\(process)/status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                .dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes * 1024
    }

    var complaint: String {
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        let size = lseek(errors, 0, Int32(SEEK_END))
        let count = pread(errors, &bytes, bytes.count, max(0, size - off_t(bytes.count)))
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    func restoreFolder() {
        chmod(scratch.work, 0o700)
    }

    /// Waits for the end of the process and kills what is left of its group.
    private func reap(waiting milliseconds: Int32) -> ServerEnding {
        guard !isReaped else { return .stayed }
        isReaped = true
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        var pause: Int32 = 1
        var hasEnded = self.hasEnded
        while !hasEnded, ContinuousClock.now < deadline, !launch.stop.isSet {
            // The kernel tells the end of a child by no descriptor that Swift can open.
            poll(nil, 0, pause)
            pause = min(pause * 2, 20)
            hasEnded = self.hasEnded
        }
        // Not yet reaped, so the number still names this group only.
        kill(-process, SIGKILL)
        ChildGuard.shared.remove(process)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard hasEnded else { return .stayed }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signaled(signal)
    }

    private var hasEnded: Bool {
        var info = siginfo_t()
        let found = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
        return found != 0 || info.si_signo == SIGCHLD
    }

    private static func spawn(
        _ launch: Launch, folder: String, descriptors: [Int32]
    ) throws(ServerStartError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var defaults = none
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = (launch.dropsPrivileges ? Self.dropping : []) + launch.words
        var environment = Self.environment()
        let childGuard = ChildGuard.shared
        environment += (launch.variables + [childGuard.mark]).map { "\($0.name)=\($0.value)" }
        var process = pid_t()
        // Swift sees no way to give a folder to a child but to be there; this thread is the only
        // one that opens files by relative names.
        let back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(back) }
        guard back >= 0, chdir(folder) == 0 else { throw failure("enter a folder") }
        let code = CStrings.with(words) { words in
            CStrings.with(environment) { environment in
                guard let program = words[0] else { return EINVAL }
                return posix_spawnp(
                    &process, program, &actions, &attributes, words, environment)
            }
        }
        if code == 0 { childGuard.add(process) }
        guard fchdir(back) == 0 else { throw failure("leave a folder") }
        guard code == 0 else {
            throw ServerStartError(
                "cannot start \(words.first ?? ""): \(String(cString: strerror(code)))")
        }
        return process
    }

    /// A program of util-linux that becomes another user and then the server.
    private static let dropping = [
        "setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups", "--",
    ]

    private static func environment() -> [String] {
        var list: [String] = []
        var next = environ
        while let entry = next.pointee {
            list.append(String(cString: entry))
            next += 1
        }
        return list
    }

    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : Int32(clamping: whole + attoseconds / 1_000_000_000_000_000)
    }

    private static func failure(_ what: String) -> ServerStartError {
        ServerStartError("cannot \(what): \(String(cString: strerror(errno)))")
    }
}
