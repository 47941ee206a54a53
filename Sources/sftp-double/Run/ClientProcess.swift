internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs a client to its end or to a time-out, with what it printed in bounded memory.
struct ClientProcess {
    /// How a client ended.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signaled(Int32)
        /// It was killed because its time was up: a hang is a result.
        case timedOut
        /// It was killed because it took more memory than it may.
        case tooLarge
        /// It was killed because the whole run was stopped.
        case stopped
        /// It could not be started.
        case notStarted(String)
    }

    /// What came of it.
    struct Result: Sendable {
        var ending: Ending
        var output: ClientOutput
        var seconds: Double
        /// The most memory any of its processes was seen to have, bytes; 0 unless asked for.
        var peakMemory: UInt64 = 0
    }

    var words: [String]
    var variables: [(name: String, value: String)]
    var timeoutSeconds: Double
    var stop: StopSwitch
    /// Where it runs; nil: where this program runs.
    var folder: String?
    /// The memory that each of its processes may have, bytes; nil: nobody looks.
    var memoryLimit: UInt64?

    /// The program's file, or nil when there is none.
    static func resolve(_ program: String) async -> FilePath? {
        if program.contains("/") {
            return access(program, X_OK) == 0 ? FilePath(program) : nil
        }
        return try? await Executable.name(program).resolveExecutablePath(in: .inherit)
    }

    /// Starts the client in a process group of its own and waits for it.
    func run(_ program: FilePath) async -> Result {
        let start = ContinuousClock.now
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            return Result(
                ending: .notStarted(String(cString: strerror(errno))), output: ClientOutput(),
                seconds: 0)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reader, writer) = (ends[0], ends[1])
        defer { close(reader) }
        var options = PlatformOptions()
        options.processGroupID = 0
        let childGuard = ChildGuard.shared
        var environment: [Environment.Key: String?] = [:]
        for (name, value) in variables + [childGuard.mark] {
            if let key = Environment.Key(rawValue: name) { environment[key] = value }
        }
        do {
            let outcome = try await Subprocess.run(
                .path(program), arguments: Arguments(Array(words.dropFirst())),
                environment: .inherit.updating(environment),
                workingDirectory: folder.map { FilePath($0) }, platformOptions: options,
                input: .none,
                output: .fileDescriptor(
                    FileDescriptor(rawValue: writer), closeAfterSpawningProcess: true),
                error: .combinedWithOutput
            ) { execution in
                let group = execution.processIdentifier.value
                childGuard.add(group)
                defer { childGuard.remove(group) }
                let watch = ClientWatch(
                    process: group,
                    descriptor: execution.processIdentifier.processDescriptor, output: reader,
                    stop: stop, timeoutSeconds: timeoutSeconds, memoryLimit: memoryLimit)
                return await watch.run()
            }
            let seen = outcome.closureResult
            let ending: Ending =
                switch (seen.reason, outcome.terminationStatus) {
                case (.timeUp, _): .timedOut
                case (.tooLarge, _): .tooLarge
                case (.stopped, _): .stopped
                case (.ended, .exited(let code)): .exited(code)
                case (.ended, .signaled(let number)): .signaled(number)
                }
            return Result(
                ending: ending, output: seen.output, seconds: Self.seconds(since: start),
                peakMemory: seen.peakMemory)
        } catch {
            return Result(
                ending: .notStarted("\(error)"), output: ClientOutput(),
                seconds: Self.seconds(since: start))
        }
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
