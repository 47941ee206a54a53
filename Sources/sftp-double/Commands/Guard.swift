internal import ArgumentParser

/// `sftp-double guard`: the inside of ``ChildGuard``, started by the commands that run programs.
struct Guard: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End what another sftp-double runs when that one is killed.",
        shouldDisplay: false)

    @Argument(help: "The variable in the environment of what is to end.")
    var mark: String

    func run() { ChildGuard.watch(mark: mark) }
}
