import StrictJSON

extension Kind where Value == RuleScope {
    /// What counters and machines are kept apart by.
    static var scope: Kind {
        let names = RuleScope.allCases.map { "`\($0.rawValue)`" }
        return Kind.name("scope").titled(names.joined(separator: ", "))
    }
}

/// Events a scenario names.
struct EventSelection: Sendable {
    let kinds: [EventKind]
    /// Whether they were named by `"*"`.
    let isAll: Bool
}

extension Kind where Value == EventSelection {
    /// An event, a list of events, or `"*"` for all.
    static var events: Kind {
        var table: [(name: String, value: EventKind?)] = EventKind.allCases.map {
            ($0.rawValue, $0)
        }
        table.append(("*", nil))
        let one = Kind<EventKind?>.name("event", table)
        return Kind<[EventKind?]>.oneOrMore(one)
            .map { names, node in
                let kinds = names.flatMap { $0.map { [$0] } ?? EventKind.all }
                if Set(kinds).count < kinds.count { node.error("an event is named twice") }
                return EventSelection(kinds: kinds, isAll: names.contains(nil))
            }
            .titled("event, array of them, or \"*\"")
    }
}
