import SFTPWire
import StrictJSON

/// The check of the policy `strict`: every code a rule writes has to be one that a server may
/// send in each version the rule can meet.
struct StatusCodeCheck {
    private let versions: ClosedRange<ProtocolVersion>
    private let diagnostics: Diagnostics

    /// A check against the versions a scenario serves.
    init(_ versions: ClosedRange<ProtocolVersion>, _ diagnostics: Diagnostics) {
        self.versions = versions
        self.diagnostics = diagnostics
    }

    /// Adds an error for each code of the rule that is not right.
    func check(_ rule: RuleDocument) {
        let least = max(versions.lowerBound.rawValue, rule.condition.leastVersion)
        for item in rule.actions.items {
            guard let (code, place) = item.result.statusCode,
                let problem = problem(of: code, least)
            else { continue }
            diagnostics.error(problem, at: place)
        }
    }

    private func problem(of code: StatusCode, _ least: UInt32) -> String? {
        let lenient = "set \"statusCodes\" to \"raw\" or \"compat\""
        guard let row = code.row else {
            return "no version defines status \(code.rawValue); \(lenient)"
        }
        if code == .noConnection || code == .connectionLost {
            return "\(row.shortName) is for clients; in no version may a server send it; \(lenient)"
        }
        guard least < row.since.rawValue else { return nil }
        let since = row.since.rawValue
        return "\(row.shortName) comes with version \(since), and this rule can meet version "
            + "\(least); set \"versions\" to {\"min\": \(since)}, or \(lenient)"
    }
}

extension ConditionSource {
    /// The lowest version an event can have that meets the condition; 0 when any can.
    var leastVersion: UInt32 {
        switch self {
        case .leaf(.version, .version(let number), _):
            UInt32(clamping: number.ranges.map(\.lowerBound).min() ?? 0)
        case .all(let parts): parts.map(\.leastVersion).max() ?? 0
        case .any(let parts): parts.map(\.leastVersion).min() ?? 0
        case .leaf, .states, .not: 0
        }
    }
}
