internal import ArgumentParser
internal import Fuzzing
internal import Glibc

extension Fuzz {
    /// `sftp-double fuzz run`: wrong packets made by the thousand.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make wrong packets and watch what the packet parser does with them.",
            discussion: """
                Streams of packets are generated and taken from --corpus, then fields, lengths, \
                counts, types and whole packets are changed; what does something new is kept to \
                go on from. The parser must live, end in time and bounded memory, say the same \
                however the stream is split, encode what it accepts to the same again, and accept \
                nothing the version does not have. What breaks that is made as small as it goes, \
                told apart by its place, and written to --output as a case of the corpus. Equal \
                seeds make equal cases. Ctrl-C keeps what was found. The exit status is 0 when \
                nothing was found, 1 when something was.
                """)

        @Option(help: "Seed of everything random; drawn and printed when left out.")
        var seed: UInt64?

        @Option(help: ArgumentHelp("How long, such as 30s or 10m.", valueName: "duration"))
        var duration: String?

        @Option(help: ArgumentHelp("How many cases.", valueName: "count"))
        var cases: Int?

        @Option(help: ArgumentHelp("Only this version, 3 to 6; may be given again."))
        var version: [UInt32] = []

        @Option(help: ArgumentHelp("Only request or reply.", valueName: "side"))
        var direction: String?

        @Option(help: ArgumentHelp("Corpus files or folders to begin from.", valueName: "path"))
        var corpus: [String] = []

        @Option(help: ArgumentHelp("Folder for what is found.", valueName: "folder"))
        var output = "fuzz-findings"

        func validate() throws {
            _ = try FuzzRunOptions(self)
        }

        func run() throws {
            let options = try FuzzRunOptions(self)
            let stop = try CommandEnding.take()
            var plan = options.plan
            let (cases, problems) = CorpusReplay.cases(at: corpus)
            for problem in problems { Output.error(problem.description) }
            guard problems.isEmpty else { throw ExitStatus.invalidInput.exitCode }
            plan.seeds = cases.map { FuzzInput($0) }
            Output.line("seed \(plan.seed), \(plan.seeds.count) streams to begin from")
            let progress = FuzzProgress(isShown: isatty(STDERR_FILENO) == 1)
            let findings = FindingFolder(path: output, command: options.repeatCommand)
            // Its streams are small: what takes seconds does not end.
            let fuzzing = FuzzRun(plan, worker: WorkerCommand(processorSeconds: 5)) { stop.isSet }
            let report: FuzzReport
            do throws(WorkerFailure) {
                report = try fuzzing.run { bug in
                    progress.clear()
                    for line in findings.write(bug) { Output.line(line) }
                } progress: {
                    progress.show($0)
                }
            } catch {
                progress.clear()
                Output.error("sftp-double: \(error)")
                throw ExitStatus.invalidInput.exitCode
            }
            progress.clear()
            for line in FuzzProgress.summary(report) { Output.line(line) }
            if stop.isSet { Output.line("interrupted; what was found is kept") }
            if findings.hasFailed { throw ExitStatus.cannotWrite.exitCode }
            if !report.bugs.isEmpty { throw ExitStatus.expectationFailed.exitCode }
        }
    }
}
