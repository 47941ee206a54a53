import SFTPWire
import StrictJSON

/// The check of the policy `strict`: every code a scenario writes has to be one that a server may
/// send in each version it can meet.
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
        let meeting = "this rule can meet version \(least)"
        for item in rule.actions.items {
            if let (code, place) = item.result.statusCode,
                let problem = problem(of: code, least, meeting)
            {
                diagnostics.error(problem, at: place)
            }
            for case .files(let effect) in item.result.effects {
                for (key, status) in effect.answers {
                    check(status, of: key, least, meeting, at: item.place)
                }
            }
        }
    }

    /// Adds an error for each code of the server's settings that is not right.
    func check(_ server: ServerDocument) {
        for mapping in server.protocolDocument.statusMap ?? [] {
            check(mapping.told, of: "statusMap", at: mapping.place)
        }
        check(
            (server.limits?.answers ?? []) + (server.quirks?.answers ?? []), server.answerPlaces)
    }

    /// Adds an error for each code of a user's settings that is not right.
    func check(_ user: UserDocument) {
        check(user.limits?.answers ?? [], user.answerPlaces)
    }

    /// Where the values of the keys of some objects stand.
    static func places(in objects: [PlacedNode?]) -> [String: Place] {
        var places: [String: Place] = [:]
        for case let object? in objects {
            for (member, value) in object.members ?? [] { places[member.key] = value.place }
        }
        return places
    }

    private func check(
        _ answers: [(key: String, status: StatusReplacement)], _ places: [String: Place]
    ) {
        for (key, status) in answers {
            guard let place = places[key] else { continue }
            check(status, of: key, at: place)
        }
    }

    private func check(_ status: StatusReplacement, of key: String, at place: Place) {
        let least = versions.lowerBound.rawValue
        check(status, of: key, least, "version \(least) is served", at: place)
    }

    private func check(
        _ status: StatusReplacement, of key: String, _ least: UInt32, _ meeting: String,
        at place: Place
    ) {
        // The nearest code of a version is one that the version has.
        guard !status.isNearest, let problem = problem(of: status.code, least, meeting) else {
            return
        }
        diagnostics.error("\"\(key)\": \(problem)", at: place)
    }

    private func problem(
        of code: StatusCode, _ least: UInt32, _ meeting: String
    ) -> String? {
        let lenient = "set \"statusCodes\" to \"raw\" or \"compat\""
        guard let row = code.row else {
            return "no version defines status \(code.rawValue); \(lenient)"
        }
        if code == .noConnection || code == .connectionLost {
            return "\(row.shortName) is for clients; in no version may a server send it; \(lenient)"
        }
        guard least < row.since.rawValue else { return nil }
        let since = row.since.rawValue
        return "\(row.shortName) comes with version \(since), and \(meeting); set \"versions\" to "
            + "{\"min\": \(since)}, or \(lenient)"
    }
}

extension FileEffect {
    /// The answers of limits and quirks, by key.
    fileprivate var answers: [(key: String, status: StatusReplacement)] {
        switch self {
        case .limits(let limits): limits?.answers ?? []
        case .quirks(let quirks): quirks.answers
        case .steps, .writePart: []
        }
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
