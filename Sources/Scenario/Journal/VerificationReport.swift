/// What became of the expectations and rules of a run.
public struct VerificationReport: Sendable {
    /// An expectation that was not met.
    public struct Failure: Sendable {
        /// Index of the expectation.
        public let expectation: Int
        /// The expectation as written in the scenario.
        public let text: String
        /// What was expected and what was counted.
        public let problem: String
        /// Lines that explain it: the nearest records and how they differ.
        public let details: [String]

        init(expectation: Int, text: String, _ problem: String, _ details: [String]) {
            self.expectation = expectation
            self.text = text
            self.problem = problem
            self.details = details
        }
    }

    /// The expectations that were not met.
    public let failures: [Failure]
    /// Names of the rules that never acted.
    public let idleRules: [String]
    /// Those of them whose scenario says they must.
    public let missingRules: [String]

    init(failures: [Failure], rules: [Rule], firings: [UInt64]) {
        self.failures = failures
        let idle = rules.enumerated().filter { index, _ in
            !firings.indices.contains(index) || firings[index] == 0
        }
        idleRules = idle.map(\.element.name)
        missingRules = idle.filter(\.element.isRequired).map(\.element.name)
    }

    /// Whether every expectation was met and every required rule acted.
    public var isPassed: Bool { failures.isEmpty && missingRules.isEmpty }

    /// The report as lines for people; empty when there is nothing to say.
    public var text: String {
        var lines: [String] = []
        for failure in failures {
            lines.append("expect[\(failure.expectation)] failed: \(failure.text)")
            lines.append("  " + failure.problem)
            lines += failure.details.map { "  " + $0 }
        }
        for name in missingRules {
            lines.append("required rule \(JSONText.quoted(Array(name.utf8))) did not act")
        }
        for name in idleRules where !missingRules.contains(name) {
            lines.append("note: rule \(JSONText.quoted(Array(name.utf8))) did not act")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
