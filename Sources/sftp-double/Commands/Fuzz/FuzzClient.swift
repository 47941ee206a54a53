internal import ArgumentParser
internal import Fuzzing
internal import Glibc
internal import StrictJSON
internal import SystemPackage

extension Fuzz {
    /// `sftp-double fuzz client`: a client against a server whose replies are wrong.
    struct Client: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a client again and again against replies that are wrong.",
            usage: "sftp-double fuzz client [OPTION…] [SCENARIO…] -- COMMAND…",
            discussion: """
                In each run a fresh double draws one to three faults from the seed: wrong ids, \
                types, lengths, counts, attributes, names, replies that are cut, doubled or late. \
                It is a finding when a signal ends the client, when it prints what programs \
                print that fell over themselves and does not exit with 0, when it does not end \
                in time, takes too much memory, changes something outside of its target folder, \
                or exits with 0 although what it fetched or stored is not what it is without \
                faults. Each finding is made as small as it gets and written as a scenario, for \
                run, serve and --replay.

                The command is run in an empty folder, {dir}, with the words of sftp-double run \
                replaced; so programs and scripts need absolute paths, or ones that are found. In \
                /home/demo/in there are data.bin, report.csv, empty.txt and sub/note.txt, \
                /home/demo/out is empty, and {upload} is a file to upload. First the client has to \
                exit with 0 without faults, twice.

                The exit status is 0 when nothing was found, 1 when something was, 2 when the \
                command cannot be run or does not work without faults.
                """)

        @Argument(
            help: """
                Scenario files that hold in every run, for users or algorithms; with --replay \
                the findings to run again.
                """)
        var scenarios: [String] = []

        @Option(help: "Seed of what is drawn; otherwise one is drawn and printed.")
        var seed: UInt64?

        @Option(help: ArgumentHelp("How many runs at most.", valueName: "count"))
        var runs: UInt64?

        @Option(
            help: ArgumentHelp(
                "How long at most, such as 10m; 1m unless --runs is given.", valueName: "duration"))
        var duration: String?

        @OptionGroup var parallel: JobsOption

        @Option(
            help: ArgumentHelp("How long each run of the client may take.", valueName: "duration"))
        var timeout = "10s"

        @Option(
            help: ArgumentHelp(
                """
                After how long without a byte the double closes the connection, so that who \
                waits for a reply is told that none will come; never: who has no time-out of its \
                own hangs.
                """, valueName: "duration"))
        var idle = "2s"

        @Option(
            help: ArgumentHelp(
                "How much more memory than without faults each process may take.",
                valueName: "size"))
        var memory = "256MiB"

        @Option(
            help: ArgumentHelp(
                "The folder that the client may write to, such as {dir}/got.", valueName: "folder"))
        var target = "{dir}"

        @Option(
            help: ArgumentHelp(
                """
                A file that after a success has to be what the double holds; without this and \
                the next option all that the client fetches and stores is compared with a run \
                without faults.
                """, valueName: "local=remote"))
        var expectDownload: [String] = []

        @Option(
            help: ArgumentHelp(
                "A file that after a success the double has to hold.", valueName: "local=remote"))
        var expectUpload: [String] = []

        @Option(
            help: ArgumentHelp(
                """
                An extended regular expression of lines that only a program prints that fell \
                over itself, in place of the usual ones (panic, Traceback and the like).
                """, valueName: "regex"))
        var crashPattern: [String] = []

        @Option(
            help: ArgumentHelp("Folder for the findings, made if need be.", valueName: "folder"))
        var findings = "findings"

        @Flag(help: "Run the scenario files once each, as they are, and draw nothing.")
        var replay = false

        func validate() throws {
            guard !PassedCommand.words.isEmpty else {
                throw ValidationError("No command: write -- and the client at the end.")
            }
            guard !replay || !scenarios.isEmpty else {
                throw ValidationError("--replay needs the scenario files of findings.")
            }
            for pair in expectDownload + expectUpload where !pair.contains("=") {
                throw ValidationError("\"\(pair)\" is not local=remote.")
            }
            _ = try numbers()
            _ = try patterns()
        }

        private struct Numbers {
            var timeout: Double
            var duration: Double
            var memory: UInt64
        }

        private func numbers() throws -> Numbers {
            if idle != "never" { _ = try OptionQuantity.seconds(idle, option: "--idle") }
            let usual = runs == nil ? 60.0 : .infinity
            return Numbers(
                timeout: try OptionQuantity.seconds(timeout, option: "--timeout"),
                duration: try duration.map {
                    try OptionQuantity.seconds($0, option: "--duration")
                } ?? usual,
                memory: try OptionQuantity.bytes(memory, option: "--memory"))
        }

        private func patterns() throws -> [LinePattern] {
            try (crashPattern.isEmpty ? ClientOracle.crashPatterns : crashPattern).map { text in
                guard let pattern = LinePattern(text) else {
                    throw ValidationError("--crash-pattern: \"\(text)\" is no regular expression.")
                }
                return pattern
            }
        }

        func run() throws {
            let stop = try CommandEnding.take()
            let (numbers, patterns) = (try numbers(), try patterns())
            let words = PassedCommand.words
            guard let program = Waiting.result(of: { await ClientProcess.resolve(words[0]) }) ?? nil
            else {
                Output.error("sftp-double: \(words[0]): command not found")
                throw ExitStatus.invalidInput.exitCode
            }
            let pairs = (expectDownload + expectUpload).map { text in
                let parts = text.split(separator: "=", maxSplits: 1)
                return ClientTrial.Pair(
                    local: String(parts.first ?? ""), remote: String(parts.last ?? ""))
            }
            let trial = ClientTrial(
                command: ClientCommand(words: words), program: program,
                timeoutSeconds: numbers.timeout, target: target, pairs: pairs,
                memoryLimit: .max, stop: stop)
            if replay {
                try self.replay(trial, patterns, memoryGrowth: numbers.memory)
                return
            }
            let includes = try includes()
            let wasThere = access(findings, F_OK) == 0
            guard mkdir(findings, 0o755) == 0 || wasThere, access(findings, W_OK) == 0 else {
                Output.error(
                    "sftp-double: cannot write to \(findings): \(String(cString: strerror(errno)))")
                throw ExitStatus.cannotWrite.exitCode
            }
            // Only an empty folder goes.
            defer { if !wasThere { rmdir(findings) } }
            let campaign = ClientCampaign(
                .init(
                    trial: trial, patterns: patterns, seed: seed ?? DoubleOptions.drawSeed(),
                    jobs: parallel.jobs, maximumRuns: runs ?? .max, seconds: numbers.duration,
                    idle: idle == "never" ? nil : idle, includes: includes, folder: findings,
                    memoryGrowth: numbers.memory))
            try finish(campaign)
        }

        private func finish(_ campaign: ClientCampaign) throws {
            guard let outcome = Waiting.result(of: { await campaign.run() }) else {
                throw ExitStatus.cannotWrite.exitCode
            }
            if outcome.failure == nil || outcome.runs > 0 {
                for line in ClientFuzzReport(outcome: outcome).lines { Output.line(line) }
            }
            if let failure = outcome.failure {
                Output.error("sftp-double: \(failure)")
                throw ExitStatus.invalidInput.exitCode
            }
            for complaint in outcome.invalid.prefix(5) {
                Output.error("sftp-double: a drawn scenario did not start: \(complaint)")
            }
            guard outcome.lost == 0 else {
                Output.error("sftp-double: \(outcome.lost) findings could not be written")
                throw ExitStatus.cannotWrite.exitCode
            }
            if !outcome.findings.isEmpty { throw ExitStatus.expectationFailed.exitCode }
        }

        /// The scenarios below the drawn ones, by absolute paths and known to be sound.
        private func includes() throws -> [String] {
            for path in scenarios {
                do throws(ScenarioFiles.Unreadable) {
                    let (scenario, diagnostics) = try ScenarioFiles.load([path])
                    guard scenario == nil else { continue }
                    for diagnostic in diagnostics.all { Output.error(diagnostic.render()) }
                } catch {
                    Output.error("sftp-double: \(error.line)")
                }
                throw ExitStatus.invalidInput.exitCode
            }
            let folder = Output.currentFolder().map { String(decoding: $0, as: UTF8.self) } ?? ""
            return scenarios.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        }
    }
}
