/// Goes through the records of a journal once more with the rules, so that for each record it
/// can be said which rule acted and why the others did not.
///
/// The journal says which rules acted, so counters and states are exact even where a rule asks
/// for what records do not hold, such as the bytes written.
public struct JournalReplay: Sendable {
    /// More tests of rules than this are not made: stopping a server takes two seconds at most.
    private static let testLimit = 1_000_000
    /// More rules than this are not explained in one report.
    private static let ruleLimit = 50

    private let rules: [Rule]
    private let machines: [StateMachine]
    private let seed: UInt64
    private let entries: [JournalEntry]
    private let dropped: UInt64

    /// Prepares a replay.
    ///
    /// - Parameters:
    ///   - rules: the rules, whose indexes the records use.
    ///   - machines: their state machines.
    ///   - seed: the seed of the run.
    ///   - entries: the records, oldest first.
    ///   - dropped: how many older ones are gone.
    public init(
        rules: [Rule], machines: [StateMachine], seed: UInt64, entries: [JournalEntry],
        dropped: UInt64 = 0
    ) {
        self.rules = rules
        self.machines = machines
        self.seed = seed
        self.entries = entries
        self.dropped = dropped
    }

    /// What each rule made of a record; nil when it is not there.
    public func explanation(of number: UInt64) -> RecordExplanation? {
        guard let wanted = entries.firstIndex(where: { $0.number == number }) else { return nil }
        var verdicts: [Int: RuleVerdict] = [:]
        var walk = ReplayWalk(rules, machines, seed: seed)
        for step in steps() {
            let isWanted = step.entry == wanted
            walk.take(entries[step.entry], step.phase) { verdict in
                // Of the two phases, the one a rule looks at says more.
                if isWanted { verdicts[verdict.rule] = verdict }
            }
        }
        let entry = entries[wanted]
        let all = rules.enumerated().map { index, rule in
            verdicts[index]
                ?? RuleVerdict(
                    rule: index, name: rule.name,
                    reason: rule.events.contains(entry.kind)
                        ? .noAfterPhase : .otherEvents(Self.list(rule.events)))
        }
        return RecordExplanation(entry: entry, verdicts: all, isIncomplete: dropped > 0)
    }

    /// The records on which each rule acted, by its index.
    public var actions: [[UInt64]] {
        var actions = Array(repeating: [UInt64](), count: rules.count)
        for entry in entries {
            let acted = entry.record.rules
            for position in 0..<acted.count where rules.indices.contains(acted[position]) {
                actions[acted[position]].append(entry.number)
            }
        }
        return actions
    }

    /// Of rules that never acted, what came closest; lines by the rule's index.
    public func closest(to idle: [Int]) -> [Int: [String]] {
        var best: [Int: ClosestVerdict] = [:]
        for rule in idle.prefix(Self.ruleLimit) { best[rule] = ClosestVerdict() }
        var walk = ReplayWalk(rules, machines, seed: seed)
        for step in steps() {
            guard walk.testCount < Self.testLimit else { break }
            let entry = entries[step.entry]
            walk.take(entry, step.phase) { best[$0.rule]?.add($0, entry) }
        }
        var lines: [Int: [String]] = [:]
        for (rule, closest) in best where rules.indices.contains(rule) {
            lines[rule] =
                closest.lines ?? ["no \(Self.list(rules[rule].events)) came that it looks at"]
            if dropped > 0 { lines[rule]?.append("(of the last \(entries.count) records)") }
        }
        return lines
    }

    /// A phase of a record.
    private struct Step {
        var nanoseconds: UInt64
        var number: UInt64
        var entry: Int
        var phase: EventPhase
    }

    /// The phases in the order in which rules were asked: before at the start of a record, after
    /// at its end.
    private func steps() -> [Step] {
        var steps: [Step] = []
        for (index, entry) in entries.enumerated() {
            let start = entry.record.startNanoseconds
            let (end, overflow) = start.addingReportingOverflow(entry.record.durationNanoseconds)
            // What ends a connection is dated from its beginning.
            let isEnd = entry.kind == .disconnected
            let first = isEnd && !overflow ? end : start
            steps.append(
                Step(nanoseconds: first, number: entry.number, entry: index, phase: .before))
            guard entry.kind.isRequest || entry.kind.row.hasAfterPhase else { continue }
            steps.append(
                Step(
                    nanoseconds: overflow ? .max : end, number: entry.number, entry: index,
                    phase: .after))
        }
        return steps.sorted { left, right in
            (left.nanoseconds, left.number, left.phase.index)
                < (right.nanoseconds, right.number, right.phase.index)
        }
    }

    private static func list(_ kinds: [EventKind]) -> String {
        guard kinds.count <= 4 else { return "\(kinds.count) kinds of event" }
        return kinds.map(\.rawValue).joined(separator: ", ")
    }
}

/// The verdict that came closest to acting, of one rule.
private struct ClosestVerdict {
    private var rank = Int.max
    private var verdict: RuleVerdict?
    private var entry: JournalEntry?
    private var matches = 0

    mutating func add(_ next: RuleVerdict, _ record: JournalEntry) {
        let nextRank: Int
        switch next.reason {
        case .acted, .otherEvents, .noAfterPhase: return
        case .counted:
            nextRank = 0
            matches += 1
        case .taken: nextRank = 1
        case .differs(let fields): nextRank = 1 + fields.count
        }
        // The last refusal of a counter says most; of the rest the first one.
        guard nextRank < rank || nextRank == 0 else { return }
        rank = nextRank
        verdict = next
        entry = record
    }

    var lines: [String]? {
        guard let verdict, let entry else { return nil }
        let place = "nearest: " + NearMiss.summary(of: entry)
        switch verdict.reason {
        case .acted, .otherEvents, .noAfterPhase: return nil
        case .counted(let refusal):
            return ["matched \(matches) \(matches == 1 ? "time" : "times"); \(refusal)", place]
        case .taken(let other):
            let name = JSONText.quoted(Array(other.utf8))
            return [place, "  it matched, but rule \(name) is tried first and took it"]
        case .differs(let fields): return [place] + fields.map { "  " + $0 }
        }
    }
}
