internal import Glibc
internal import SFTPWire

/// The inside of a worker process: does what its supervisor asks until its input ends.
public struct FuzzWorker<Target: DecodeTarget> {
    private let target: Target
    private let judge: StreamJudge<Target>
    private var seeds: [FuzzInput] = []
    private var campaign: FuzzCampaign<Target>?
    private var record: WorkerRecord?
    private var reported: Set<String> = []
    private var findingCount = 0
    private let processorSeconds: Int

    /// Works with `target`; `arguments` are the last two of the command line: the limits.
    public init(target: Target, arguments: [String]) {
        let limits = arguments.suffix(2).map { Int($0) ?? 0 }
        processorSeconds = limits.first ?? 0
        WorkerLimits.endWithSupervisor()
        WorkerLimits.apply(memoryBytes: limits.last ?? 0)
        HeapMeter.prepare()
        self.target = target
        judge = StreamJudge(
            target: target, clock: WorkerLimits.processorTime, memory: MemoryLimit())
    }

    /// Works until the supervisor closes the requests.
    public mutating func run() {
        record = WorkerRecord(inherited: ())
        if let record { WorkerLimits.noteFaults(in: record) }
        while let line = readLine() {
            guard let request = WorkerRequest(line) else { continue }
            WorkerLimits.allow(processorSeconds: processorSeconds)
            switch request {
            case .seed(let input):
                seeds.append(input)
                continue
            case .campaign(let seed, let versions, let directions):
                campaign = FuzzCampaign(
                    seed: seed, seeds: seeds, versions: versions, directions: directions,
                    judge: judge)
                continue
            case .judge(let input, let splitSeed): answer(input, splitSeed)
            case .replay(let seed, let path): replay(path, seed)
            case .slice(let cases, let milliseconds): slice(cases, milliseconds)
            }
            WorkerLimits.allow(processorSeconds: 0)
            var statistics = campaign?.statistics ?? FuzzStatistics()
            statistics.findingCount = findingCount
            write(.done(statistics))
        }
    }

    private func answer(_ input: FuzzInput, _ splitSeed: UInt64) {
        for finding in judge.judge(input, splitSeed: splitSeed, see: { _, _ in }) {
            write(.finding(finding))
        }
    }

    private func replay(_ path: String, _ seed: UInt64) {
        do throws(CorpusFileError) {
            for file in try CorpusFolder.entry(at: path).streams {
                for message in CorpusReplay.complaints(file, judge: judge, seed: seed) {
                    write(.mismatch(message))
                }
            }
        } catch {
            for problem in error.problems { write(.mismatch(problem.description)) }
        }
    }

    private mutating func slice(_ cases: Int, _ milliseconds: Int) {
        guard var campaign else { return }
        self.campaign = nil
        let start = WorkerLimits.now()
        let allowed = UInt64(clamping: milliseconds).multipliedReportingOverflow(by: 1_000_000)
        for turn in 0..<max(0, cases) {
            let input = campaign.next()
            record?.note(input, caseNumber: campaign.statistics.caseCount)
            WorkerLimits.allow(processorSeconds: processorSeconds)
            for finding in campaign.judge(input) {
                findingCount += 1
                // A bug that every tenth case meets is told once.
                if reported.insert(finding.key).inserted { write(.finding(finding)) }
            }
            guard turn & 15 != 15 || WorkerLimits.now() &- start < allowed.partialValue else {
                break
            }
        }
        self.campaign = campaign
    }

    private func write(_ answer: WorkerAnswer) {
        let bytes = Array((answer.line + "\n").utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            // Nobody is there to answer to.
            guard count > 0 else { exit(1) }
            sent += count
        }
    }
}
