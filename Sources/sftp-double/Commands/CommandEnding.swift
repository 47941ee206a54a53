internal import Glibc

/// What commands that take a while begin with: Ctrl-C ends them with what they have, and files
/// they are to write are tried before anything begins.
enum CommandEnding {
    /// Takes over the signals that end a program and tries the files; throws the exit status.
    ///
    /// Threads that are to be spared the signals begin behind this.
    static func take(writes paths: [String?] = []) throws -> StopSwitch {
        Signals.blockEndings()
        for path in paths.compactMap({ $0 }) where !Output.canReplaceFile(path) {
            Output.error("sftp-double: cannot write \(path): \(String(cString: strerror(errno)))")
            throw ExitStatus.cannotWrite.exitCode
        }
        guard let stop = StopSwitch() else {
            Output.error("sftp-double: no file descriptors left")
            throw ExitStatus.cannotWrite.exitCode
        }
        Signals.onEnding { stop.set() }
        return stop
    }
}
