import SFTPWire
import StrictJSON

/// One thing `when` can ask, as the catalog lists it.
struct Matcher: Sendable {
    /// Its key.
    let key: any KeyDescriptor
    /// The field it looks at; nil for those that combine, and for states.
    let field: EventField?
    /// A member for the reference.
    let example: String
    /// Reads its value, if it is there.
    let read: @Sendable (ObjectReader) -> ConditionSource?

    /// Makes the entry of a matcher that looks at a field.
    init<Value>(
        _ field: EventField, _ kind: Kind<Value>, example: String, _ summary: String,
        _ condition: @escaping @Sendable (Value) -> Condition
    ) {
        let key = Key(field.rawValue, kind, summary)
        self.key = key
        self.field = field
        self.example = example
        read = { reader in
            reader.read(key).map { .leaf(field, condition($0), reader.place(of: key)) }
        }
    }

    /// Makes the entry of a matcher whose value says which of two fields it looks at.
    init(
        _ key: Key<Condition>, _ field: EventField, example: String,
        tested: @escaping @Sendable (Condition) -> EventField
    ) {
        self.key = key
        self.field = field
        self.example = example
        read = { reader in
            reader.read(key).map { .leaf(tested($0), $0, reader.place(of: key)) }
        }
    }

    /// Makes the entry of a matcher that combines others, or looks at states.
    init<Value>(
        _ key: Key<Value>, example: String,
        _ source: @escaping @Sendable (Value) -> ConditionSource
    ) {
        self.key = key
        self.field = nil
        self.example = example
        read = { reader in reader.read(key).map(source) }
    }
}

/// A condition as the scenario wrote it: states still by name, places still known.
indirect enum ConditionSource: Sendable {
    case leaf(EventField, Condition, Place)
    case states([(machine: PlacedName, states: [PlacedName])])
    case all([ConditionSource])
    case any([ConditionSource])
    case not(ConditionSource)

    /// All tests on fields, with their places.
    var leaves: [(field: EventField, place: Place)] {
        switch self {
        case .leaf(let field, _, let place): [(field, place)]
        case .states: []
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .not(let part): part.leaves
        }
    }

    /// Whether it holds for every event.
    var isAlways: Bool {
        switch self {
        case .all(let parts): parts.allSatisfy(\.isAlways)
        case .any(let parts): parts.contains(where: \.isAlways)
        default: false
        }
    }

    /// Adds an error for each test on a field that none of `events` has in `phase`.
    func check(_ events: [EventKind], _ phase: EventPhase, _ diagnostics: Diagnostics) {
        for (field, place) in leaves where !events.contains(where: { $0.has(field, phase) }) {
            if phase == .before, events.contains(where: { $0.has(field, .after) }) {
                diagnostics.error(
                    "the \(field.title) is known in the after phase only; add "
                        + "\"phase\": \"after\"", at: place)
            } else {
                let names = events.map(\.rawValue).joined(separator: ", ")
                let verb = events.count == 1 ? "has" : "have"
                diagnostics.error("\(names) \(verb) no \(field.title)", at: place)
            }
        }
    }
}

extension ConditionSource {
    /// Whether an attempt by this method can meet it.
    func admits(method: String) -> Bool {
        switch self {
        case .leaf(.method, let condition, _):
            var event = Event(kind: .userAuthRequest, phase: .before, connection: 1)
            event.method = method
            var context = MatchContext(states: StateTable([]))
            return condition.matches(event, &context)
        case .all(let parts): return parts.allSatisfy { $0.admits(method: method) }
        case .any(let parts): return parts.contains { $0.admits(method: method) }
        case .not(.leaf(.method, let condition, let place)):
            return !Self.leaf(.method, condition, place).admits(method: method)
        case .leaf, .states, .not: return true
        }
    }
}
