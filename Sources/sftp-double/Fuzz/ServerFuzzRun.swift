internal import ArgumentParser
internal import Fuzzing
internal import Glibc
internal import SFTPWire

/// One run of `sftp-double fuzz server`.
struct ServerFuzzRun {
    private let options: Fuzz.Server
    private let runSeconds: Double
    private let stop: StopSwitch
    /// Holds the program that says the password; gone when the run is over.
    private let scratch: ScratchFolder?
    private let launch: ServerProcess.Launch
    private let settings: ServerCampaign.Settings

    init(_ options: Fuzz.Server, seconds: (run: Double, silence: Double)) throws {
        self.options = options
        runSeconds = seconds.run
        stop = try CommandEnding.take()
        var settings = ServerCampaign.Settings()
        settings.seed = options.seed
        settings.profile = options.profile
        settings.silence = .milliseconds(max(1, Int(seconds.silence * 1000)))
        settings.memoryGrowth = options.memory << 20
        settings.batchCount = options.batch
        settings.trialCount = options.trials
        let versions = options.version.compactMap { ProtocolVersion(rawValue: $0) }
        settings.versions = versions.isEmpty ? nil : versions
        self.settings = settings
        guard let connect = options.connect, let address = ServerConnection.address(connect) else {
            scratch = nil
            launch = ServerProcess.Launch(
                words: Self.withWholePath(PassedCommand.words),
                dropsPrivileges: geteuid() == 0 && !options.asRoot,
                isServer: true, stop: stop)
            return
        }
        let connection = ServerConnection(
            host: address.host, port: address.port, user: options.user,
            password: options.password, key: options.key)
        scratch = ScratchFolder()
        let program = scratch?.write(ServerConnection.askProgram, to: "ask")
        if let program { chmod(program, 0o700) }
        launch = ServerProcess.Launch(
            words: connection.words, variables: connection.variables(askProgram: program),
            dropsPrivileges: false, isServer: false, stop: stop)
    }

    func run() throws {
        defer { scratch?.remove() }
        let seeds = try self.seeds(options.replay.map { [$0] } ?? options.corpus)
        limitFiles()
        if let folder = options.output, mkdir(folder, 0o777) != 0, errno != EEXIST {
            throw Self.failure(
                "cannot make \(folder): \(String(cString: strerror(errno)))", .cannotWrite)
        }
        let begin = ContinuousClock.now
        let deadline = begin + .milliseconds(Int(min(runSeconds, 1e9) * 1000))
        var campaign = ServerCampaign(
            settings: settings, seeds: seeds, isOver: { [stop] in stop.isSet },
            start: { () throws(ServerStartError) -> any ServerPipe in
                try ServerProcess(launch)
            })
        do {
            if options.replay != nil {
                try replay(seeds, &campaign)
            } else {
                try fuzz(&campaign, begin, deadline)
            }
        } catch let error as ServerStartError {
            // What was found before a server went away is still told.
            if campaign.statistics.caseCount > 0 { show(campaign, since: begin) }
            throw Self.failure(error.description, .invalidInput)
        }
        if options.replay == nil { show(campaign, since: begin) }
        guard campaign.findings.isEmpty, campaign.statistics.violationCounts.isEmpty else {
            throw ExitStatus.expectationFailed.exitCode
        }
    }

    private func fuzz(
        _ campaign: inout ServerCampaign, _ begin: ContinuousClock.Instant,
        _ deadline: ContinuousClock.Instant
    ) throws {
        try campaign.begin()
        var writtenCount = 0
        let isShown = isatty(STDERR_FILENO) == 1
        var shown = begin
        while !stop.isSet, ContinuousClock.now < deadline {
            let left = (options.cases ?? .max) - campaign.statistics.caseCount
            guard left > 0 else { break }
            try campaign.runBatch(most: left)
            // At once: whoever ends this by force keeps them, too.
            for finding in campaign.findings[writtenCount...] { try write(finding) }
            writtenCount = campaign.findings.count
            if isShown, ContinuousClock.now - shown > .seconds(1) {
                shown = .now
                let text = ServerFuzzReport.progress(campaign, seconds: Self.seconds(begin))
                Output.rawError("\r\u{1b}[K" + text)
            }
        }
        if isShown { Output.rawError("\r\u{1b}[K") }
    }

    private func replay(
        _ seeds: [FuzzInput], _ campaign: inout ServerCampaign
    ) throws(ServerStartError) {
        for input in seeds {
            let seen = try campaign.judge(input, closing: !options.leaveOpen)
            Output.line(seen?.description ?? "nothing found")
        }
    }

    /// Prints the table.
    private func show(_ campaign: ServerCampaign, since begin: ContinuousClock.Instant) {
        let report = ServerFuzzReport(
            campaign: campaign, seconds: Self.seconds(begin), seed: options.seed)
        for line in report.lines { Output.line(line) }
    }

    /// Writes the file of a finding.
    private func write(_ finding: ServerFinding) throws {
        guard let folder = options.output, !finding.input.bytes.isEmpty else { return }
        var target = ["--stdio", "--"] + PassedCommand.words
        if let connect = options.connect {
            target = ["--connect", connect, "--user", options.user]
        }
        let file = ServerFindingFile(
            finding: finding, folder: folder, target: target, profile: options.profile)
        guard Output.replaceFile(file.path, with: file.text) else {
            throw Self.failure(
                "cannot write \(file.path): \(String(cString: strerror(errno)))", .cannotWrite)
        }
        Output.line("written: \(file.path)")
    }

    private func seeds(_ paths: [String]) throws -> [FuzzInput] {
        let (cases, problems) = CorpusReplay.cases(at: paths)
        for problem in problems { Output.error(problem.description) }
        guard problems.isEmpty else { throw ExitStatus.invalidInput.exitCode }
        let requests = cases.filter { $0.direction == .request }
        guard paths.isEmpty || !requests.isEmpty else {
            throw Self.failure("no requests in \(paths.joined(separator: ", "))", .invalidInput)
        }
        return requests.map { FuzzInput($0) }
    }

    /// Bounds what a server can write; children inherit both, and a server that is not told by
    /// a signal gets an error for the write.
    private func limitFiles() {
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(options.fileSize) << 20, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    }

    /// The command with its program named from the root, as it is started in another folder.
    private static func withWholePath(_ words: [String]) -> [String] {
        guard let program = words.first, program.contains("/"), !program.hasPrefix("/"),
            let folder = Output.currentFolder()
        else { return words }
        return [String(decoding: folder, as: UTF8.self) + "/" + program] + words.dropFirst()
    }

    private static func seconds(_ begin: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (ContinuousClock.now - begin).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private static func failure(_ message: String, _ status: ExitStatus) -> ExitCode {
        Output.error("sftp-double: \(message)")
        return status.exitCode
    }
}
