import StrictJSON

extension Kind where Value == RuleScope {
    /// What counters and machines are kept apart by.
    static var scope: Kind {
        let names = RuleScope.allCases.map { "`\($0.rawValue)`" }
        return Kind.name("scope").titled(names.joined(separator: ", "))
    }
}

extension Kind where Value == [EventKind] {
    /// An event, a list of events, or `"*"` for all.
    static var events: Kind {
        let table = EventKind.allCases.map { (name: $0.rawValue, value: [$0]) }
        let one = Kind.name("event", table + [("*", EventKind.allCases)])
        return Kind<[[EventKind]]>.oneOrMore(one)
            .map { lists, node in
                let events = lists.flatMap { $0 }
                if Set(events).count < events.count { node.error("an event is named twice") }
                return events
            }
            .titled("event, array of them, or \"*\"")
    }
}
