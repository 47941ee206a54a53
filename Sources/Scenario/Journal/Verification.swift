/// Counts what expectations ask for while records are made, in bounded memory.
struct Verification: Sendable {
    /// How many records are kept per expectation to explain a failure.
    private static let examples = 3

    private struct Progress: Sendable {
        var count: UInt64 = 0
        var isReached: Bool
        var nearest: [NearMiss] = []
        /// The records that came when the count had already been full.
        var surplus: [JournalEntry] = []
    }

    /// The kinds (in the after phase) some expectation looks at.
    private(set) var interest = EventInterest()

    private let expectations: [JournalExpectation]
    private let rules: [Rule]
    private var progress: [Progress]
    private var context = MatchContext(states: StateTable([]))
    private var leftOpen = 0
    private var leaks: [JournalEntry] = []

    /// Makes the state at the start of a run.
    init(_ expectations: [JournalExpectation], rules: [Rule]) {
        self.expectations = expectations
        self.rules = rules
        progress = expectations.map { expectation in
            guard case .events(_, _, .some) = expectation.subject else {
                return Progress(isReached: true)
            }
            return Progress(isReached: false)
        }
        for expectation in expectations {
            insertInterest(of: expectation)
        }
    }

    private mutating func insertInterest(of expectation: JournalExpectation) {
        switch expectation.subject {
        case .events(let kinds, _, let after):
            for kind in kinds {
                interest.insert(kind, .after)
            }
            guard let after, rules.indices.contains(after) else { return }
            for kind in rules[after].events {
                interest.insert(kind, .after)
            }
        case .noOpenHandles: interest.insert(.disconnected, .after)
        case .rule: break
        }
    }

    /// Shows a record to all expectations.
    mutating func add(_ entry: JournalEntry) {
        let event = entry.event
        if let open = entry.record.openHandles, open > 0 {
            leftOpen += open
            if leaks.count < Self.examples { leaks.append(entry) }
        }
        for index in expectations.indices {
            guard case .events(let kinds, let condition, let after) = expectations[index].subject
            else { continue }
            if progress[index].isReached, kinds.contains(entry.kind) {
                if condition.matches(event, &context) {
                    match(entry, index)
                } else {
                    miss(entry, event, condition, index)
                }
            }
            if let after, entry.record.rules.contains(after) { progress[index].isReached = true }
        }
    }

    private mutating func match(_ entry: JournalEntry, _ index: Int) {
        progress[index].count += 1
        if progress[index].count > expectations[index].count.upperBound,
            progress[index].surplus.count < Self.examples
        {
            progress[index].surplus.append(entry)
        }
    }

    /// Keeps the misses with the fewest differing fields, the earliest of them.
    private mutating func miss(
        _ entry: JournalEntry, _ event: Event, _ condition: Condition, _ index: Int
    ) {
        let differences = condition.differences(event, &context)
        let place =
            progress[index].nearest.firstIndex { $0.differences.count > differences.count }
            ?? progress[index].nearest.count
        guard place < Self.examples else { return }
        progress[index].nearest.insert(
            NearMiss(entry: entry, differences: differences), at: place)
        if progress[index].nearest.count > Self.examples { progress[index].nearest.removeLast() }
    }

    /// Judges all expectations as things stand.
    func report(firings: [UInt64], openHandles: Int) -> VerificationReport {
        var failures: [VerificationReport.Failure] = []
        for index in expectations.indices {
            let expectation = expectations[index]
            var problem: (text: String, details: [String])?
            switch expectation.subject {
            case .events:
                problem = judge(expectation, count: progress[index].count)
                    .map { ($0, details(of: progress[index])) }
            case .rule(let rule):
                let count = firings.indices.contains(rule) ? firings[rule] : 0
                problem = judge(expectation, count: count).map { ($0, []) }
            case .noOpenHandles where leftOpen + openHandles > 0:
                let left = leftOpen + openHandles
                problem = (
                    "expected no open handles, \(left) left open",
                    leaks.map { "left open by " + NearMiss.summary(of: $0) }
                )
            case .noOpenHandles: break
            }
            guard let problem else { continue }
            failures.append(
                .init(expectation: index, text: expectation.text, problem.text, problem.details))
        }
        return VerificationReport(failures: failures, rules: rules, firings: firings)
    }

    private func judge(_ expectation: JournalExpectation, count: UInt64) -> String? {
        guard !expectation.count.contains(count) else { return nil }
        return "expected \(Self.phrase(expectation.count)), counted \(count)"
    }

    private func details(of progress: Progress) -> [String] {
        if !progress.surplus.isEmpty {
            return progress.surplus.map { "one too many: " + NearMiss.summary(of: $0) }
        }
        guard progress.isReached else { return ["the rule it comes after has not acted"] }
        return progress.nearest.flatMap(\.lines)
    }

    private static func phrase(_ count: ClosedRange<UInt64>) -> String {
        switch (count.lowerBound, count.upperBound) {
        case (0, 0): "none"
        case (let least, let most) where least == most: "exactly \(least)"
        case (let least, .max): "at least \(least)"
        case (0, let most): "at most \(most)"
        case (let least, let most): "\(least) to \(most)"
        }
    }
}
