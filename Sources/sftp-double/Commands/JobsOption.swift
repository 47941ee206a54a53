internal import ArgumentParser

/// How many clients a command runs at once.
struct JobsOption: ParsableArguments {
    @Option(help: ArgumentHelp("How many clients run at once, 1 to 64.", valueName: "count"))
    var jobs = 1

    func validate() throws {
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs takes 1 to 64, not \(jobs).")
        }
    }
}
