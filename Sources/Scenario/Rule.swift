/// One rule: which events, which of them, how often, and what then happens.
public struct Rule: Sendable {
    /// The name, for the journal and for expectations.
    public var name: String
    /// The kinds of event it looks at.
    public var events: [EventKind]
    /// The phase it looks at.
    public var phase: EventPhase
    /// What has to be true of the event.
    public var condition: Condition
    /// What the session is told to do.
    public var effects: [Effect]
    /// Transitions of state machines.
    public var assignments: [StateAssignment]
    /// Which matches act.
    public var occurrence: Occurrence
    /// Whether later rules are tried after this one has acted.
    public var continues: Bool
    /// Rules with a higher number are tried first; equal ones in the order of the file.
    public var priority: Int
    /// Whether a run in which it never acted has failed.
    public var isRequired: Bool

    /// What it wants to know of its events that costs to find out, beside what its condition and
    /// its texts ask for.
    public var needs: EventNeeds = []

    /// Makes a rule.
    public init(
        name: String, events: [EventKind], phase: EventPhase = .before,
        condition: Condition = .always, effects: [Effect] = [],
        assignments: [StateAssignment] = [], occurrence: Occurrence = Occurrence(),
        continues: Bool = false, priority: Int = 0, isRequired: Bool = false
    ) {
        self.name = name
        self.events = events
        self.phase = phase
        self.condition = condition
        self.effects = effects
        self.assignments = assignments
        self.occurrence = occurrence
        self.continues = continues
        self.priority = priority
        self.isRequired = isRequired
    }

    /// The programs it asks.
    public var callouts: [CalloutURL] {
        effects.compactMap {
            if case .flow(.callout(let request)) = $0 { request.url } else { nil }
        }
    }

    /// Whether it writes packets to files.
    public var capturesPackets: Bool {
        effects.contains { if case .flow(.capture) = $0 { true } else { false } }
    }
}
