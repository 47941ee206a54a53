import StrictJSON

/// Records an expectation speaks of, as a scenario file says it.
struct EventSelectorDocument: Sendable {
    let kinds: [EventKind]
    let condition: ConditionSource
    /// How the file wrote it, on one line.
    let text: String

    private static let event = Key(
        "event", countedEvents, required: true, alsoKnownAs: ["on"],
        "The events that are meant; `request`: every request; `*`: everything.")
    private static let status = Key(
        "status", Kind<Condition>.statuses(Condition.status), "The status the client was told.")
    private static let outcome = Key(
        "outcome", Kind<Condition>.statuses(Condition.outcome),
        "What the operation came to, before a rule or the version made another code of it, or "
            + "the status the client was told.")

    /// The keys, in the order of the reference, without those it shares with `when`.
    static let keys = [
        DocumentKey(event, #""event": "fileWrite""#),
        DocumentKey(status, #""status": "QUOTA_EXCEEDED""#),
        DocumentKey(outcome, #""outcome": "OK""#),
    ]

    /// The keys that say more about events than their kind.
    static let conditionKeys: [any KeyDescriptor] =
        MatcherCatalog.recordFields.map(\.key) + [status, outcome]

    /// The kind of a selector.
    static let kind = Kind<EventSelectorDocument>.object(
        "event", [event] + conditionKeys
    ) { reader in
        read(reader, kinds: event)
    }.titled("object with event").defined(as: "selector")

    /// The key that names the events.
    static var eventKey: Key<[EventKind]> { event }

    /// Reads a selector whose events stand under `kinds`.
    static func read(
        _ reader: ObjectReader, kinds: Key<[EventKind]>
    ) -> EventSelectorDocument? {
        var parts = MatcherCatalog.recordFields.compactMap { $0.read(reader) }
        if let status = reader.read(status) {
            parts.append(.leaf(.outcome, status, reader.place(of: Self.status)))
        }
        if let outcome = reader.read(outcome) {
            parts.append(.leaf(.outcome, outcome, reader.place(of: Self.outcome)))
        }
        guard let kinds = reader.read(kinds) else { return nil }
        let condition = ConditionSource.all(parts)
        condition.check(kinds, .after, reader.node.diagnostics)
        return EventSelectorDocument(kinds: kinds, condition: condition, text: reader.node.text)
    }

    /// An event, a list of events, `request` for all that are requests, or `*` for all.
    static let countedEvents: Kind<[EventKind]> = {
        let table = EventKind.allCases.map { (name: $0.rawValue, value: [$0]) }
        let requests = EventKind.allCases.filter(\.isRequest)
        let one = Kind.name(
            "event", table + [("request", requests), ("*", EventKind.all)])
        return Kind<[[EventKind]]>.oneOrMore(one)
            .map { lists, node in
                let events = lists.flatMap { $0 }
                if Set(events).count < events.count { node.error("an event is named twice") }
                return events
            }
            .titled("event, array of them, `request`, or `*`")
    }()
}

/// What has to come first, as a scenario file says it.
enum AnchorDocument: Sendable {
    case rule(PlacedName)
    case event(EventSelectorDocument)

    /// The name of a rule, or what an event has to be.
    static let kind = Kind<AnchorDocument>.anyOf([
        Kind<PlacedName>.reference(to: "rule").map { .rule($0) },
        EventSelectorDocument.kind.map { .event($0) },
    ]).titled("name of a rule, or object with event")
}
