internal import ArgumentParser
internal import Fuzzing
internal import Scenario
internal import StrictJSON

extension Fuzz {
    /// `sftp-double fuzz export`: the corpus as libFuzzer takes it.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the corpus as seeds and dictionaries for libFuzzer.",
            discussion: """
                For each target of CI/fuzz: a folder of binary seeds, TARGET.dict and \
                TARGET.options. The same corpus gives the same files.
                """)

        @Argument(help: "The folder to write to; it must not exist yet.")
        var folder: String

        @Option(help: "Corpus files, or folders with .hex files.")
        var corpus: [String] = ["Corpus"]

        @Option(help: "Scenario files that are seeds, or folders with .json files.")
        var scenarios: [String] = ["Scenarios", "Corpus/texts", "Tests/ScenarioTests/Diagnostics"]

        func run() throws {
            let (cases, problems) = CorpusReplay.cases(at: corpus)
            for problem in problems { Output.error(problem.description) }
            guard problems.isEmpty else { throw ExitStatus.invalidInput.exitCode }
            var texts: [[UInt8]] = []
            for path in ScenarioFinder.files(scenarios) {
                do throws(ScenarioFiles.Unreadable) {
                    texts.append(try ScenarioFiles.read(path).bytes)
                } catch {
                    Output.error(error.line)
                    throw ExitStatus.invalidInput.exitCode
                }
            }
            let files = SeedExport.files(
                cases, texts: texts, words: [Array(ScenarioSchema.text.utf8)])
            let stop = try CommandEnding.take()
            guard
                let reason = SeedFolder.write(files, to: folder, isStopped: { stop.isSet })
            else {
                let count = files.count { $0.path.contains("/") }
                Output.line("\(count) seeds of \(cases.count) streams in \(folder)")
                return
            }
            Output.error(reason)
            throw ExitStatus.cannotWrite.exitCode
        }
    }
}
