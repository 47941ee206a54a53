import StrictJSON

/// Moves state machines, so that what was true of the server is no longer.
enum SetStateAction {
    private static let transitions = Kind<[Named<PlacedName>]>
        .map("machine", of: .reference(to: "state"))
        .map { entries, node in
            if entries.isEmpty { node.error("setState is empty") }
            return entries.map {
                StateTransition(
                    machine: PlacedName(text: $0.name, place: $0.place), state: $0.value)
            }
        }

    /// The catalog entry.
    static let entry = Action(
        Key("setState", transitions, "New states, after all rules have looked at the event."),
        on: Set(EventKind.allCases), example: #""setState": {"disk": "full"}"#
    ) { ActionResult(transitions: $0) }
}
