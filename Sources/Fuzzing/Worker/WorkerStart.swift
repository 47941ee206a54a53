internal import Glibc

/// Starts worker processes.
enum WorkerStart {
    /// A started worker and the ends of its pipes.
    struct Started {
        var process: pid_t
        var requests: Int32
        var answers: Int32
        var words: Int32
    }

    static func start(
        _ command: WorkerCommand, record: WorkerRecord
    ) throws(WorkerFailure) -> Started {
        var pipes: [(reader: Int32, writer: Int32)] = []
        for index in 0..<3 {
            // Requests go through a socket: to write to a worker that died must not end us.
            guard let ends = index == 0 ? makeSockets() : makePipe() else {
                for ends in pipes { closeBoth(ends) }
                throw WorkerFailure(description: "no file descriptors left: \(reason(errno))")
            }
            pipes.append(ends)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0].reader, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1].writer, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2].writer, 2)
        posix_spawn_file_actions_adddup2(&actions, record.descriptor, WorkerRecord.inherited)
        let limits = ["\(command.processorSeconds)", "\(command.memoryBytes)"]
        let words = ["sftp-double"] + command.arguments + limits
        var process: pid_t = 0
        let code = withCStrings(words) { arguments in
            withCStrings(environment()) { variables in
                posix_spawn(&process, command.program, &actions, nil, arguments, variables)
            }
        }
        close(pipes[0].reader)
        close(pipes[1].writer)
        close(pipes[2].writer)
        guard code == 0 else {
            close(pipes[0].writer)
            close(pipes[1].reader)
            close(pipes[2].reader)
            throw WorkerFailure(
                description: "cannot start \(command.program): \(reason(code))")
        }
        return Started(
            process: process, requests: pipes[0].writer, answers: pipes[1].reader,
            words: pipes[2].reader)
    }

    /// This process's variables, but no backtraces: a crash is expected, and printing one takes
    /// seconds.
    private static func environment() -> [String] {
        let own = (try? CorpusFolder.contents(of: "/proc/self/environ")) ?? []
        let variables = own.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return variables.filter { !$0.hasPrefix("SWIFT_BACKTRACE=") }
            + ["SWIFT_BACKTRACE=enable=no"]
    }

    private static func makePipe() -> (reader: Int32, writer: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func makeSockets() -> (reader: Int32, writer: Int32)? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func closeBoth(_ ends: (reader: Int32, writer: Int32)) {
        close(ends.reader)
        close(ends.writer)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// Calls `body` with a list of C strings that ends in null.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
