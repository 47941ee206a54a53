internal import Synchronization

/// What stands behind `--` on the command lines that run another program: the parser cannot keep
/// it apart from a list before it.
enum PassedCommand {
    /// The commands that take one, by their words.
    private static let takers = [["run"], ["fuzz", "client"], ["fuzz", "server"]]

    private static let taken = Mutex<[String]>([])

    /// The program and its arguments; none when there was no `--`.
    static var words: [String] { taken.withLock { $0 } }

    /// Takes it off a command line.
    static func take(from arguments: inout [String]) {
        guard takers.contains(where: { arguments.starts(with: $0) }),
            let terminator = arguments.firstIndex(of: "--")
        else { return }
        let words = Array(arguments[(terminator + 1)...])
        taken.withLock { $0 = words }
        arguments.removeSubrange(terminator...)
    }
}
