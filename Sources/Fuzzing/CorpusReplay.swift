import SFTPWire

/// Replays the corpus: every case whole, byte by byte and at seeded splits.
public enum CorpusReplay {
    /// How many seeded splits each case is replayed with.
    public static let randomSplitCount = 8

    /// The streams at `paths` (files, or folders with `.hex` files), and what could not be read.
    ///
    /// A conversation gives one for each side. For sending them to a live server: `bytes` of a
    /// case with direction `request` go out as they are, behind an INIT unless the case begins
    /// with one.
    public static func cases(at paths: [String]) -> (cases: [CorpusFile], [CorpusProblem]) {
        let (entries, problems) = entries(at: paths)
        return (entries.flatMap(\.streams), problems)
    }

    /// The cases and conversations at `paths`, and what could not be read.
    public static func entries(
        at paths: [String]
    ) -> (entries: [CorpusEntry], problems: [CorpusProblem]) {
        var entries: [CorpusEntry] = []
        var problems: [CorpusProblem] = []
        for path in CorpusFolder.files(at: paths) {
            do throws(CorpusFileError) {
                entries.append(try CorpusFolder.entry(at: path))
            } catch {
                problems += error.problems
            }
        }
        return (entries, problems)
    }

    /// Replays all cases at `paths` in this process; `seed` makes the random splits.
    public static func run(
        paths: [String], seed: UInt64 = 1, target: some DecodeTarget = WireTarget()
    ) -> CorpusReport {
        let (entries, problems) = entries(at: paths)
        var report = CorpusReport(problems: problems)
        let judge = StreamJudge(target: target)
        for (index, entry) in entries.enumerated() {
            let failures = entry.streams.flatMap {
                complaints($0, judge: judge, seed: seed &+ UInt64(index))
            }
            report.add(entry, failures: failures)
        }
        return report
    }

    /// Replays all cases at `paths` in worker processes.
    ///
    /// What kills one is a failure of its case, and the others go on in a new one. Ends early
    /// when `isStopped`.
    public static func run(
        paths: [String], seed: UInt64 = 1, worker command: WorkerCommand,
        isStopped: @escaping () -> Bool = { false }
    ) throws(WorkerFailure) -> CorpusReport {
        let (entries, problems) = entries(at: paths)
        var report = CorpusReport(problems: problems)
        let record = try WorkerRecord()
        var worker: WorkerProcess?
        for (index, entry) in entries.enumerated() where !isStopped() {
            let start = ContinuousClock.now
            let busy: WorkerProcess
            if let worker {
                busy = worker
            } else {
                record.clear()
                busy = try WorkerProcess(command, record: record, isStopped: isStopped)
            }
            worker = busy
            var failures: [String] = []
            do throws(WorkerDeath) {
                let request = WorkerRequest.replay(
                    seed: seed &+ UInt64(index), path: entry.name)
                _ = try busy.ask(request) { answer in
                    if case .mismatch(let text) = answer { failures.append(text) }
                }
            } catch {
                failures.append("\(entry.name): \(error.promise.rawValue): \(error.message)")
                worker = nil
            }
            report.add(entry, failures: failures, took: ContinuousClock.now - start)
        }
        report.isComplete = report.caseCount == entries.count
        return report
    }

    /// What is wrong with how `judge`'s codec reads a case: the first split at which the verdicts
    /// are not as expected, and the promises it breaks.
    static func complaints<Target>(
        _ file: CorpusFile, judge: StreamJudge<Target>, seed: UInt64
    ) -> [String] {
        var random = SeededRandom(seed: seed)
        var complaints: [String] = []
        if let mismatch = mismatch(file, target: judge.target, random: &random) {
            complaints.append(mismatch.description)
        }
        // Strict reading has no promises but its verdicts.
        guard !file.isStrict else { return complaints }
        let findings = judge.judge(FuzzInput(file), splitSeed: random.next()) { _, _ in }
        var keys: Set<String> = []
        for finding in findings where keys.insert(finding.key).inserted {
            complaints.append("\(file.name): \(finding.key): \(finding.message)")
        }
        return complaints
    }

    private static func mismatch(
        _ file: CorpusFile, target: some DecodeTarget, random: inout SeededRandom
    ) -> VerdictMismatch? {
        var splits: [StreamSplit] = [.whole, .bytes]
        for _ in 0..<randomSplitCount { splits.append(.random(seed: random.next())) }
        var expected = file.isOpen ? nil : file.expected
        for split in splits {
            let verdicts = target.verdicts(
                chunks: split.chunks(of: file.bytes), direction: file.direction,
                version: file.version, isStrict: file.isStrict)
            if let expected, verdicts != expected {
                return VerdictMismatch(
                    file: file.name, split: split, expected: expected, got: verdicts)
            }
            expected = verdicts
        }
        return nil
    }
}

/// A case whose verdicts were not as expected.
struct VerdictMismatch: Equatable, CustomStringConvertible {
    /// The file of the case.
    var file: String
    /// How the stream was split.
    var split: StreamSplit
    /// The verdicts the file asks for.
    var expected: [Verdict]
    /// The verdicts the codec gave.
    var got: [Verdict]

    /// One line with the first packet that differs.
    var description: String {
        let count = max(expected.count, got.count)
        let place = (0..<count).first { text(expected, $0) != text(got, $0) } ?? 0
        return "\(file): \(split): packet \(place + 1): expected "
            + "\(text(expected, place)), got \(text(got, place))"
    }

    private func text(_ verdicts: [Verdict], _ index: Int) -> String {
        index < verdicts.count ? verdicts[index].description : "no packet"
    }
}
