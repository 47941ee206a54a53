/// What became of the expectations and rules of a run.
public struct VerificationReport: Sendable {
    /// What is wrong with an expectation.
    public struct Failure: Equatable, Sendable {
        /// What was expected and what was found.
        public let problem: String
        /// Lines that explain it: the nearest records and how they differ.
        public let details: [String]

        /// Makes a failure.
        public init(_ problem: String, _ details: [String] = []) {
            self.problem = problem
            self.details = details
        }
    }

    /// What an expectation came to.
    public struct Verdict: Sendable {
        /// Index of the expectation.
        public let index: Int
        /// The expectation as written in the scenario.
        public let text: String
        /// What is wrong; nil when it was met.
        public let failure: Failure?
    }

    /// What a rule did.
    public struct RuleRecord: Sendable {
        /// Its name.
        public let name: String
        /// How often it acted.
        public let count: UInt64
        /// Whether a run in which it never acted has failed.
        public let isRequired: Bool
        /// When it never acted, lines that say why not.
        public let explanation: [String]

        /// Whether it had to act and did not.
        public var isMissing: Bool { isRequired && count == 0 }
    }

    /// The expectations, in the order of the scenario.
    public let expectations: [Verdict]
    /// The rules, in the order of the scenario.
    public let rules: [RuleRecord]

    init(expectations: [Verdict], rules: [Rule], facts: VerificationFacts) {
        self.expectations = expectations
        self.rules = rules.enumerated().map { index, rule in
            RuleRecord(
                name: rule.name, count: facts.firings(of: index), isRequired: rule.isRequired,
                explanation: facts.idleRules[index] ?? [])
        }
    }

    /// The expectations that were not met.
    public var failures: [Verdict] { expectations.filter { $0.failure != nil } }
    /// Names of the rules that never acted.
    public var idleRules: [String] { rules.filter { $0.count == 0 }.map(\.name) }
    /// Those of them whose scenario says they must.
    public var missingRules: [String] { rules.filter(\.isMissing).map(\.name) }

    /// Whether every expectation was met and every required rule acted.
    public var isPassed: Bool { failures.isEmpty && missingRules.isEmpty }

    /// The report as lines for people; empty when there is nothing to say.
    public var text: String {
        var lines: [String] = []
        for verdict in expectations {
            guard let failure = verdict.failure else { continue }
            lines.append("expect[\(verdict.index)] failed: \(verdict.text)")
            lines.append("  " + failure.problem)
            lines += failure.details.map { "  " + $0 }
        }
        for rule in rules where rule.isMissing {
            lines.append("required rule \(JSONText.quoted(Array(rule.name.utf8))) did not act")
            lines += rule.explanation.map { "  " + $0 }
        }
        for rule in rules where rule.count == 0 && !rule.isRequired {
            lines.append("note: rule \(JSONText.quoted(Array(rule.name.utf8))) did not act")
            lines += rule.explanation.map { "  " + $0 }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
