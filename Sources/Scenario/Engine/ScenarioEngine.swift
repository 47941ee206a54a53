/// Decides what happens on each event: rules in, effects out.
///
/// It has no clock, makes no I/O and takes no lock: the same events in the same order give
/// the same decisions. Its owner serialises calls when several sessions share it, which also
/// makes counters and state transitions atomic.
public struct ScenarioEngine: Sendable {
    /// The events it has to be asked about; others cannot change anything.
    public let interest: EventInterest
    /// How often each rule has acted, by index.
    public private(set) var firings: [UInt64]

    /// Whether anything is kept by session or handle, so that it has to be told when a session
    /// ends: no event says so.
    public let keepsSessions: Bool

    /// The kinds of event of which the path alone may tell that no rule acts: see ``mayAct``.
    public let decidedByPath: EventInterest

    private let needs: [EventNeeds]
    private let rules: [Rule]
    private let decisions: [Decision]
    /// What the texts of a rule ask for; nil for rules without placeholders.
    private let templates: [RuleTemplate?]
    private var candidates: CandidateIndex
    private var counters: [OccurrenceCounter]
    /// The counters of each scope, so that the end of a handle costs nothing while none counts it.
    private let countersByScope: [RuleScope: [Int]]
    private var context: MatchContext
    private var pending: [StateAssignment] = []
    /// What READ and WRITE have moved; nil when no rule asks.
    private var bytes: ByteCounter?

    /// Makes an engine at the start of a run.
    public init(rules: [Rule], machines: [StateMachine] = [], seed: UInt64 = 0) {
        self.rules = rules
        firings = Array(repeating: 0, count: rules.count)
        decisions = rules.enumerated().map { index, rule in
            Decision(rules: RuleList(index), effects: rule.effects)
        }
        let templates = rules.map { RuleTemplate($0) }
        self.templates = templates
        let candidates = CandidateIndex(rules)
        self.candidates = candidates
        counters = rules.enumerated().map { index, rule in
            OccurrenceCounter(
                rule.occurrence, seed: Self.counterSeed(seed, index),
                isCounted: templates[index]?.isCounted ?? false)
        }
        countersByScope = Dictionary(grouping: rules.indices) { rules[$0].occurrence.scope }
        context = MatchContext(states: StateTable(machines))
        let needs = EventKind.allCases.map { kind in
            rules.filter { $0.events.contains(kind) }
                .reduce(into: EventNeeds()) { $0.formUnion($1.allNeeds) }
        }
        self.needs = needs
        bytes = needs.contains { $0.contains(.totals) } ? ByteCounter() : nil
        interest = Self.interest(of: rules, machines, countsBytes: bytes != nil)
        decidedByPath = Self.decidedByPath(candidates, countsBytes: bytes != nil)
        keepsSessions =
            bytes != nil
            || (rules.map(\.occurrence.scope) + machines.map(\.scope))
                .contains { $0 == .session || $0 == .handle }
    }

