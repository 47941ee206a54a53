import SFTPWire
import StrictJSON

/// An expectation as a scenario file says it; names of rules are looked up when all is read.
struct ExpectationDocument: Sendable {
    enum Subject: Sendable {
        case events(EventSelectorDocument, after: AnchorDocument?)
        case order([EventSelectorDocument])
        case rule(PlacedName)
        case noOpenHandles
        case reconnected(within: UInt64, after: PlacedName)
        case gaveUp(within: UInt64, after: PlacedName)
        case file(FileExpectation)
    }

    let subject: Subject
    let count: ClosedRange<UInt64>
    /// How the file wrote it, on one line.
    let text: String

    init(_ subject: Subject, count: ClosedRange<UInt64> = 0...0, _ reader: ObjectReader) {
        self.subject = subject
        self.count = count
        text = reader.node.text
    }

    private static let after = Key(
        "after", AnchorDocument.kind,
        "Only what comes later than the first time this rule acted, or such an event came.")
    private static let count = DefaultedKey(
        "count", countKind, default: 1...UInt64.max,
        "How many there have to be: a number, or `atLeast` and `atMost`; otherwise at least 1.")
    private static let never = Key(
        "never", EventSelectorDocument.countedEvents, required: true,
        "The events of which there may be none; `request`: any request; `*`: anything.")
    private static let order = Key(
        "order", Kind<[EventSelectorDocument]>.array(of: EventSelectorDocument.kind, count: 2...64),
        required: true, "Events of which one each has to come, in this order.")
    private static let rule = Key(
        "rule", Kind<PlacedName>.reference(to: "rule"), required: true,
        "The rule whose actions are counted.")
    private static let noOpenHandles = Key(
        "noOpenHandles", Kind<Bool>.onlyTrue, required: true,
        "The client closed every handle it was given.")
    private static let noViolations = Key(
        "noViolations", Kind<Bool>.onlyTrue, required: true,
        "The client sent no packet that cannot be decoded or that breaks the protocol.")
    private static let authenticated = Key(
        "authenticated", Kind<AuthenticationMethod>.name("authentication method"),
        required: true, "Somebody was let in by this method.")
    private static let user = Key(
        "user", Kind<String>.nonEmptyString, "The user who was let in; otherwise anybody.")
    private static let duration = Kind<UInt64>.duration(0...86_400_000_000_000)
    private static let reconnected = Key(
        "reconnectedWithin", duration, required: true,
        "How soon the client opened another connection.")
    private static let gaveUp = Key(
        "gaveUpWithin", duration, required: true,
        "How soon the client was gone, not to come back.")
    private static let cause = Key(
        "after", Kind<PlacedName>.reference(to: "rule"), required: true,
        "The rule from whose first action the time counts.")

