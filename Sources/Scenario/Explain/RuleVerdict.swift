/// What a rule made of an event, and why.
public struct RuleVerdict: Equatable, Sendable {
    /// Why a rule acted, or did not.
    public enum Reason: Equatable, Sendable {
        /// It acted.
        case acted
        /// It looks at other kinds of event, named here.
        case otherEvents(String)
        /// It looks at the phase after the operation, which did not come: a rule of the phase
        /// before kept it from being done.
        case noAfterPhase
        /// Fields are not as it wants them; a line each.
        case differs([String])
        /// It matched, but its counters say that it does not act.
        case counted(String)
        /// It matched, but the rule named here, tried before it, took the event.
        case taken(by: String)
    }

    /// Index of the rule.
    public let rule: Int
    /// Its name.
    public let name: String
    /// Why it acted, or did not.
    public let reason: Reason

    /// The verdict in one line or more.
    public var lines: [String] {
        let subject = "rule " + JSONText.quoted(Array(name.utf8))
        switch reason {
        case .acted: return ["\(subject) acted"]
        case .otherEvents(let kinds): return ["\(subject): looks at \(kinds)"]
        case .noAfterPhase:
            return ["\(subject): looks at what is done, and a rule before kept it from being done"]
        case .differs(let fields) where fields.count == 1: return ["\(subject): \(fields[0])"]
        case .differs(let fields): return ["\(subject):"] + fields.map { "  " + $0 }
        case .counted(let refusal): return ["\(subject): matched; \(refusal)"]
        case .taken(let other):
            return [
                "\(subject): matched; rule \(JSONText.quoted(Array(other.utf8))) "
                    + "is tried first and took it"
            ]
        }
    }
}

/// What all rules made of one record.
public struct RecordExplanation: Sendable {
    /// The record.
    public let entry: JournalEntry
    /// One verdict per rule, in the order of the scenario.
    public let verdicts: [RuleVerdict]
    /// Whether older records are missing, so that counters and states may be others.
    public let isIncomplete: Bool

    /// The explanation as lines for people.
    public var text: String {
        var lines = [NearMiss.summary(of: entry)]
        if isIncomplete {
            lines.append("  (older records are gone: counters and states begin after them)")
        }
        if verdicts.isEmpty { lines.append("  there are no rules") }
        for verdict in verdicts { lines += verdict.lines.map { "  " + $0 } }
        return lines.map { $0 + "\n" }.joined()
    }
}
