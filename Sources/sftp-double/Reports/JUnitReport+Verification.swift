internal import SFTPDouble
internal import Scenario

extension JUnitReport.Suite {
    /// A case per expectation and per rule.
    init(_ report: VerificationReport, name: String, seconds: Double = 0) {
        self.init(name: name, cases: JUnitReport.cases(report), seconds: seconds)
    }
}

extension JUnitReport {
    /// A case per expectation and per rule; a rule that did not have to act and did not is left
    /// out of the count.
    static func cases(_ report: VerificationReport) -> [Case] {
        let expectations = report.expectations.map { verdict in
            Case(
                name: "expect[\(verdict.index)] \(verdict.text)",
                outcome: verdict.failure.map { .failed($0.problem, $0.details) } ?? .passed)
        }
        let rules = report.rules.map { rule in
            let outcome: Case.Outcome =
                rule.isMissing
                ? .failed("the rule did not act", rule.explanation)
                : rule.count == 0
                    ? .skipped((["did not act"] + rule.explanation).joined(separator: "; "))
                    : .passed
            return Case(name: "rule \(rule.name)", outcome: outcome)
        }
        return expectations + rules
    }

    /// Writes the document; false when it cannot be written.
    func write(to path: String) -> Bool { Output.replaceFile(path, with: xml) }
}
