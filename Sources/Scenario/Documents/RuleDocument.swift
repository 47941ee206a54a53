import StrictJSON

/// A rule as a scenario file says it; names of machines are looked up when all files are read.
struct RuleDocument: Sendable {
    let name: PlacedName?
    let events: [EventKind]
    let phase: EventPhase
    let condition: ConditionSource
    let actions: ActionSet
    let occurrence: Occurrence
    let continues: Bool
    let priority: Int
    let isRequired: Bool
    /// Where the rule stands.
    let place: Place

    private static let name = Key(
        "name", Kind<PlacedName>.reference(to: "rule"),
        "The name, for the journal and expectations; otherwise `rule` and its number.")
    private static let on = Key(
        "on", Kind<EventSelection>.events, required: true, alsoKnownAs: ["event", "events"],
        "The events it looks at; `*`: all on which its actions have a meaning, `packet` aside.")
    private static let phase = DefaultedKey(
        "phase", Kind<EventPhase>.name("phase").titled("`before` or `after`"), default: .before,
        "`before` the operation, or `after` it, when its outcome is known.")
    private static let when = Key(
        "when", MatcherCatalog.kind, alsoKnownAs: ["match", "if"],
        "What has to be true of the event; nothing: always.")
    private static let action = Key(
        "do", ActionSet.kind, required: true, alsoKnownAs: ["then", "action", "actions"],
        "What happens.")
    private static let skip = DefaultedKey(
        "skip", Kind<UInt64>.integer(0...UInt64(UInt32.max)), default: 0,
        "Matches that pass before it starts to act.")
    private static let times = Key(
        "times", Kind<UInt64>.integer(0...UInt64(UInt32.max)),
        "The most times it acts; otherwise no limit.")
    private static let every = DefaultedKey(
        "every", Kind<UInt64>.integer(1...UInt64(UInt32.max)), default: 1,
        "Acts on every n-th match after `skip` only.")
    private static let probability = DefaultedKey(
        "probability", Kind<Double>.probability, default: 1,
        "The chance that a match acts, drawn from the seed: 0 never, 1 always.")
    private static let per = DefaultedKey(
        "per", Kind<RuleScope>.scope, default: .server,
        "What matches are counted by.")
    private static let continues = DefaultedKey(
        "continue", Kind<Bool>.bool, default: false,
        "Whether the rules below are tried too after this one has acted.")
    private static let priority = DefaultedKey(
        "priority", Kind<Int>.integer(-1000...1000), default: 0,
        "Rules with a higher number are tried first; equal ones from top to bottom.")
    private static let required = DefaultedKey(
        "required", Kind<Bool>.bool, default: false,
        "Whether a run in which it never acted has failed.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(name, #""name": "disk is full""#),
        DocumentKey(on, #""on": ["fileOpen", "fileWrite"]"#),
        DocumentKey(phase, #""phase": "after""#),
        DocumentKey(when, #""when": {"path": "/in/**"}"#),
        DocumentKey(action, #""do": {"status": "FAILURE"}"#),
        DocumentKey(skip, #""skip": 1"#),
        DocumentKey(times, #""times": 2"#),
        DocumentKey(every, #""every": 3"#),
        DocumentKey(probability, #""probability": 0.25"#),
        DocumentKey(per, #""per": "path""#),
        DocumentKey(continues, #""continue": true"#),
        DocumentKey(priority, #""priority": 10"#),
        DocumentKey(required, #""required": true"#),
    ]

    /// The kind of one rule.
    static let kind = Kind<RuleDocument>.object("rule", keys.map(\.key)) { reader in
        let occurrence = Occurrence(
            skip: reader.read(skip), times: reader.read(times), every: reader.read(every),
            probability: reader.read(probability), scope: reader.read(per))
        let name = reader.read(name)
        let phase = reader.read(phase)
        let condition = reader.read(when) ?? .all([])
        let continues = reader.read(continues)
        let priority = reader.read(priority)
        let isRequired = reader.read(required)
        let events = reader.read(on)
        let actions = reader.read(action)
        guard let events, let actions else { return nil }
        let rule = RuleDocument(
            name: name, events: meant(events, actions, phase), phase: phase,
            condition: condition, actions: actions, occurrence: occurrence,
            continues: continues, priority: priority, isRequired: isRequired,
            place: reader.node.place)
        rule.check(reader)
        return rule
    }

    /// `*` is every event on which all actions have a meaning.
    private static func meant(
        _ events: EventSelection, _ actions: ActionSet, _ phase: EventPhase
    ) -> [EventKind] {
        guard events.isAll else { return events.kinds }
        return events.kinds.filter { event in
            event.has(phase) && actions.isMeaningful(on: event, phase)
        }
    }

    private func check(_ reader: ObjectReader) {
        let diagnostics = reader.node.diagnostics
        for event in events where !event.has(phase) {
            reader.error("\(event.rawValue) has no after phase", at: Self.phase)
        }
        if events.isEmpty, reader.placed(Self.on)?.elements?.isEmpty != true {
            reader.error("no event allows these actions together", at: Self.on)
        }
        actions.check(events, phase, diagnostics)
        AuthAction.checkQuestions(actions, condition, diagnostics)
        condition.check(events, phase, diagnostics)
        let scopeField: EventField? =
            switch occurrence.scope {
            case .server, .connection: nil
            case .session: .session
            case .user: .user
            case .path: .path
            case .handle: .handle
            }
        if let scopeField {
            for event in events where !event.has(scopeField) {
                reader.error("\(event.rawValue) has no \(scopeField.rawValue)", at: Self.per)
            }
        }
        if occurrence.times == 0 {
            reader.warning("the rule can never act: \"times\" is 0", at: Self.times)
        }
        if occurrence.probability == 0 {
            reader.warning("the rule can never act: \"probability\" is 0", at: Self.probability)
        }
    }
}
