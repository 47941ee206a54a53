internal import ArgumentParser

/// `sftp-double guard`: the inside of ``ChildGuard``, started by the commands that run programs.
struct Guard: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End what another sftp-double runs when that one is killed.",
        shouldDisplay: false)

    func run() { ChildGuard.watch() }
}
