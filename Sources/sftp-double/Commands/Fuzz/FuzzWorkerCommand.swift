internal import ArgumentParser
internal import Fuzzing

extension Fuzz {
    /// `sftp-double fuzz worker`: the inside of `replay` and `run`, started by them.
    struct Worker: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Work for another sftp-double.", shouldDisplay: false)

        @Argument(help: "Seconds of processor time, bytes of memory.")
        var limits: [String]

        func run() {
            var worker = FuzzWorker(target: FuzzedTarget(), arguments: limits)
            worker.run()
        }
    }
}
