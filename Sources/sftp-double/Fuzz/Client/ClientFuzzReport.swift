internal import Fuzzing

/// What a campaign against a client came to, for people.
struct ClientFuzzReport {
    var outcome: ClientCampaign.Outcome

    /// A row per finding, and the sums.
    var lines: [String] {
        var rows: [[String]] = []
        if !outcome.findings.isEmpty {
            rows.append(["what", "by", "tries", "runs", "scenario"])
            rows += outcome.findings.map { finding in
                [
                    finding.symptom.text, finding.scenario.kinds.joined(separator: " + "),
                    "\(finding.hits) of \(finding.tries)", "\(finding.count)", finding.file,
                ]
            }
        }
        return Self.columns(rows) + [sums]
    }

    private var sums: String {
        let endings = outcome.endings.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let seconds = JUnitReport.seconds(outcome.seconds)
        let found = outcome.findings.count
        let affected = outcome.findings.reduce(0) { $0 + $1.count }
        return "\(outcome.runs) runs in \(seconds) s with seed \(outcome.seed): "
            + "\(found) \(found == 1 ? "finding" : "findings") in \(affected) runs"
            + (endings.isEmpty ? "" : "; the others: \(endings)")
    }

    /// Pads all columns but the last.
    static func columns(_ rows: [[String]]) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, word in
                column == row.count - 1
                    ? word : word + String(repeating: " ", count: widths[column] - word.count)
            }.joined(separator: "  ")
        }
    }
}
