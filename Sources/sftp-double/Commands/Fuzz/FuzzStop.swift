internal import Glibc

/// What the commands of `fuzz` share: Ctrl-C ends them with what they have, and files they are
/// to write are tried before anything begins.
struct FuzzStop {
    private let stop: StopSwitch

    /// Takes over the signals that end a program; throws the exit status.
    init(writes paths: [String?]) throws {
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
        self.stop = stop
    }

    /// Whether the command is to end.
    var isSet: Bool { stop.isSet }
}
