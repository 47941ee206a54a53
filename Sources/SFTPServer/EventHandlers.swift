public import Scenario
internal import Synchronization

/// What a program does about an event; runs on the event-loop thread of the session, so that
/// it holds up all sessions of that thread for as long as it takes.
public typealias EventHandler = @Sendable (inout HandledEvent) -> Void

/// The closures of a program, by the events they handle.
final class EventHandlers: Sendable {
    private struct Handler: Sendable {
        /// What the journal calls it, as an index of its names.
        var name: Int?
        var body: EventHandler
    }

    private let handlers: Mutex<[[Handler]]>
    /// The events of rules and closures.
    private let interest: SharedEventInterest
    /// The events of closures alone.
    private let handled = SharedEventInterest(EventInterest())

    init(rules: EventInterest) {
        interest = SharedEventInterest(rules)
        handlers = Mutex(Array(repeating: [], count: EventKind.allCases.count * 2))
    }

    /// The events somebody wants to be asked about.
    var all: EventInterest { interest.value }

    /// Whether a closure handles an event.
    func handles(_ kind: EventKind, _ phase: EventPhase) -> Bool {
        handled.value.contains(kind, phase)
    }

    /// Whether a closure handles a kind of event, in either phase.
    func handles(_ kind: EventKind) -> Bool {
        let handled = handled.value
        return handled.contains(kind, .before) || handled.contains(kind, .after)
    }

    /// Adds a closure; sessions see it from their next event on.
    func add(
        _ kind: EventKind, _ phase: EventPhase, name: Int?, _ body: @escaping EventHandler
    ) {
        handlers.withLock {
            $0[kind.index * 2 + phase.index].append(Handler(name: name, body: body))
        }
        handled.insert(kind, phase)
        interest.insert(kind, phase)
    }

    /// The decision of the rules with what the closures say behind it.
    func decide(_ event: Event, after rules: Decision?) -> Decision? {
        // Called outside the lock: a closure may take its time, or add another one.
        let list = handlers.withLock { $0[event.kind.index * 2 + event.phase.index] }
        var decision = rules
        for handler in list {
            var handled = HandledEvent(event)
            handler.body(&handled)
            guard !handled.effects.isEmpty else { continue }
            var sum = decision ?? Decision(rules: RuleList(), effects: [])
            if let name = handler.name { sum.rules.append(name) }
            sum.effects += handled.effects
            decision = sum
        }
        return decision
    }
}

extension ServerContext {
    /// Whether a closure handles a kind of event before it is carried out.
    public func isHandled(_ kind: EventKind) -> Bool { handlers.handles(kind, .before) }

    /// Runs a closure on every event of a kind in a phase, after the rules have been asked.
    ///
    /// What it says is added to what the rules said and wins where both exclude each other. The
    /// journal lists it among the rules that acted, under its name, when it said anything.
    ///
    /// - Parameters:
    ///   - kind: the kind of event.
    ///   - phase: `before`, or `after`, which only requests and a few others have.
    ///   - name: what the journal calls it; nil: `on` and the event and phase.
    ///   - body: runs on the session's thread.
    public func on(
        _ kind: EventKind, _ phase: EventPhase, named name: String? = nil,
        _ body: @escaping EventHandler
    ) {
        let name = name ?? "on \(kind.rawValue) \(phase.rawValue)"
        handlers.add(kind, phase, name: journal.addRuleName(name), body)
    }
}
