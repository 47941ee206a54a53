import SFTPWire

/// A field of an event that is not as a condition wants it.
struct Difference: Equatable, Sendable {
    /// The matcher's key.
    var field: String
    /// What the condition wants, as JSON.
    var expected: String
    /// What the event has, as JSON, or `absent`.
    var actual: String

    /// The difference in one line.
    var line: String { "\(field): expected \(expected), was \(actual)" }
}

extension Condition {
    /// What keeps `event` from meeting the condition; empty when it does meet it.
    func differences(_ event: Event, _ context: inout MatchContext) -> [Difference] {
        guard !matches(event, &context) else { return [] }
        if case .state(let machine, let states) = self {
            return [context.states.difference(machine, isOneOf: states, for: event)]
        }
        guard case .all(let parts) = self else { return [difference(event)] }
        var all: [Difference] = []
        for part in parts {
            all += part.differences(event, &context)
        }
        return all
    }

    /// How many differences there are, without the words.
    func differenceCount(_ event: Event, _ context: inout MatchContext) -> Int {
        guard !matches(event, &context) else { return 0 }
        guard case .all(let parts) = self else { return 1 }
        var count = 0
        for part in parts {
            count += part.differenceCount(event, &context)
        }
        return count
    }

    private func difference(_ event: Event) -> Difference {
        switch self {
        case .all, .any: Difference(field: "any", expected: "one of several", actual: "none")
        case .not(let part):
            Difference(
                field: part.difference(event).field,
                expected: "not " + part.difference(event).expected,
                actual: part.difference(event).actual)
        case .path(let pattern): Self.bytes("path", pattern, event.path)
        case .newPath(let pattern): Self.bytes("newPath", pattern, event.newPath)
        case .target(let pattern): Self.bytes("target", pattern, event.target)
        case .handle(let pattern): Self.bytes("handle", pattern, event.handle)
        case .user(let pattern): Self.bytes("user", pattern, Array(event.user.utf8))
        case .extensionName(let pattern):
            Self.bytes("extension", pattern, event.extensionName.map { Array($0.utf8) })
        case .method(let pattern):
            Self.bytes("method", pattern, event.method.map { Array($0.utf8) })
        case .connection(let number):
            Self.number("connection", number, UInt64(clamping: event.connection))
        case .version(let number): Self.number("version", number, event.version.map { UInt64($0) })
        case .offset(let number): Self.number("offset", number, event.offset)
        case .length(let number): Self.number("length", number, event.length)
        case .end(let number): Self.number("end", number, event.end)
        case .request(let types):
            Difference(
                field: "request", expected: Self.list(types.map(Self.name)),
                actual: event.request.map(Self.name) ?? "absent")
        case .flags(let bits): Self.bits("flags", bits, event.openFlags, event)
        case .renameFlags(let bits): Self.bits("flags", bits, event.renameFlags, event)
        case .access(let bits): Self.bits("access", bits, event.access, event)
        case .modes(let bits): Self.bits("modes", bits, event.modes, event)
        case .lock(let bits): Self.bits("lock", bits, event.lock, event)
        case .attributes(let bits): Self.bits("attributes", bits, event.attributes, event)
        case .disposition(let dispositions):
            Difference(
                field: "disposition", expected: Self.list(dispositions.map(\.name)),
                actual: event.modes?.disposition?.name ?? "absent")
        case .control(let controls):
            Difference(
                field: "control", expected: Self.list(controls.map(\.name)),
                actual: event.control?.name ?? "absent")
        case .handleKind(let kind):
            Difference(
                field: "handleKind", expected: kind.rawValue,
                actual: event.handleKind?.rawValue ?? "absent")
        case .outcome(let codes, let isNegated):
            Self.codes("outcome", codes, isNegated, event.outcome)
        case .status(let codes, let isNegated):
            Self.codes("status", codes, isNegated, event.status)
        case .number(let field, let number):
            Self.number(field.name, number, field.value(in: event))
        case .text(let field, let pattern):
            Self.bytes(field.name, pattern, field.value(in: event))
        case .attribute(let test): Self.attribute(test, event)
        case .data(let test):
            Difference(
                field: "data", expected: test.text,
                actual: event.data.map { "\($0.count) other bytes" } ?? "absent")
        case .direction(let direction):
            Difference(
                field: "direction", expected: direction.rawValue,
                actual: event.direction?.rawValue ?? "absent")
        case .packet(let types):
            Difference(
                field: "packet", expected: Self.list(types.map(PacketNames.name)),
                actual: event.packetType.map(PacketNames.name) ?? "absent")
        case .isAccepted(let isAccepted):
            Difference(
                field: "accepted", expected: String(isAccepted),
                actual: event.authentication?.isAccepted.map { String($0) } ?? "absent")
        case .remaining(let methods):
            Difference(
                field: "remaining", expected: methods.joined(separator: ", "),
                actual: event.authentication?.remaining.joined(separator: ", ") ?? "absent")
        case .state: Difference(field: "state", expected: "another state", actual: "this one")
        }
    }

    private static func bytes(
        _ field: String, _ pattern: BytePattern, _ actual: [UInt8]?
    ) -> Difference {
        Difference(
            field: field, expected: pattern.text,
            actual: actual.map { JSONText.quoted($0) } ?? "absent")
    }

    private static func attribute(_ test: AttributeTest, _ event: Event) -> Difference {
        let report = test.report(event.attributeValues)
        return Difference(
            field: "attributes.\(report.name)", expected: report.expected, actual: report.actual)
    }

    private static func number(
        _ field: String, _ matcher: NumberMatcher, _ actual: UInt64?
    ) -> Difference {
        Difference(
            field: field, expected: matcher.text, actual: actual.map { String($0) } ?? "absent")
    }

    private static func codes(
        _ field: String, _ codes: [StatusCode], _ isNegated: Bool, _ actual: StatusCode?
    ) -> Difference {
        Difference(
            field: field, expected: (isNegated ? "not " : "") + list(codes.map(name)),
            actual: actual.map(name) ?? "no answer")
    }

    private static func name(_ type: PacketType) -> String {
        RequestNames.byNumber[Int(type.rawValue)]
    }

    private static func name(_ code: StatusCode) -> String {
        code.row?.shortName ?? String(code.rawValue)
    }

    private static func bits<Flags: VersionedFlags>(
        _ field: String, _ matcher: BitsMatcher, _ actual: Flags?, _ event: Event
    ) -> Difference {
        let names = actual?.names(in: event.version.protocolVersion)
        return Difference(
            field: field, expected: matcher.text,
            actual: names.map { "[" + $0.joined(separator: ", ") + "]" } ?? "absent")
    }

    private static func list(_ names: [String]) -> String {
        names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
    }
}

extension RealpathControl {
    /// Its name in the draft, or its number.
    var name: String {
        Self.table.first { $0.control == self }?.name ?? String(rawValue)
    }
}
