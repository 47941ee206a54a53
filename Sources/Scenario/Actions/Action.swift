import SFTPWire
import StrictJSON

/// One thing a rule can do, as the catalog lists it: its key, where it makes sense, and how it
/// becomes effects.
struct Action: Sendable {
    /// Its key in `do`.
    let key: any KeyDescriptor
    /// The kinds of event it makes sense on.
    let events: Set<EventKind>
    /// The phases it makes sense in.
    let phases: Set<EventPhase>
    /// Actions it cannot stand beside, each with the reason.
    let conflicts: [(key: String, reason: String)]
    /// A value for the reference.
    let example: String
    /// The keys inside its value, for the reference.
    let details: [KeyTable]
    /// Reads its value, if it is there.
    let read: @Sendable (ObjectReader) -> ActionResult?

    /// Makes a catalog entry.
    init<Value>(
        _ key: Key<Value>, on events: Set<EventKind>,
        _ phases: Set<EventPhase> = [.before, .after],
        conflicts: [(key: String, reason: String)] = [], example: String,
        details: [KeyTable] = [], _ result: @escaping @Sendable (Value) -> ActionResult
    ) {
        self.key = key
        self.events = events
        self.phases = phases
        self.conflicts = conflicts
        self.example = example
        self.details = details
        read = { reader in reader.read(key).map(result) }
    }
}

/// What an action came to.
struct ActionResult: Sendable {
    /// What the session is told.
    var effects: [Effect] = []
    /// Transitions, by name.
    var transitions: [StateTransition] = []
    /// The status code it answers with, and where that was written.
    var statusCode: (code: StatusCode, place: Place)?
    /// The rule a reply is kept for, and for how long at most.
    var heldUntil: (rule: PlacedName, limitNanoseconds: UInt64)?
}

/// A transition as the scenario wrote it.
struct StateTransition: Sendable {
    /// The machine.
    let machine: PlacedName
    /// Its new state.
    let state: PlacedName
}
