/// How often a rule acts when it matches.
public struct Occurrence: Equatable, Sendable {
    /// Matches that pass before it starts to act.
    public var skip: UInt64
    /// The most times it acts; nil: no limit.
    public var times: UInt64?
    /// It acts on every n-th match after `skip`; 1 is each.
    public var every: UInt64
    /// The chance that it acts, 0 to 1.
    public var probability: Double
    /// What matches are counted by.
    public var scope: RuleScope

    /// Makes the settings; the defaults act on every match.
    public init(
        skip: UInt64 = 0, times: UInt64? = nil, every: UInt64 = 1, probability: Double = 1,
        scope: RuleScope = .server
    ) {
        self.skip = skip
        self.times = times
        self.every = every
        self.probability = probability
        self.scope = scope
    }

    /// Whether the rule acts on every match.
    var isAlways: Bool { skip == 0 && times == nil && every == 1 && probability >= 1 }
}

/// Counts the matches of one rule and says which of them act.
struct OccurrenceCounter: Sendable {
    private struct Count: Sendable {
        var matches: UInt64 = 0
        var acted: UInt64 = 0
    }

    private let occurrence: Occurrence
    private let seed: UInt64
    private let isNeeded: Bool
    private var counts: ScopedValues<Count>

    /// Makes a counter; chances are drawn from `seed`, the scope's instance and the match.
    ///
    /// - Parameter isCounted: whether somebody asks how often it has acted.
    init(_ occurrence: Occurrence, seed: UInt64, isCounted: Bool = false) {
        self.occurrence = occurrence
        self.seed = seed
        isNeeded = isCounted || !occurrence.isAlways
        counts = ScopedValues(scope: occurrence.scope, initial: Count())
    }

    /// Counts a match; true when the rule acts on it.
    mutating func acts(on event: Event) -> Bool {
        guard isNeeded else { return true }
        var count = counts.value(for: event)
        count.matches += 1
        let acts = isDue(count, event)
        if acts { count.acted += 1 }
        counts.set(count, for: event)
        return acts
    }

    private func isDue(_ count: Count, _ event: Event) -> Bool {
        guard count.matches > occurrence.skip else { return false }
        if let times = occurrence.times, count.acted >= times { return false }
        guard (count.matches - occurrence.skip) % max(occurrence.every, 1) == 0 else {
            return false
        }
        guard occurrence.probability < 1 else { return true }
        return Double(draw(count.matches, event) >> 11) * 0x1p-53 < occurrence.probability
    }

    /// A draw depends on the match, not on earlier draws, so that connections which run side by
    /// side do not change each other's luck.
    private func draw(_ match: UInt64, _ event: Event) -> UInt64 {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(occurrence.scope.key(for: event))
        hash.combine(match)
        return hash.value
    }

    /// How often it has acted in the instance of `event`, and a seed for what is random then;
    /// only of a counter that was made to be asked.
    func standing(for event: Event) -> (acted: UInt64, seed: UInt64) {
        let count = counts.value(for: event)
        return (count.acted, ~draw(count.matches, event))
    }

    /// Forgets the instance of a scope that `event` belongs to.
    mutating func forget(_ ended: RuleScope, _ event: Event) {
        counts.forget(ended, event)
    }

    /// How many instances are kept.
    var instanceCount: Int { counts.count }
}

// For explanations, which go through what has happened once more.
extension OccurrenceCounter {
    /// Why the next match would not act; nil when it would.
    func refusal(of event: Event) -> String? {
        guard !occurrence.isAlways else { return nil }
        var count = counts.value(for: event)
        count.matches += 1
        guard !isDue(count, event) else { return nil }
        let scope = occurrence.scope == .server ? "" : " of this \(occurrence.scope.rawValue)"
        let match = "match \(count.matches)\(scope)"
        if count.matches <= occurrence.skip {
            return "this was \(match), it acts from match \(occurrence.skip + 1) on"
        }
        if let times = occurrence.times, count.acted >= times {
            return "it had acted \(count.acted) times\(scope), which is the most it may"
        }
        if (count.matches - occurrence.skip) % max(occurrence.every, 1) != 0 {
            let first = occurrence.skip > 0 ? " after the first \(occurrence.skip)" : ""
            return "this was \(match), it acts on one in \(occurrence.every)\(first)"
        }
        return "chance was against it: \(match), probability \(occurrence.probability)"
    }

    /// Counts a match of which it is known whether the rule acted on it.
    mutating func note(acted: Bool, on event: Event) {
        guard isNeeded else { return }
        var count = counts.value(for: event)
        count.matches += 1
        if acted { count.acted += 1 }
        counts.set(count, for: event)
    }
}