    /// The seed of what a rule leaves to chance.
    static func counterSeed(_ seed: UInt64, _ rule: Int) -> UInt64 {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(rule))
        return hash.value
    }

    private static func interest(
        of rules: [Rule], _ machines: [StateMachine], countsBytes: Bool
    ) -> EventInterest {
        var interest = EventInterest()
        for rule in rules {
            for kind in rule.events {
                interest.insert(kind, rule.phase)
            }
        }
        // Scopes that end are forgotten at their end, so that has to be heard of.
        let scopes = Set(rules.map(\.occurrence.scope) + machines.map(\.scope))
        if countsBytes {
            interest.insert(.fileRead, .after)
            interest.insert(.fileWrite, .after)
        }
        if countsBytes || scopes.contains(.connection) {
            interest.insert(.disconnected, .before)
        }
        if countsBytes || scopes.contains(.handle) { interest.insert(.fileClose, .after) }
        return interest
    }

    private static func decidedByPath(
        _ candidates: CandidateIndex, countsBytes: Bool
    ) -> EventInterest {
        var kinds = EventInterest()
        // Who counts bytes, or forgets a handle with its end, has to hear of every event.
        guard !countsBytes else { return kinds }
        for kind in EventKind.allCases
        where kind != .fileClose && kind != .disconnected && candidates.asksForPath(kind) {
            kinds.insert(kind, .before)
            kinds.insert(kind, .after)
        }
        return kinds
    }

    /// Whether a rule may act on an event with this path, in either phase; if not, the event need
    /// not be made.
    ///
    /// - Parameters:
    ///   - kind: one of ``decidedByPath``.
    ///   - path: as the event would have it; empty for an event without one.
    public mutating func mayAct(on kind: EventKind, path: Span<UInt8>) -> Bool {
        !path.isEmpty && candidates.isMet(kind, path: path, &context.machine)
    }

    /// What its rules want to know of a kind of event that costs to find out.
    public func needs(of kind: EventKind) -> EventNeeds { needs[kind.index] }

    /// The rules that would be tried for an event, first to last.
    func candidates(for kind: EventKind, _ phase: EventPhase) -> [Int] {
        candidates.rules(for: kind, phase)
    }

    /// What to do about an event; nil when no rule acts on it.
    ///
    /// Conditions see the states as they were before the event; transitions happen after the
    /// last rule that acts.
    public mutating func decide(_ event: Event) -> Decision? {
        guard bytes != nil else { return judge(event) }
        bytes?.add(event)
        defer { bytes?.forgetEnded(event) }
        guard needs[event.kind.index].contains(.totals) else { return judge(event) }
        var event = event
        bytes?.fill(&event)
        return judge(event)
    }

    private mutating func judge(_ event: Event) -> Decision? {
        let decision = candidates.candidates(for: event).flatMap { act(on: event, $0) }
        if event.kind == .disconnected || event.kind == .fileClose { forgetEnded(event) }
        return decision
    }

    /// Tries rules, first to last.
    private mutating func act(on event: Event, _ candidates: Candidates) -> Decision? {
        var decision: Decision?
        var tried = candidates
        while let index = tried.next() {
            guard rules[index].condition.matches(event, &context),
                counters[index].acts(on: event)
            else { continue }
            firings[index] += 1
            pending.append(contentsOf: rules[index].assignments)
            let next = templates[index].map { fill($0, index, event) } ?? decisions[index]
            if decision == nil {
                decision = next
            } else {
                decision?.rules.append(index)
                decision?.effects.append(contentsOf: next.effects)
            }
            guard rules[index].continues else { break }
        }
        for assignment in pending {
            context.states.apply(assignment, for: event)
        }
        pending.removeAll(keepingCapacity: true)
        return decision
    }

    private func fill(_ template: RuleTemplate, _ index: Int, _ event: Event) -> Decision {
        let standing = counters[index].standing(for: event)
        let values = TemplateValues(
            event, groups: template.groups(of: event), count: standing.acted,
            seed: standing.seed)
        return Decision(
            rules: RuleList(index), effects: rules[index].effects.map { $0.filled(values) })
    }

    /// Forgets what is kept of a session that has ended, and of the handles it left open.
    ///
    /// - Parameters:
    ///   - event: tells the connection and the session.
    ///   - openHandles: the handles that were open until then.
    public mutating func forgetSession(_ event: Event, openHandles: [[UInt8]]) {
        forget(.session, event)
        var event = event
        for handle in openHandles {
            event.handle = handle
            forget(.handle, event)
            bytes?.forgetHandle(event)
        }
    }

    private mutating func forget(_ ended: RuleScope, _ event: Event) {
        context.states.forget(ended, event)
        for index in countersByScope[ended] ?? [] {
            counters[index].forget(ended, event)
        }
    }

    /// How many instances of scopes are kept, of counters and states alike.
    var instanceCount: Int {
        counters.reduce(context.states.instanceCount) { $0 + $1.instanceCount }
            + (bytes?.instanceCount ?? 0)
    }

    private mutating func forgetEnded(_ event: Event) {
        for scope in RuleScope.ended(by: event) { forget(scope, event) }
    }
}
