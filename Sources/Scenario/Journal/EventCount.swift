/// Counts the records an expectation asks for and keeps those that nearly were.
struct EventCount: Sendable {
    private let selector: JournalExpectation.Selector
    private let anchor: JournalExpectation.Anchor?
    private let range: ClosedRange<UInt64>
    private var isReached: Bool
    private var count: UInt64 = 0
    private var nearest = NearMisses()
    private var anchorMisses = NearMisses()
    /// The records that came when the count had already been full.
    private var surplus: [JournalEntry] = []

    init(
        _ selector: JournalExpectation.Selector, after anchor: JournalExpectation.Anchor?,
        count range: ClosedRange<UInt64>
    ) {
        self.selector = selector
        self.anchor = anchor
        self.range = range
        isReached = anchor == nil
    }

    func kinds(_ rules: [Rule]) -> [EventKind] {
        switch anchor {
        case .rule(let rule) where rules.indices.contains(rule):
            selector.kinds + rules[rule].events
        case .event(let first): selector.kinds + first.kinds
        case .rule, nil: selector.kinds
        }
    }

    mutating func add(_ entry: JournalEntry, _ event: Event, _ context: inout MatchContext) {
        guard isReached else {
            isReached = isAnchor(entry, event, &context)
            return
        }
        guard selector.kinds.contains(entry.kind) else { return }
        guard selector.condition.matches(event, &context) else {
            nearest.add(entry, event, selector.condition, &context)
            return
        }
        count += 1
        if count > range.upperBound, surplus.count < NearMiss.limit { surplus.append(entry) }
    }

    private mutating func isAnchor(
        _ entry: JournalEntry, _ event: Event, _ context: inout MatchContext
    ) -> Bool {
        switch anchor {
        case .rule(let rule): return entry.record.rules.contains(rule)
        case .event(let first):
            guard first.kinds.contains(entry.kind) else { return false }
            if first.condition.matches(event, &context) { return true }
            anchorMisses.add(entry, event, first.condition, &context)
            return false
        case nil: return true
        }
    }

    var failure: VerificationReport.Failure? {
        CountText.problem(range, count).map { VerificationReport.Failure($0, details) }
    }

    private var details: [String] {
        if !surplus.isEmpty { return surplus.map { "one too many: " + NearMiss.summary(of: $0) } }
        guard !isReached else { return nearest.lines }
        guard case .event = anchor else { return ["the rule it comes after has not acted"] }
        return ["what it comes after has not happened"] + anchorMisses.lines
    }
}

/// Looks for records in an order.
struct EventOrder: Sendable {
    private let selectors: [JournalExpectation.Selector]
    /// The record found for each step so far.
    private var found: [JournalEntry] = []
    private var nearest = NearMisses()

    init(_ selectors: [JournalExpectation.Selector]) {
        self.selectors = selectors
    }

    var kinds: [EventKind] { selectors.flatMap(\.kinds) }

    /// Takes the first record that fits each step: if any choice of records is in order, this
    /// one is.
    mutating func add(_ entry: JournalEntry, _ event: Event, _ context: inout MatchContext) {
        guard found.count < selectors.count else { return }
        let next = selectors[found.count]
        guard next.kinds.contains(entry.kind) else { return }
        if next.condition.matches(event, &context) {
            found.append(entry)
            nearest = NearMisses()
        } else {
            nearest.add(entry, event, next.condition, &context)
        }
    }

    var failure: VerificationReport.Failure? {
        guard found.count < selectors.count else { return nil }
        let missing = selectors[found.count]
        var details = found.enumerated().suffix(NearMiss.limit).map { step, entry in
            "step \(step + 1): " + NearMiss.summary(of: entry)
        }
        details.append("not found after it: \(missing.text)")
        return VerificationReport.Failure(
            "expected \(selectors.count) steps in order, found \(found.count)",
            details + nearest.lines)
    }
}
