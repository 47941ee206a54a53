import StrictJSON

/// A state machine as a scenario file says it.
struct StateDocument: Sendable {
    let initial: PlacedName
    /// The states it may be in, if the file lists them.
    let states: [PlacedName]?
    let scope: RuleScope

    private static let initial = Key(
        "initial", Kind<PlacedName>.reference(to: "state"), required: true,
        "The state it starts in.")
    private static let states = Key(
        "states", Kind<[PlacedName]>.array(of: .reference(to: "state"), count: 1...Int.max),
        "All its states; otherwise those that rules name.")
    private static let per = DefaultedKey(
        "per", Kind<RuleScope>.scope, default: .server,
        "What it is kept apart by.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(initial, #""initial": "ok""#),
        DocumentKey(states, #""states": ["ok", "full"]"#),
        DocumentKey(per, #""per": "connection""#),
    ]

    /// The kind of one machine.
    static let kind = Kind<StateDocument>.object("state machine", keys.map(\.key)) { reader in
        let listed = reader.read(states)
        let scope = reader.read(per)
        guard let initial = reader.read(initial) else { return nil }
        if let listed, !listed.contains(where: { $0.text == initial.text }) {
            reader.error("the initial state is not one of the states", at: Self.initial)
        }
        return StateDocument(initial: initial, states: listed, scope: scope)
    }
}
