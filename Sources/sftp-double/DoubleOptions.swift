internal import ArgumentParser
internal import Glibc
internal import SFTPDouble
internal import Scenario
internal import StrictJSON

/// What `serve` and `stdio` have in common: scenario, files, journal.
struct DoubleOptions: ParsableArguments {
    @Argument(help: "Scenario files; several are merged in order.")
    var scenarios: [String] = []

    @Option(help: ArgumentHelp("Serve this folder instead of memory.", valueName: "folder"))
    var root: String?

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @Option(help: ArgumentHelp("File for the journal, JSON Lines.", valueName: "file"))
    var journal: String?

    @Option(help: "Seed of everything random; overrides the scenario's.")
    var seed: UInt64?

    /// Reads the scenarios; prints what is wrong with them and throws the exit status.
    func configuration() throws -> Configuration {
        var scenario = try scenario()
        if let seed { scenario.seed = seed }
        do throws(StartError) {
            var configuration = try Configuration(scenario, drawnSeed: Self.drawSeed())
            if let root { configuration.serveFolder(root) }
            if readOnly { configuration.isReadOnly = true }
            configuration.journalFile = journal
            return configuration
        } catch {
            Output.error("sftp-double: \(error)")
            throw ExitStatus(error).exitCode
        }
    }

    private func scenario() throws -> Scenario {
        do throws(ScenarioFiles.Unreadable) {
            let (scenario, diagnostics) = try ScenarioFiles.load(scenarios)
            for diagnostic in diagnostics.all { Output.error(diagnostic.render()) }
            if let omission = diagnostics.omission { Output.error(omission) }
            if let scenario { return scenario }
        } catch {
            Output.error("sftp-double: \(error.line)")
        }
        throw ExitStatus.invalidInput.exitCode
    }

    /// A seed nobody chose; it is printed, so that the run can be repeated.
    private static func drawSeed() -> UInt64 {
        var seed: UInt64 = 0
        // 53 bits: every JSON reader keeps the number exact.
        guard getentropy(&seed, MemoryLayout<UInt64>.size) == 0 else { return 1 }
        return seed >> 11
    }
}