    /// The keys of an expectation that counts events, without those it shares with `when`.
    static let eventKeys =
        EventSelectorDocument.keys + [
            DocumentKey(after, #""after": "disk is full""#),
            DocumentKey(count, #""count": {"atLeast": 1}"#),
        ]
    /// The keys of an expectation that forbids events.
    static let neverKeys = [
        DocumentKey(never, #""never": "request""#),
        DocumentKey(after, #""after": {"event": "fileWrite", "status": "QUOTA_EXCEEDED"}"#),
    ]
    /// The key of an expectation about order.
    static let orderKeys = [
        DocumentKey(order, #""order": [{"event": "fileWrite"}, {"event": "fileClose"}]"#)
    ]
    /// The keys of an expectation that counts what a rule did.
    static let ruleKeys = [
        DocumentKey(rule, #""rule": "disk is full""#),
        DocumentKey(count, #""count": 2"#),
    ]
    /// The keys of the expectations about the client as a whole.
    static let clientKeys = [
        DocumentKey(noOpenHandles, #""noOpenHandles": true"#),
        DocumentKey(noViolations, #""noViolations": true"#),
        DocumentKey(authenticated, #""authenticated": "publickey""#),
        DocumentKey(user, #""user": "alice""#),
        DocumentKey(reconnected, #""reconnectedWithin": "5s""#),
        DocumentKey(gaveUp, #""gaveUpWithin": "30s""#),
        DocumentKey(cause, #""after": "connection is cut""#),
    ]

    /// The kind of one expectation.
    static let kind = Kind<ExpectationDocument>.anyOf([
        told(apartBy: "noOpenHandles", handles), told(apartBy: "noViolations", violations),
        told(apartBy: "rule", firings), told(apartBy: "never", forbidden),
        told(apartBy: "order", ordered), told(apartBy: "authenticated", login),
        told(apartBy: "reconnectedWithin", reconnecting), told(apartBy: "gaveUpWithin", givingUp),
        told(apartBy: "file", file), counted,
    ]).titled("expectation").defined(as: "expectation")

    private static let counted = Kind<ExpectationDocument>.object(
        "expectation",
        [EventSelectorDocument.eventKey] + EventSelectorDocument.conditionKeys + [after, count]
    ) { reader in
        let after = reader.read(after)
        let count = reader.read(count)
        return EventSelectorDocument.read(reader, kinds: EventSelectorDocument.eventKey).map {
            ExpectationDocument(.events($0, after: after), count: count, reader)
        }
    }

    private static let forbidden = Kind<ExpectationDocument>.object(
        "expectation", [never] + EventSelectorDocument.conditionKeys + [after]
    ) { reader in
        let after = reader.read(after)
        return EventSelectorDocument.read(reader, kinds: never).map {
            ExpectationDocument(.events($0, after: after), reader)
        }
    }

    private static let ordered = Kind<ExpectationDocument>.object(
        "expectation", [order]
    ) { reader in
        reader.read(order).map { ExpectationDocument(.order($0), reader) }
    }

    private static let firings = Kind<ExpectationDocument>.object(
        "expectation", [rule, count]
    ) { reader in
        let count = reader.read(count)
        return reader.read(rule).map { ExpectationDocument(.rule($0), count: count, reader) }
    }

    private static let handles = Kind<ExpectationDocument>.object(
        "expectation", [noOpenHandles]
    ) { reader in
        reader.read(noOpenHandles).map { _ in ExpectationDocument(.noOpenHandles, reader) }
    }

    private static let violations = Kind<ExpectationDocument>.object(
        "expectation", [noViolations]
    ) { reader in
        reader.read(noViolations).map { _ in
            let errors = EventSelectorDocument(
                kinds: [.error], condition: .all([]), text: reader.node.text)
            return ExpectationDocument(.events(errors, after: nil), reader)
        }
    }

    private static let login = Kind<ExpectationDocument>.object(
        "expectation", [authenticated, user]
    ) { reader in
        let user = reader.read(user)
        guard let method = reader.read(authenticated) else { return nil }
        var parts: [ConditionSource] = [
            .leaf(
                .method, .method(BytePattern(exactly: Array(method.rawValue.utf8))),
                reader.place(of: authenticated)),
            .leaf(
                .outcome, .status([.ok], isNegated: false), reader.place(of: authenticated)),
        ]
        if let user {
            parts.append(
                .leaf(
                    .user, .user(BytePattern(exactly: Array(user.utf8))),
                    reader.place(of: Self.user)))
        }
        let selector = EventSelectorDocument(
            kinds: [.userAuthRequest], condition: .all(parts), text: reader.node.text)
        return ExpectationDocument(
            .events(selector, after: nil), count: 1...UInt64.max, reader)
    }

    private static let reconnecting = Kind<ExpectationDocument>.object(
        "expectation", [reconnected, cause]
    ) { reader in
        let limit = reader.read(reconnected)
        guard let cause = reader.read(cause), let limit else { return nil }
        return ExpectationDocument(.reconnected(within: limit, after: cause), reader)
    }

    private static let givingUp = Kind<ExpectationDocument>.object(
        "expectation", [gaveUp, cause]
    ) { reader in
        let limit = reader.read(gaveUp)
        guard let cause = reader.read(cause), let limit else { return nil }
        return ExpectationDocument(.gaveUp(within: limit, after: cause), reader)
    }

    private static let file = Kind<ExpectationDocument>.object(
        "expectation", FileExpectationDocument.keys.map(\.key)
    ) { reader in
        FileExpectationDocument.read(reader).map { ExpectationDocument(.file($0), reader) }
    }

    /// The kind with one key that tells it apart from the others, some keys being in several.
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
