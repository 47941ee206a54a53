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

    @Option(
        help: ArgumentHelp(
            "Lay the scenario's files over this folder: changes are kept in memory, the folder "
                + "stays as it is.", valueName: "folder"))
    var overlay: String?

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @Option(help: ArgumentHelp("File for the journal, JSON Lines.", valueName: "file"))
    var journal: String?

    @Option(
        help: ArgumentHelp("Write a JUnit report of the expectations.", valueName: "file"))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Folder that every session is written to as a conversation of Corpus, or, where "
                + "rules capture packets, what they capture.", valueName: "folder"))
    var capture: String?

    @OptionGroup var callouts: CalloutOptions

    @Option(help: "Seed of everything random; overrides the scenario's.")
    var seed: UInt64?

    func validate() throws {
        guard root == nil || overlay == nil else {
            throw ValidationError("--root and --overlay name two folders; choose one.")
        }
    }

    /// Prints what became of the expectations and writes the JUnit report, if one is wanted.
    func publish(_ report: VerificationReport) throws(StartError) {
        if !report.text.isEmpty { Output.error(report.text) }
        guard let junit else { return }
        let name = scenarios.isEmpty ? "sftp-double" : scenarios.joined(separator: " + ")
        guard JUnitReport(suites: [.init(report, name: name)]).write(to: junit) else {
            throw .output("cannot write the report \(junit)")
        }
    }

    /// Reads the scenarios; prints what is wrong with them and throws the exit status.
    ///
    /// `start` tells where everybody begins in a folder.
    func configuration(
        start: (_ folder: String) -> [UInt8] = { _ in Array("/".utf8) }
    ) throws -> Configuration {
        var scenario = try scenario()
        if let seed { scenario.seed = seed }
        do throws(StartError) {
            var configuration = try Configuration(scenario, drawnSeed: Self.drawSeed())
            if let root {
                configuration.serveFolder(root, start: start(root))
                if !scenario.files.isEmpty {
                    Output.error(
                        "sftp-double: --root leaves out the scenario's files; "
                            + "--overlay lays them over the folder")
                }
            }
            if let overlay { configuration.overlayFolder(overlay, start: start(overlay)) }
            if readOnly { configuration.isReadOnly = true }
            configuration.journalFile = journal
            configuration.captureFolder = capture
            callouts.apply(to: &configuration)
            if let capture, !configuration.capturesPackets {
                let folder = try SessionFolder(path: capture)
                configuration.sessionSink = { folder.keep($0) }
            }
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
    static func drawSeed() -> UInt64 {
        var seed: UInt64 = 0
        // 53 bits: every JSON reader keeps the number exact.
        guard getentropy(&seed, MemoryLayout<UInt64>.size) == 0 else { return 1 }
        return seed >> 11
    }
}
