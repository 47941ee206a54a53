internal import ArgumentParser
internal import Fuzzing

extension Fuzz {
    /// `sftp-double fuzz replay`: every case of a corpus against the packet parser.
    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every case of a corpus against the packet parser.",
            discussion: """
                Each case is decoded whole, byte by byte and at seeded splits; the verdict must be \
                the one written in the case: accepted, or which error at which offset.
                """)

        @Argument(help: "Corpus files, or folders with .hex files.")
        var paths: [String]

        @Option(help: "Seed of the random splits.")
        var seed: UInt64 = 1

        func run() throws {
            let report = CorpusReplay.run(paths: paths, seed: seed)
            for line in report.lines { Output.line(line) }
            if !report.problems.isEmpty { throw ExitStatus.invalidInput.exitCode }
            if !report.isSuccess { throw ExitStatus.expectationFailed.exitCode }
        }
    }
}
