internal import ArgumentParser
internal import Fuzzing

extension Fuzz {
    /// `sftp-double fuzz show`: packets as people read them.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the packets of a corpus case or conversation as annotated hex.",
            discussion: """
                One line per field: its offset in the packet, its bytes, its name in the drafts \
                and its value; under the field that is at fault, what is wrong with it.
                """)

        @Argument(help: "A corpus case or conversation.")
        var file: String

        func run() throws {
            do throws(CorpusFileError) {
                let shown = try CorpusFolder.entry(at: file)
                for line in PacketListing.lines(shown) { Output.line(line) }
            } catch {
                for problem in error.problems { Output.error(problem.description) }
                throw ExitStatus.invalidInput.exitCode
            }
        }
    }
}
