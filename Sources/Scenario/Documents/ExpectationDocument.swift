import StrictJSON

/// An expectation as a scenario file says it; names of rules are looked up when all is read.
struct ExpectationDocument: Sendable {
    enum Subject: Sendable {
        case events([EventKind], ConditionSource, after: PlacedName?)
        case rule(PlacedName)
        case noOpenHandles
    }

    let subject: Subject
    let count: ClosedRange<UInt64>
    /// How the file wrote it, on one line.
    let text: String

    private static let event = Key(
        "event", Kind<EventSelection>.events, required: true, alsoKnownAs: ["on"],
        "The events that are counted.")
    private static let status = Key(
        "status", Kind<Condition>.statuses(Condition.status), "The status the client was told.")
    private static let outcome = Key(
        "outcome", Kind<Condition>.statuses(Condition.outcome),
        "What the operation came to, before a rule or the version made another code of it, or "
            + "the status the client was told.")
    private static let after = Key(
        "after", Kind<PlacedName>.reference(to: "rule"),
        "Only what comes later than the first time this rule has acted.")
    private static let count = DefaultedKey(
        "count", countKind, default: 1...UInt64.max,
        "How many there have to be: a number, or `atLeast` and `atMost`; otherwise at least 1.")
    private static let rule = Key(
        "rule", Kind<PlacedName>.reference(to: "rule"), required: true,
        "The rule whose actions are counted.")
    private static let noOpenHandles = Key(
        "noOpenHandles", Kind<Bool>.onlyTrue, required: true,
        "The client closed every handle it was given.")

    /// The keys of an expectation that counts events, in the order of the reference, without
    /// those it shares with `when`.
    static let eventKeys = [
        DocumentKey(event, #""event": "fileWrite""#),
        DocumentKey(status, #""status": "QUOTA_EXCEEDED""#),
        DocumentKey(outcome, #""outcome": "OK""#),
        DocumentKey(after, #""after": "disk is full""#),
        DocumentKey(count, #""count": {"atLeast": 1}"#),
    ]
    /// The keys of an expectation that counts what a rule did.
    static let ruleKeys = [
        DocumentKey(rule, #""rule": "disk is full""#),
        DocumentKey(count, #""count": 2"#),
    ]
    /// The key of the expectation about handles.
    static let handleKeys = [DocumentKey(noOpenHandles, #""noOpenHandles": true"#)]

    /// The kind of one expectation.
    static let kind = Kind<ExpectationDocument>.anyOf([
        told(apartBy: "noOpenHandles", handles), told(apartBy: "rule", firings), events,
    ]).titled("expectation").defined(as: "expectation")

    private static let events = Kind<ExpectationDocument>.object(
        "expectation",
        [event] + MatcherCatalog.recordFields.map(\.key) + [status, outcome, after, count]
    ) { reader in
        var parts = MatcherCatalog.recordFields.compactMap { $0.read(reader) }
        if let status = reader.read(status) {
            parts.append(.leaf(.outcome, status, reader.place(of: Self.status)))
        }
        if let outcome = reader.read(outcome) {
            parts.append(.leaf(.outcome, outcome, reader.place(of: Self.outcome)))
        }
        let after = reader.read(after)
        let count = reader.read(count)
        let condition = ConditionSource.all(parts)
        guard let kinds = reader.read(event)?.kinds else { return nil }
        condition.check(kinds, .after, reader.node.diagnostics)
        return ExpectationDocument(
            subject: .events(kinds, condition, after: after), count: count,
            text: reader.node.text)
    }

    private static let firings = Kind<ExpectationDocument>.object(
        "expectation", [rule, count]
    ) { reader in
        let count = reader.read(count)
        return reader.read(rule).map {
            ExpectationDocument(subject: .rule($0), count: count, text: reader.node.text)
        }
    }

    private static let handles = Kind<ExpectationDocument>.object(
        "expectation", [noOpenHandles]
    ) { reader in
        reader.read(noOpenHandles).map { _ in
            ExpectationDocument(
                subject: .noOpenHandles, count: 0...0, text: reader.node.text)
        }
    }

    /// The kind with one key that tells it apart from the others, `count` being in two of them.
    private static func told(
        apartBy key: String, _ kind: Kind<ExpectationDocument>
    ) -> Kind<ExpectationDocument> {
        Kind(
            title: kind.title, types: kind.types, memberNames: [key],
            schema: { kind.schema(&$0) }, read: { kind.read($0) })
    }

    private static let countKind: Kind<ClosedRange<UInt64>> = {
        let value = Kind<UInt64>.integer(0...UInt64(UInt32.max))
        let bounds = Kind<NumberMatcher>.matcher(value, name: "count")
        return bounds.map { matcher, node in
            guard let range = matcher.ranges.first, matcher.ranges.count == 1 else {
                node.error("a count is one number or bounds, not a list")
                return nil
            }
            return range
        }.titled("number, or object with atLeast, atMost")
    }()
}
