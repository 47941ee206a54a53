internal import ArgumentParser
internal import Fuzzing

extension Fuzz {
    /// `sftp-double fuzz replay`: every case of a corpus against the packet parser.
    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every case of a corpus against the packet parser.",
            discussion: """
                Each case is decoded whole, byte by byte and at seeded splits; the verdict must be \
                the one written in the case: accepted, or which error at which offset. Besides, \
                the parser must keep its promises: what it accepts it encodes to the same again, \
                in bounded time and memory. It runs in a process of its own: a case that kills \
                it is reported, and the others go on. The exit status is 0 when all is as \
                written, 1 when it is not, 2 when a file is wrong.
                """)

        @Argument(help: "Corpus files, or folders with .hex files.")
        var paths: [String]

        @Option(help: "Seed of the random splits.")
        var seed: UInt64 = 1

        @Option(help: ArgumentHelp("Write a JUnit report.", valueName: "file"))
        var junit: String?

        @Option(
            help: ArgumentHelp(
                "Seconds of processor time for one case.", valueName: "seconds"))
        var caseTime = 20

        func validate() throws {
            guard (1...3600).contains(caseTime) else {
                throw ValidationError("--case-time takes 1 to 3600, not \(caseTime).")
            }
        }

        func run() throws {
            let start = ContinuousClock.now
            let stop = try CommandEnding.take(writes: [junit])
            let report: CorpusReport
            do throws(WorkerFailure) {
                report = try CorpusReplay.run(
                    paths: paths, seed: seed, worker: WorkerCommand(processorSeconds: caseTime)
                ) { stop.isSet }
            } catch {
                Output.error("sftp-double: \(error)")
                throw ExitStatus.invalidInput.exitCode
            }
            for line in report.lines { Output.line(line) }
            let took = (ContinuousClock.now - start) / .seconds(1)
            Output.line("\(JUnitReport.seconds(took)) s")
            if let junit, !JUnitReport(report).write(to: junit) {
                Output.error("sftp-double: cannot write \(junit)")
                throw ExitStatus.cannotWrite.exitCode
            }
            if !report.problems.isEmpty { throw ExitStatus.invalidInput.exitCode }
            if !report.isSuccess { throw ExitStatus.expectationFailed.exitCode }
        }
    }
}

extension JUnitReport {
    /// A suite for each family of the corpus, a case for each file.
    fileprivate init(_ report: CorpusReport) {
        var suites = report.families.map { family in
            let cases = family.cases.map { item in
                Case(
                    name: item.name,
                    outcome: item.failures.first.map { .failed($0, item.failures) } ?? .passed,
                    seconds: item.duration / .seconds(1))
            }
            return Suite(
                name: family.name, cases: cases,
                seconds: cases.reduce(0) { $0 + $1.seconds })
        }
        if !report.problems.isEmpty {
            let cases = report.problems.map { problem in
                Case(name: problem.file, outcome: .failed(problem.description, []))
            }
            suites.append(Suite(name: "unreadable", cases: cases))
        }
        self.init(suites: suites)
    }
}
