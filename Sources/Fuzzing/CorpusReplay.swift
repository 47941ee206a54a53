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

    /// Replays all cases at `paths`; `seed` makes the random splits.
    public static func run(
        paths: [String], seed: UInt64 = 1, target: some DecodeTarget = WireTarget()
    ) -> CorpusReport {
        let (cases, problems) = cases(at: paths)
        var report = CorpusReport(problems: problems)
        for (index, file) in cases.enumerated() {
            var random = SeededRandom(seed: seed).branch(UInt64(index))
            report.add(file, failure: replay(file, target: target, random: &random))
        }
        return report
    }

    /// Replays one case; returns the first split at which the verdicts are not as expected.
    static func replay(
        _ file: CorpusFile, target: some DecodeTarget, random: inout SeededRandom
    ) -> CorpusReport.Failure? {
        var splits: [StreamSplit] = [.whole, .bytes]
        for _ in 0..<randomSplitCount { splits.append(.random(seed: random.next())) }
        for split in splits {
            let verdicts = target.verdicts(
                chunks: split.chunks(of: file.bytes), direction: file.direction,
                version: file.version, isStrict: file.isStrict)
            guard verdicts == file.expected else {
                return CorpusReport.Failure(
                    file: file.name, split: split, expected: file.expected, got: verdicts)
            }
        }
        return nil
    }
}

/// What a replay of the corpus found.
public struct CorpusReport: Equatable, Sendable {
    /// A case whose verdicts were not as expected.
    public struct Failure: Equatable, Sendable, CustomStringConvertible {
        /// The file of the case.
        public var file: String
        /// How the stream was split.
        public var split: StreamSplit
        /// The verdicts the file asks for.
        public var expected: [Verdict]
        /// The verdicts the codec gave.
        public var got: [Verdict]

        /// One line with the first packet that differs.
        public var description: String {
            let count = max(expected.count, got.count)
            let place = (0..<count).first { text(expected, $0) != text(got, $0) } ?? 0
            return "\(file): \(split): packet \(place + 1): expected "
                + "\(text(expected, place)), got \(text(got, place))"
        }

        private func text(_ verdicts: [Verdict], _ index: Int) -> String {
            index < verdicts.count ? verdicts[index].description : "no packet"
        }
    }

    /// One line of the table: a family and how its cases fared.
    public struct Family: Equatable, Sendable {
        /// The folder's name.
        public var name: String
        /// How many cases it has.
        public var caseCount: Int
        /// How many of them failed.
        public var failureCount: Int
    }

    /// The families in the order they were met.
    public private(set) var families: [Family] = []
    /// The cases that failed.
    public private(set) var failures: [Failure] = []
    /// What could not be read.
    public private(set) var problems: [CorpusProblem]

    init(problems: [CorpusProblem]) {
        self.problems = problems
    }

    /// How many cases were replayed.
    public var caseCount: Int { families.reduce(0) { $0 + $1.caseCount } }

    /// Whether there were cases, all could be read and all gave what they expect.
    public var isSuccess: Bool { caseCount > 0 && failures.isEmpty && problems.isEmpty }

    /// The table and all failures as text, one line each.
    public var lines: [String] {
        let width = families.map(\.name.count).max() ?? 0
        var lines = families.map { family in
            let pad = String(repeating: " ", count: width - family.name.count)
            let outcome = family.failureCount == 0 ? "ok" : "\(family.failureCount) failed"
            return "\(family.name)\(pad)  \(family.caseCount) cases  \(outcome)"
        }
        lines.append("\(caseCount) cases, \(failures.count) failed")
        return lines + problems.map(\.description) + failures.map(\.description)
    }

    mutating func add(_ file: CorpusFile, failure: Failure?) {
        let index =
            families.firstIndex { $0.name == file.family }
            ?? {
                families.append(Family(name: file.family, caseCount: 0, failureCount: 0))
                return families.count - 1
            }()
        families[index].caseCount += 1
        if let failure {
            families[index].failureCount += 1
            failures.append(failure)
        }
    }
}
