internal import Fuzzing
internal import Glibc

/// Draws scenarios and points the client at them until time, runs or patience are over; what the
/// client does wrong is made small and written.
actor ClientCampaign {
    /// What to do.
    struct Plan: Sendable {
        var trial: ClientTrial
        var patterns: [LinePattern]
        var seed: UInt64
        var jobs: Int
        var maximumRuns: UInt64
        var seconds: Double
        var idle: String?
        /// Scenario files below the drawn faults, by absolute paths.
        var includes: [String]
        /// The folder for findings.
        var folder: String
        /// How much more memory than without faults a client may take, bytes.
        var memoryGrowth: UInt64
    }

    /// What came of it.
    struct Outcome: Sendable {
        var seed: UInt64
        var findings: [ClientFinding] = []
        var runs: UInt64 = 0
        var seconds = 0.0
        /// Findings whose scenario could not be written.
        var lost = 0
        /// Drawn scenarios that the loader refused, with the first complaint: a bug of ours.
        var invalid: [String] = []
        /// How the client left the runs in which nothing was wrong with it, by its words.
        var endings: [String: Int] = [:]
        /// Why there were no runs at all, or no more.
        var failure: String?
    }

    /// How often a finding is run again while it is made small; less often where each one that
    /// still shows it takes the whole time-out.
    private static let reductions = 60
    private static let slowReductions = 16
    /// More findings that look the same are counted, but neither made small nor written.
    private static let similarLimit = 6

    private var plan: Plan
    private var outcome: Outcome
    private let started = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ plan: Plan) {
        self.plan = plan
        outcome = Outcome(seed: plan.seed)
    }

    /// Runs to the end.
    func run() async -> Outcome {
        let oracle: ClientOracle
        switch await ClientBaseline.run(plan.trial, text: scenario([]).text, plan.patterns) {
        case .success(let found): oracle = found
        case .failure(let failure):
            outcome.failure = failure.reason
            return outcome
        }
        plan.trial.memoryLimit = oracle.memoryLimit(growth: plan.memoryGrowth)
        let profile = ClientProfile(
            version: oracle.baseline.version,
            counts: oracle.baseline.counts.filter { Self.eventsWithReplies.contains($0.key) })
        await draw(FaultDrawing(profile: profile, seed: plan.seed), oracle)
        outcome.seconds = elapsed
        return outcome
    }

    /// The events that rules with replies can be drawn for.
    private static let eventsWithReplies: Set<String> = [
        "init", "fileOpen", "fileRead", "fileWrite", "fileClose", "fileRemove", "fileRename",
        "dirCreate", "dirRemove", "dirList", "dirRead", "getAttributes", "setAttributes",
        "resolvePath", "linkRead", "linkCreate", "fileLock", "fileUnlock", "extended",
    ]

    private func scenario(_ faults: [ClientFault]) -> ClientScenario {
        var scenario = ClientScenario(faults)
        scenario.includes = plan.includes
        scenario.idle = plan.idle
        return scenario
    }

    private var elapsed: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private var isOver: Bool {
        isTimeUp || outcome.runs >= plan.maximumRuns || outcome.failure != nil
    }

    /// Whether even a finding is no longer made smaller; it is written as it is then.
    private var isTimeUp: Bool { plan.trial.stop.isSet || elapsed >= plan.seconds }

    /// One run and what came of it.
    ///
    /// A struct: with -O a task group copies a tuple of these wrongly (Swift 6.3.1), and the
    /// program ends by SIGSEGV.
    private struct Drawn: Sendable {
        var run: UInt64
        var faults: [ClientFault]
        var seen: Result<ClientTrial.Observation, ClientTrial.Problem>
    }

    private func draw(_ drawing: FaultDrawing, _ oracle: ClientOracle) async {
        await withTaskGroup(of: Drawn.self) { group in
            var next: UInt64 = 0
            func add() {
                let (run, trial) = (next, plan.trial)
                let paths = Set(oracle.baseline.stored.keys)
                let faults = drawing.faults(
                    run: run, avoiding: outcome.findings.map(\.kinds))
                let text = scenario(faults).text
                next += 1
                group.addTask {
                    do throws(ClientTrial.Problem) {
                        let seen = try await trial.run(text, paths: paths)
                        return Drawn(run: run, faults: faults, seen: .success(seen))
                    } catch {
                        return Drawn(run: run, faults: faults, seen: .failure(error))
                    }
                }
            }
            while next < UInt64(plan.jobs), next < plan.maximumRuns { add() }
            while let drawn = await group.next() {
                outcome.runs += 1
                await judge(drawn, oracle)
                showProgress()
                if !isOver, next < plan.maximumRuns { add() }
            }
        }
        if isTerminal { Output.rawError("\r\u{1B}[K") }
    }

    private func judge(_ drawn: Drawn, _ oracle: ClientOracle) async {
        let scenario = scenario(drawn.faults)
        let seen: ClientTrial.Observation
        switch drawn.seen {
        case .success(let observation): seen = observation
        case .failure(.invalid(let complaint)):
            outcome.invalid.append("\(scenario.kinds.joined(separator: ", ")): \(complaint)")
            return
        case .failure(.notStarted(let reason)):
            // It did before: whatever is wrong now would be wrong in every run.
            outcome.failure = reason
            return
        }
        guard let symptom = oracle.symptom(seen, isLie: scenario.isLie) else {
            outcome.endings[Self.words(seen.ending), default: 0] += 1
            return
        }
        if countKnown(symptom, Set(scenario.kinds), mayHaveMore: true) { return }
        var finding = ClientFinding(
            symptom: symptom, scenario: scenario, run: drawn.run, hits: 1, tries: 1)
        await confirm(&finding, oracle)
        if finding.hits > 1 {
            // What comes only now and then may have been there by chance in the smallest one.
            let drawn = finding
            await reduce(&finding, oracle)
            finding.hits = 1
            finding.tries = 1
            await confirm(&finding, oracle)
            if finding.hits == 1, finding.tries > 1 { finding = drawn }
        }
        if countKnown(finding.symptom, finding.kinds, mayHaveMore: false) { return }
        keep(finding)
    }

    /// Counts a run that came to what is known; false when it is new.
    private func countKnown(
        _ symptom: ClientSymptom, _ kinds: Set<String>, mayHaveMore: Bool
    ) -> Bool {
        let similar = outcome.findings.indices.filter {
            outcome.findings[$0].symptom.kind == symptom.kind
                && (symptom.kind == .outside || symptom.kind == .corruption
                    || outcome.findings[$0].symptom.detail == symptom.detail)
        }
        let same = similar.first { index in
            let known = outcome.findings[index].kinds
            return mayHaveMore ? known.isSubset(of: kinds) : known == kinds
        }
        guard let found = same ?? (similar.count >= Self.similarLimit ? similar.last : nil) else {
            return false
        }
        outcome.findings[found].count += 1
        return true
    }

    private func confirm(_ finding: inout ClientFinding, _ oracle: ClientOracle) async {
        let text = finding.scenario.text
        for _ in 0..<2 where !isTimeUp {
            finding.tries += 1
            if await shows(finding.symptom, text, isLie: finding.scenario.isLie, oracle) != nil {
                finding.hits += 1
            }
        }
    }

    private func reduce(_ finding: inout ClientFinding, _ oracle: ClientOracle) async {
        var left = finding.symptom.kind == .hang ? Self.slowReductions : Self.reductions
        var tried: Set<String> = [finding.scenario.text]
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for faults in FaultReduction.candidates(finding.scenario.faults) {
                guard left > 0, !isTimeUp else { return }
                let candidate = scenario(faults)
                let text = candidate.text
                guard tried.insert(text).inserted, Self.isValid(text) else { continue }
                left -= 1
                guard
                    let symptom = await shows(
                        finding.symptom, text, isLie: candidate.isLie, oracle)
                else { continue }
                finding.scenario = candidate
                finding.symptom = symptom
                isSmaller = true
                break
            }
        }
    }

    private static func isValid(_ text: String) -> Bool {
        do throws(ClientTrial.Problem) {
            _ = try ClientTrial.configuration(text, "scenario.json")
            return true
        } catch {
            return false
        }
    }

    /// The symptom, when this scenario brings one of the same kind.
    private func shows(
        _ symptom: ClientSymptom, _ text: String, isLie: Bool, _ oracle: ClientOracle
    ) async -> ClientSymptom? {
        let paths = Set(oracle.baseline.stored.keys)
        do throws(ClientTrial.Problem) {
            let seen = try await plan.trial.run(text, paths: paths)
            let found = oracle.symptom(seen, isLie: isLie)
            return found?.kind == symptom.kind ? found : nil
        } catch {
            return nil
        }
    }

    private func keep(_ finding: ClientFinding) {
        var finding = finding
        let isWritten = finding.write(
            into: plan.folder, command: plan.trial.command.words, seed: plan.seed)
        if !isWritten { outcome.lost += 1 }
        outcome.findings.append(finding)
        if isTerminal { Output.rawError("\r\u{1B}[K") }
        let kinds = finding.scenario.kinds.joined(separator: " + ")
        Output.line("finding: \(finding.symptom.text) by \(kinds): \(finding.file)")
    }

    private func showProgress() {
        guard isTerminal else { return }
        let rate = Int((Double(outcome.runs) / max(elapsed, 0.001) * 10).rounded())
        Output.rawError(
            "\r\u{1B}[K\(outcome.runs) runs, \(rate / 10).\(rate % 10)/s, "
                + "\(outcome.findings.count) findings")
    }

    private static func words(_ ending: ClientProcess.Ending) -> String {
        switch ending {
        case .exited(let code): "exit \(code)"
        case .signaled(let number): "signal \(number)"
        case .timedOut: "killed"
        case .tooLarge: "too large"
        case .stopped: "stopped"
        case .notStarted: "not started"
        }
    }
}
