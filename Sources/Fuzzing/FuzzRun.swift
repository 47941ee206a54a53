public import SFTPWire

/// What a run of the fuzzer is to do.
public struct FuzzPlan: Sendable {
    /// Equal seeds give equal cases.
    public var seed: UInt64
    /// It ends after so many cases; nil: not by their number.
    public var caseCount: Int?
    /// It ends after this time; nil: not by time.
    public var duration: Duration?
    /// The versions of its streams.
    public var versions = ProtocolVersion.allCases
    /// Who would send them.
    public var directions: [PacketType.Direction] = [.request, .reply]
    /// Streams to begin from.
    public var seeds: [FuzzInput] = []
    /// It ends when so many different findings were made.
    public var maximumFindingCount = 50
    /// How long one finding may be made smaller, so that a run keeps to its time.
    public var minimizingTime = Duration.seconds(15)

    /// Makes a plan.
    public init(seed: UInt64, caseCount: Int? = nil, duration: Duration? = nil) {
        self.seed = seed
        self.caseCount = caseCount
        self.duration = duration
    }
}

/// What a run of the fuzzer came to, also in the middle of it.
public struct FuzzReport: Sendable {
    /// A different bug, with the smallest stream that shows it.
    public struct Bug: Equatable, Sendable {
        /// The finding; its bytes are minimised.
        public var finding: Finding
        /// Which case of the run met it first, from 1.
        public var caseNumber: Int
    }

    /// The sums of all workers.
    public internal(set) var statistics = FuzzStatistics()
    /// The different bugs, in the order in which they were met.
    public internal(set) var bugs: [Bug] = []
    /// How many workers died.
    public internal(set) var deathCount = 0
    /// How long it took so far.
    public internal(set) var elapsed = Duration.zero

    /// Cases for each second.
    public var rate: Double {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? Double(statistics.caseCount) / seconds : 0
    }
}

/// A run of the fuzzer over worker processes: what kills one is a finding, and another goes on.
public final class FuzzRun {
    /// How long a worker works before it reports, milliseconds.
    private static let sliceMilliseconds = 200
    /// How often a stream is tried that ends a process, and how often one that hangs.
    private static let deadlyTrials = (survival: 200, termination: 6)

    private let command: WorkerCommand
    private let plan: FuzzPlan
    private let isStopped: () -> Bool
    private let start = ContinuousClock.now
    private var report = FuzzReport()
    /// What workers that are gone have done.
    private var past = FuzzStatistics()
    private var known: Set<String> = []
    /// The worker that streams are tried in to make them smaller.
    private var trier: WorkerProcess?

    /// Makes a run; `isStopped` is asked often, and ends it early with what it has.
    public init(
        _ plan: FuzzPlan, worker command: WorkerCommand = WorkerCommand(),
        isStopped: @escaping () -> Bool = { false }
    ) {
        self.plan = plan
        self.command = command
        self.isStopped = isStopped
    }

    /// Runs to the end; `found` is called for each new bug, `progress` a few times a second.
    public func run(
        found: (FuzzReport.Bug) -> Void = { _ in }, progress: (FuzzReport) -> Void = { _ in }
    ) throws(WorkerFailure) -> FuzzReport {
        var segment: UInt64 = 0
        while !isOver {
            // The next worker must not make the cases again that the last one died of.
            try work(segment: segment, found: found, progress: progress)
            segment += 1
        }
        update()
        return report
    }

    private var isOver: Bool {
        update()
        let isFull = plan.caseCount.map { report.statistics.caseCount >= $0 } ?? false
        let isLate = plan.duration.map { report.elapsed >= $0 } ?? false
        return isFull || isLate || isStopped() || report.bugs.count >= plan.maximumFindingCount
    }

    private func update() {
        report.elapsed = ContinuousClock.now - start
    }

