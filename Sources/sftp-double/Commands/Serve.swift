internal import ArgumentParser
internal import SFTPDouble
internal import Scenario

/// `sftp-double serve`: a double over SSH until SIGTERM or SIGINT.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve SFTP over SSH and obey scenario files.",
        discussion: """
            Without a scenario: user demo, password demo, empty files in memory, a free port of \
            127.0.0.1. When it listens it prints one line of JSON with host, port, users and \
            host keys. SIGTERM or SIGINT ends it; the exit status is 1 when an expectation of the \
            scenario failed.
            """)

    @OptionGroup var double: DoubleOptions

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 lets the system choose.")
    var port: UInt16 = 0

    @Option(
        help: ArgumentHelp(
            "File with a private host key; may be given once per kind.", valueName: "file"))
    var hostKey: [String] = []

    @Option(
        help: """
            Kind of host key to make when no file is given: ed25519, ecdsa, rsa; without it those \
            the scenario's algorithms need, or ed25519.
            """)
    var hostKeyType: [HostKeyKind] = []

    @Option(help: ArgumentHelp("File the ready line is written to as well.", valueName: "file"))
    var readyFile: String?

    @Option(help: ArgumentHelp("Event-loop threads, 1 to 8.", valueName: "count"))
    var loops = 2

    func validate() throws {
        guard (1...8).contains(loops) else {
            throw ValidationError("--loops takes 1 to 8, not \(loops).")
        }
    }

    func run() throws {
        Signals.blockEndings()
        var configuration = try double.configuration()
        configuration.host = host
        configuration.port = port
        configuration.hostKeyFiles = hostKey
        if !hostKeyType.isEmpty {
            configuration.hostKeyAlgorithms = hostKeyType.map(\.algorithm)
        }
        configuration.loops = loops
        let report = try serve(configuration)
        if !report.isPassed { throw ExitStatus.expectationFailed.exitCode }
    }

    private func serve(_ configuration: Configuration) throws -> VerificationReport {
        do throws(StartError) {
            let server = try TestDouble(configuration)
            let ready = try server.start()
            // The file first: who has read the line may rely on it.
            if let readyFile, !Output.replaceFile(readyFile, with: ready.json) {
                _ = server.stop()
                throw .output("cannot write the ready file \(readyFile)")
            }
            Output.line(ready.json)
            Signals.waitForEnding()
            let report = server.stop()
            try double.publish(report)
            if let failure = server.journalFailure { throw .output(failure) }
            return report
        } catch {
            Output.error("sftp-double: \(error)")
            throw ExitStatus(error).exitCode
        }
    }
}
