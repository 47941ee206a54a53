internal import Fuzzing
internal import SFTPWire

/// What a run against a live server came to, for people.
struct ServerFuzzReport {
    let campaign: ServerCampaign
    let seconds: Double
    let seed: UInt64

    /// How many cases a second, sessions and all.
    static func rate(_ count: Int, _ seconds: Double) -> Int {
        seconds > 0 ? Int((Double(count) / seconds).rounded()) : 0
    }

    /// One line while it runs.
    static func progress(_ campaign: ServerCampaign, seconds: Double) -> String {
        let done = campaign.statistics
        return "\(done.caseCount) cases, \(rate(done.caseCount, seconds))/s, "
            + "\(campaign.findings.count) findings, \(done.featureCount) features"
    }

    /// The sums, and a line for each finding.
    var lines: [String] {
        let done = campaign.statistics
        let versions = campaign.versions.map { String($0.rawValue) }.joined(separator: ", ")
        var lines = [
            "\(done.caseCount) cases in \(Int(seconds)) s "
                + "(\(Self.rate(done.caseCount, seconds))/s), \(done.sessionCount) sessions, "
                + "\(done.endingCount) of them ended by the server, \(done.replyCount) replies, "
                + "\(done.featureCount) kinds of reply, versions \(versions), seed \(seed)"
        ]
        let counts = ServerOracle.allCases.compactMap { oracle in
            done.violationCounts[oracle].map { "\(oracle.rawValue) \($0)" }
        }
        if !counts.isEmpty { lines.append("seen in all: " + counts.joined(separator: ", ")) }
        for finding in campaign.findings {
            lines.append(
                "\(finding.violation) (version \(finding.input.version.rawValue), "
                    + "\(finding.input.bytes.count) bytes, \(finding.repeatCount) of "
                    + "\(finding.tryCount) times, seen \(finding.count) times)")
        }
        lines.append("\(campaign.findings.count) findings")
        return lines
    }
}
