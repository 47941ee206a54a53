internal import ArgumentParser
internal import SFTPDouble

/// What each exit status of `sftp-double` means; README's table is tested against this list.
enum ExitStatus: Int32, CaseIterable {
    /// Everything went as asked.
    case success = 0
    /// An expectation failed, a client hung or crashed, a corpus verdict differed, or the fuzzer
    /// found something.
    case expectationFailed = 1
    /// A scenario or corpus file is wrong, or a client's command is not found.
    case invalidInput = 2
    /// The address cannot be listened on.
    case cannotListen = 3
    /// A host key cannot be used.
    case badHostKey = 4
    /// The folder to serve cannot be used.
    case badRoot = 5
    /// The journal, the ready file or a report cannot be written.
    case cannotWrite = 6
    /// A `stdio` session ended by a fault or a broken pipe, as sshd's own server says it.
    case sessionBroken = 255
    /// The command line is wrong (EX_USAGE, as ArgumentParser does it).
    case usage = 64

    /// The sentence of README's table.
    var meaning: String {
        switch self {
        case .success: "everything went as asked"
        case .expectationFailed:
            "an expectation failed, a client hung or crashed, a corpus verdict differed, or "
                + "fuzzing found something"
        case .invalidInput:
            "a scenario or corpus file is wrong, or a command or server cannot be used"
        case .cannotListen: "the address cannot be listened on"
        case .badHostKey: "a host key cannot be used"
        case .badRoot: "the folder to serve cannot be used"
        case .cannotWrite: "the journal, the ready file or a report cannot be written"
        case .sessionBroken: "a stdio session was broken off"
        case .usage: "the command line is wrong"
        }
    }

    /// The code ArgumentParser ends the process with.
    var exitCode: ExitCode { ExitCode(rawValue) }

    init(_ error: StartError) {
        self =
            switch error {
            case .listen: .cannotListen
            case .hostKey: .badHostKey
            case .root: .badRoot
            case .output: .cannotWrite
            case .scenario: .invalidInput
            }
    }
}
