import StrictJSON

/// What one rule does: the actions of its `do`, with their places until they are checked.
struct ActionSet: Sendable {
    /// An action that was read.
    struct Item: Sendable {
        let action: Action
        let result: ActionResult
        let place: Place

        var name: String { action.key.name }
    }

    /// In the order of the catalog.
    let items: [Item]
    /// Where `do` is.
    let place: Place

    /// The effects of all.
    var effects: [Effect] { items.flatMap(\.result.effects) }
    /// The transitions of all.
    var transitions: [StateTransition] { items.flatMap(\.result.transitions) }

    /// The kind of `do`.
    static let kind = Kind<ActionSet>.object("do", ActionCatalog.keys) { reader in
        let items = ActionCatalog.all.compactMap { action in
            action.read(reader).map {
                Item(action: action, result: $0, place: reader.place(of: action.key))
            }
        }
        if reader.node.members?.isEmpty == true { reader.node.error("the rule does nothing") }
        return ActionSet(items: items, place: reader.node.place)
    }

    /// Adds an error for every action that makes no sense on an event, in a phase, or beside
    /// another action.
    func check(_ events: [EventKind], _ phase: EventPhase, _ diagnostics: Diagnostics) {
        for item in items {
            if !item.action.phases.contains(phase) {
                diagnostics.error(
                    "\"\(item.name)\" has no meaning in the \(phase.rawValue) phase",
                    at: item.place)
            }
            if let problem = StatusAction.problem(item.result.effects, in: phase) {
                diagnostics.error(problem, at: item.place)
            }
            for event in events {
                if let problem = problem(item, on: event, phase) {
                    diagnostics.error(problem, at: item.place)
                }
                if let problem = ConnectionAction.problem(item.result.effects, on: event) {
                    diagnostics.warning(problem, at: item.place)
                }
            }
            for conflict in item.action.conflicts {
                guard let other = items.first(where: { $0.name == conflict.key }) else { continue }
                diagnostics.error(
                    "\"\(conflict.key)\" beside \"\(item.name)\": \(conflict.reason)",
                    at: other.place)
            }
        }
    }

    /// Whether every action has a meaning there.
    func isMeaningful(on event: EventKind, _ phase: EventPhase) -> Bool {
        items.allSatisfy { problem($0, on: event, phase) == nil }
    }

    private func problem(_ item: Item, on event: EventKind, _ phase: EventPhase) -> String? {
        guard item.action.events.contains(event) else {
            return "\"\(item.name)\" has no meaning on \(event.rawValue)"
        }
        let effects = item.result.effects
        if ConnectionAction.eventsWithoutSSH.contains(event),
            effects.contains(where: ConnectionAction.needsSSH)
        {
            return "on \(event.rawValue) there is no SSH yet; use \"reset\" or \"fin\""
        }
        if ConnectionAction.eventsWithoutChannel.contains(event),
            effects.contains(where: ConnectionAction.needsChannel)
        {
            return "on \(event.rawValue) there is no channel yet"
        }
        return ReplyAction.problem(effects, on: event)
            ?? AttributesAction.problem(effects, on: event, phase)
            ?? NamesAction.problem(effects, on: event, phase)
            ?? HandleAction.problem(effects, phase)
    }
}