    /// Works with one worker until the run is over or the worker dies.
    private func work(
        segment: UInt64, found: (FuzzReport.Bug) -> Void, progress: (FuzzReport) -> Void
    ) throws(WorkerFailure) {
        let record = try WorkerRecord()
        let worker = try WorkerProcess(command, record: record, isStopped: isStopped)
        // What the worker told before it died counts too.
        var findings: [Finding] = []
        do throws(WorkerDeath) {
            for seed in plan.seeds { try worker.tell(.seed(seed)) }
            let seed = SeededRandom(seed: plan.seed).branchSeed(segment)
            try worker.tell(
                .campaign(seed: seed, versions: plan.versions, directions: plan.directions))
            while !isOver {
                let left = plan.caseCount.map { $0 - report.statistics.caseCount } ?? .max
                let done = try worker.ask(
                    .slice(cases: left, milliseconds: Self.sliceMilliseconds)
                ) {
                    if case .finding(let finding) = $0 { findings.append(finding) }
                }
                if let done { report.statistics = past + done }
                for finding in findings { add(finding, found) }
                findings = []
                update()
                progress(report)
            }
        } catch {
            report.deathCount += 1
            guard let noted = record.noted else {
                throw WorkerFailure(description: "the worker cannot work: \(error.message)")
            }
            past = report.statistics.with(
                caseCount: max(report.statistics.caseCount, past.caseCount + noted.caseNumber + 1))
            past.findingCount += 1
            report.statistics = past
            findings.append(
                Finding(
                    promise: error.promise, message: error.message, site: error.site,
                    input: noted.input))
            for finding in findings { add(finding, found) }
        }
    }

    /// Makes the stream of a new finding smaller and keeps it.
    private func add(_ finding: Finding, _ found: (FuzzReport.Bug) -> Void) {
        guard known.insert(finding.key).inserted else { return }
        let small = minimized(finding)
        let bug = FuzzReport.Bug(finding: small, caseNumber: report.statistics.caseCount)
        report.bugs.append(bug)
        found(bug)
    }

    /// The smallest of it that was found in time; itself when no worker can be started.
    private func minimized(_ finding: Finding) -> Finding {
        var best = finding
        var hasFailed = false
        let deadline = ContinuousClock.now + plan.minimizingTime
        let trials =
            switch finding.promise {
            case .survival: Self.deadlyTrials.survival
            case .termination: Self.deadlyTrials.termination
            default: 2_000
            }
        let minimizer = Minimizer(maximumTrialCount: trials)
        best.bytes = minimizer.minimize(
            finding.bytes,
            isStopped: { hasFailed || isStopped() || ContinuousClock.now > deadline }
        ) { bytes in
            var input = finding.input
            input.bytes = bytes
            do throws(WorkerFailure) {
                guard let same = try findings(of: input).first(where: { $0.key == finding.key })
                else { return false }
                best.message = same.message
                return true
            } catch {
                hasFailed = true
                return false
            }
        }
        return best
    }

    /// What a stream shows, in the worker for trials.
    private func findings(of input: FuzzInput) throws(WorkerFailure) -> [Finding] {
        let worker: WorkerProcess
        if let trier {
            worker = trier
        } else {
            worker = try WorkerProcess(command, record: WorkerRecord(), isStopped: isStopped)
            trier = worker
        }
        var findings: [Finding] = []
        do throws(WorkerDeath) {
            let request = WorkerRequest.judge(input, splitSeed: UInt64(input.bytes.count))
            _ = try worker.ask(request) {
                if case .finding(let finding) = $0 { findings.append(finding) }
            }
        } catch {
            trier = nil
            findings.append(
                Finding(
                    promise: error.promise, message: error.message, site: error.site,
                    input: input))
        }
        return findings
    }
}

extension FuzzStatistics {
    /// The sums; of features the larger number, as two workers see the same ones.
    static func + (left: FuzzStatistics, right: FuzzStatistics) -> FuzzStatistics {
        FuzzStatistics(
            caseCount: left.caseCount + right.caseCount,
            decodedCount: left.decodedCount + right.decodedCount,
            refusedCount: left.refusedCount + right.refusedCount,
            featureCount: max(left.featureCount, right.featureCount),
            findingCount: left.findingCount + right.findingCount)
    }

    fileprivate func with(caseCount: Int) -> FuzzStatistics {
        var statistics = self
        statistics.caseCount = caseCount
        return statistics
    }
}

extension SeededRandom {
    /// The seed of part `index` of the work; part 0 has this generator's own numbers.
    fileprivate func branchSeed(_ index: UInt64) -> UInt64 {
        var branch = branch(index)
        return branch.next()
    }
}
