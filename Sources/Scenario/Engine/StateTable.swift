/// A named state machine; transitions are what rules set.
public struct StateMachine: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its states; the first is where it starts.
    public var states: [String]
    /// What it is kept apart by.
    public var scope: RuleScope

    /// Makes a machine.
    public init(name: String, states: [String], scope: RuleScope = .server) {
        self.name = name
        self.states = states
        self.scope = scope
    }
}

/// A transition a rule makes.
public struct StateAssignment: Equatable, Sendable {
    /// Index of the machine.
    public var machine: Int
    /// Index of its new state.
    public var state: Int

    /// Makes an assignment.
    public init(machine: Int, state: Int) {
        self.machine = machine
        self.state = state
    }
}

/// Where all machines of a scenario are.
struct StateTable: Sendable {
    private var current: [ScopedValues<Int>]
    private let machines: [StateMachine]

    init(_ machines: [StateMachine]) {
        self.machines = machines
        current = machines.map { ScopedValues(scope: $0.scope, initial: 0) }
    }

    /// The state of a machine for the instance of its scope that `event` belongs to.
    func state(of machine: Int, for event: Event) -> Int {
        guard current.indices.contains(machine) else { return 0 }
        return current[machine].value(for: event)
    }

    /// Makes a transition.
    mutating func apply(_ assignment: StateAssignment, for event: Event) {
        guard current.indices.contains(assignment.machine) else { return }
        current[assignment.machine].set(assignment.state, for: event)
    }

    /// Forgets the instance of a scope that `event` belongs to.
    mutating func forget(_ ended: RuleScope, _ event: Event) {
        for index in current.indices {
            current[index].forget(ended, event)
        }
    }

    /// How many instances are kept.
    var instanceCount: Int { current.reduce(0) { $0 + $1.count } }

    /// How the state of a machine differs from those a condition asks for, in words.
    func difference(_ machine: Int, isOneOf wanted: [Int], for event: Event) -> Difference {
        guard machines.indices.contains(machine) else {
            return Difference(field: "state", expected: "another state", actual: "this one")
        }
        let names = machines[machine].states
        func name(_ state: Int) -> String {
            names.indices.contains(state) ? JSONText.quoted(Array(names[state].utf8)) : "unknown"
        }
        return Difference(
            field: "state " + JSONText.quoted(Array(machines[machine].name.utf8)),
            expected: wanted.map(name).joined(separator: " or "),
            actual: name(state(of: machine, for: event)))
    }
}
