import SFTPWire

@testable import Scenario

/// An event of connection 1 and user `alice`, changed by `fill`.
func event(
    _ kind: EventKind, _ phase: EventPhase = .before, connection: Int = 1,
    user: String = "alice", _ fill: (inout Event) -> Void = { _ in }
) -> Event {
    var event = Event(kind: kind, phase: phase, connection: connection, user: user)
    fill(&event)
    return event
}

/// A WRITE of `length` bytes at `offset` of `path`.
func write(
    _ path: String, at offset: UInt64 = 0, _ length: UInt64 = 1, connection: Int = 1,
    user: String = "alice", handle: [UInt8] = [0, 0, 0, 1]
) -> Event {
    event(.fileWrite, connection: connection, user: user) {
        $0.request = .write
        $0.path = Array(path.utf8)
        $0.offset = offset
        $0.length = length
        $0.handle = handle
    }
}

/// A rule on fileWrite that answers FAILURE.
func failing(
    _ name: String = "fails", _ condition: Condition = .always,
    _ occurrence: Occurrence = Occurrence()
) -> Rule {
    Rule(
        name: name, events: [.fileWrite], condition: condition,
        effects: [.status(StatusReplacement(code: .failure))], occurrence: occurrence)
}

extension ScenarioEngine {
    /// For each event a `1` when a rule acts and a `0` when none does.
    mutating func pattern(_ events: [Event]) -> String {
        events.map { decide($0) == nil ? "0" : "1" }.joined()
    }
}

extension Condition {
    /// Whether the condition holds for an event when no machine is declared.
    func holds(_ event: Event) -> Bool {
        var context = MatchContext(states: StateTable([]))
        return matches(event, &context)
    }
}
