internal import ArgumentParser
internal import Fuzzing
internal import SFTPWire

extension Fuzz {
    /// `sftp-double fuzz show`: packets as people read them.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print packets as annotated hex, and what is wrong with them.",
            discussion: """
                FILE is a case or conversation of a corpus, hex digits, or bytes as they were \
                sent; - is standard input. One line per field: its offset in the packet (hex), \
                its bytes, its name in the drafts and its value; under the field at fault, what \
                is wrong with it.
                """)

        @Argument(help: "Any file with packets.")
        var file: String

        @Option(help: "For bytes: request or reply; left out, the first packet's type tells.")
        var direction: String?

        @Option(help: "For bytes: the version they are read in, 3 to 6.")
        var version: UInt32 = 3

        @Flag(help: "The file holds bytes even if they look like text.")
        var raw = false

        private func reading() throws -> PacketFile.Reading {
            guard let version = ProtocolVersion(rawValue: version) else {
                throw ValidationError("--version takes 3, 4, 5 or 6, not \(version).")
            }
            let side = direction.map { PacketType.Direction(rawValue: $0) }
            if let direction, case .some(nil) = side {
                throw ValidationError("--direction takes request or reply, not \(direction).")
            }
            return PacketFile.Reading(direction: side ?? nil, version: version, isRaw: raw)
        }

        func validate() throws {
            _ = try reading()
        }

        func run() throws {
            let reading = try reading()
            do throws(CorpusFileError) {
                let shown = try PacketFile(path: file, reading: reading)
                Output.text(shown.lines.map { $0 + "\n" }.joined())
            } catch {
                for problem in error.problems { Output.error(problem.description) }
                throw ExitStatus.invalidInput.exitCode
            }
        }
    }
}
