/// What a replay of the corpus found.
public struct CorpusReport: Equatable, Sendable {
    /// A file and how it fared.
    public struct Case: Equatable, Sendable {
        /// The file.
        public var name: String
        /// The folder it lies in.
        public var family: String
        /// What went wrong, one line each.
        public var failures: [String]
        /// How long its replay took.
        public var duration: Duration
    }

    /// One line of the table: a family and how its cases fared.
    public struct Family: Equatable, Sendable {
        /// The folder's name.
        public var name: String
        /// Its cases.
        public var cases: [Case]

        /// How many of them failed.
        public var failureCount: Int { cases.count { !$0.failures.isEmpty } }
    }

    /// The families in the order they were met.
    public private(set) var families: [Family] = []
    /// What could not be read.
    public private(set) var problems: [CorpusProblem]
    /// Whether all cases were replayed; false after an interruption.
    public internal(set) var isComplete = true

    init(problems: [CorpusProblem]) {
        self.problems = problems
    }

    /// How many cases were replayed.
    public var caseCount: Int { families.reduce(0) { $0 + $1.cases.count } }

    /// What went wrong, one line each.
    public var failures: [String] { families.flatMap { $0.cases.flatMap(\.failures) } }

    /// Whether there were cases, all could be read and all gave what they expect.
    public var isSuccess: Bool {
        caseCount > 0 && isComplete && failures.isEmpty && problems.isEmpty
    }

    /// The table and all failures as text, one line each.
    public var lines: [String] {
        let width = families.map(\.name.count).max() ?? 0
        var lines = families.map { family in
            let pad = String(repeating: " ", count: width - family.name.count)
            let outcome = family.failureCount == 0 ? "ok" : "\(family.failureCount) failed"
            return "\(family.name)\(pad)  \(family.cases.count) cases  \(outcome)"
        }
        let failed = families.reduce(0) { $0 + $1.failureCount }
        lines.append("\(caseCount) cases, \(failed) failed")
        if !isComplete { lines.append("interrupted: not all cases were replayed") }
        return lines + problems.map(\.description) + failures
    }

    mutating func add(_ entry: CorpusEntry, failures: [String], took duration: Duration = .zero) {
        let item = Case(
            name: entry.name, family: entry.family, failures: failures, duration: duration)
        if let index = families.firstIndex(where: { $0.name == item.family }) {
            families[index].cases.append(item)
        } else {
            families.append(Family(name: item.family, cases: [item]))
        }
    }
}
