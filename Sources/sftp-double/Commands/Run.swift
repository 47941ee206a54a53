internal import ArgumentParser
internal import Glibc
internal import SFTPDouble
internal import Scenario
internal import StrictJSON

/// `sftp-double run`: a client against a fresh double per scenario.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a client against each scenario and say how it copes.",
        usage: "sftp-double run [OPTION…] SCENARIO… -- COMMAND…",
        discussion: """
            For each scenario a double is started and the command after -- is run with these \
            words replaced: {host} {port} {user} {password} {key} {known_hosts} {fingerprint} \
            {scenario} {dir} {upload}. The same is in the environment as SFTP_DOUBLE_HOST, \
            SFTP_DOUBLE_PORT and so on. {key} is a file with a private key that lets the user in, \
            {dir} an empty folder that is removed afterwards, {upload} a file of 150,000 bytes, \
            {fingerprint} that of the first host key. The client's input is empty. A client that \
            does not end in time is killed with its process group: a hang is a result. The exit \
            status is 0 when every scenario is ok, 1 when one is not, 2 when a scenario or the \
            command is wrong.
            """)

    @Argument(help: "Scenario files, or folders with scenarios; then -- and the command.")
    var scenarios: [String]

    private var command: [String] { PassedCommand.words }

    @Option(help: ArgumentHelp("Write a JUnit report.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write the results as JSON.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "How long each client may take, such as 30s or 2m.", valueName: "duration"))
    var timeout = "60s"

    @OptionGroup var parallel: JobsOption

    @Flag(help: "Start nothing more once a scenario is not ok.")
    var failFast = false

    @OptionGroup var callouts: CalloutOptions

    @Option(help: "Seed of everything random; overrides the scenarios'.")
    var seed: UInt64?

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("No command: write -- and the client behind the scenarios.")
        }
        _ = try timeoutSeconds()
    }

    private func timeoutSeconds() throws -> Double {
        try OptionQuantity.seconds(timeout, option: "--timeout")
    }

    func run() throws {
        let entries = try loadEntries()
        let seconds = try timeoutSeconds()
        let stop = try CommandEnding.take(writes: [junit, json])
        let jobs = parallel.jobs
        let progress = RunProgress(total: entries.count, isShown: isatty(STDERR_FILENO) == 1)
        let results = Waiting.result { [command, jobs, failFast] () -> [RunResult]? in
            guard let program = await ClientProcess.resolve(command[0]) else { return nil }
            let runner = ScenarioRunner(
                command: ClientCommand(words: command), program: program,
                timeoutSeconds: seconds, jobs: jobs, failsFast: failFast, stop: stop,
                progress: progress)
            return await runner.run(entries)
        }
        progress.clear()
        guard let all = results ?? nil else {
            Output.error("sftp-double: \(command[0]): command not found")
            throw ExitStatus.invalidInput.exitCode
        }
        try finish(RunReport(command: command, results: all))
    }

    /// Reads all scenarios before anything is started; prints what is wrong with them.
    private func loadEntries() throws -> [ScenarioRunner.Entry] {
        let files = ScenarioFinder.files(scenarios)
        var entries: [ScenarioRunner.Entry] = []
        var isSound = true
        for path in files {
            do throws(ScenarioFiles.Unreadable) {
                let (scenario, diagnostics) = try ScenarioFiles.load([path])
                for diagnostic in diagnostics.all { Output.error(diagnostic.render()) }
                if let omission = diagnostics.omission { Output.error(omission) }
                guard var scenario else {
                    isSound = false
                    continue
                }
                if let seed { scenario.seed = seed }
                do throws(StartError) {
                    var configuration = try Configuration(
                        scenario, drawnSeed: DoubleOptions.drawSeed())
                    callouts.apply(to: &configuration)
                    try configuration.checkCallouts()
                    entries.append(.init(path: path, configuration: configuration))
                } catch {
                    Output.error("sftp-double: \(path): \(error)")
                    isSound = false
                }
            } catch {
                Output.error("sftp-double: \(error.line)")
                isSound = false
            }
        }
        if files.isEmpty { Output.error("sftp-double: no scenario found") }
        guard isSound, !entries.isEmpty else { throw ExitStatus.invalidInput.exitCode }
        return entries
    }

    private func finish(_ report: RunReport) throws {
        Output.line(report.table)
        if !report.details.isEmpty { Output.text(report.details) }
        var isWritten = true
        if let junit, !report.junit.write(to: junit) {
            Output.error("sftp-double: cannot write \(junit)")
            isWritten = false
        }
        if let json, !Output.replaceFile(json, with: report.json) {
            Output.error("sftp-double: cannot write \(json)")
            isWritten = false
        }
        guard isWritten else { throw ExitStatus.cannotWrite.exitCode }
        if !report.isPassed { throw ExitStatus.expectationFailed.exitCode }
    }
}
