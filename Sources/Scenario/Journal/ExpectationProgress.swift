/// How far one expectation has come.
enum ExpectationProgress: Sendable {
    case events(EventCount)
    case order(EventOrder)
    case rule(Int, ClosedRange<UInt64>)
    case openHandles(LeftHandles)
    case reaction(ClientReaction)
    case file

    init(_ expectation: JournalExpectation) {
        self =
            switch expectation.subject {
            case .events(let selector, let anchor):
                .events(EventCount(selector, after: anchor, count: expectation.count))
            case .order(let selectors): .order(EventOrder(selectors))
            case .rule(let rule): .rule(rule, expectation.count)
            case .noOpenHandles: .openHandles(LeftHandles())
            case .reconnected(let limit, let rule):
                .reaction(ClientReaction(.reconnecting, within: limit, after: rule))
            case .gaveUp(let limit, let rule):
                .reaction(ClientReaction(.givingUp, within: limit, after: rule))
            case .file: .file
            }
    }

    /// The kinds of record it has to see.
    func kinds(_ rules: [Rule]) -> [EventKind] {
        switch self {
        case .events(let count): count.kinds(rules)
        case .order(let order): order.kinds
        case .openHandles: [.disconnected]
        case .reaction: EventKind.all
        case .rule, .file: []
        }
    }

    /// Looks at a record.
    mutating func add(_ entry: JournalEntry, _ event: Event, _ context: inout MatchContext) {
        switch self {
        case .events(var count):
            // The old value lets go of its arrays, or each record would copy them.
            self = .file
            count.add(entry, event, &context)
            self = .events(count)
        case .order(var order):
            self = .file
            order.add(entry, event, &context)
            self = .order(order)
        case .openHandles(var handles):
            self = .file
            handles.add(entry)
            self = .openHandles(handles)
        case .reaction(var reaction):
            self = .file
            reaction.add(entry)
            self = .reaction(reaction)
        case .rule, .file: break
        }
    }

    /// What is wrong as things stand; nil when the expectation is met.
    func failure(
        _ facts: VerificationFacts, file: VerificationReport.Failure?
    ) -> VerificationReport.Failure? {
        switch self {
        case .events(let count): count.failure
        case .order(let order): order.failure
        case .rule(let rule, let range):
            CountText.problem(range, facts.firings(of: rule)).map { problem in
                VerificationReport.Failure(problem, facts.idleRules[rule] ?? [])
            }
        case .openHandles(let handles): handles.failure(openNow: facts.openHandles)
        case .reaction(let reaction): reaction.failure
        case .file: file
        }
    }
}

/// How counts are spoken of.
enum CountText {
    /// What is wrong with a count, or nil.
    static func problem(_ range: ClosedRange<UInt64>, _ count: UInt64) -> String? {
        range.contains(count) ? nil : "expected \(phrase(range)), counted \(count)"
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

/// The handles clients left open.
struct LeftHandles: Sendable {
    private var count = 0
    private var leaks: [JournalEntry] = []

    mutating func add(_ entry: JournalEntry) {
        guard let open = entry.record.openHandles, open > 0 else { return }
        let (sum, overflow) = count.addingReportingOverflow(open)
        count = overflow ? .max : sum
        if leaks.count < NearMiss.limit { leaks.append(entry) }
    }

    func failure(openNow: Int) -> VerificationReport.Failure? {
        let (left, overflow) = count.addingReportingOverflow(openNow)
        guard overflow || left > 0 else { return nil }
        return VerificationReport.Failure(
            "expected no open handles, \(overflow ? .max : left) left open",
            leaks.map { "left open by " + NearMiss.summary(of: $0) })
    }
}
