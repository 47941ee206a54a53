internal import Scenario

// Requests and replies that wait for a gate.
extension Session {
    /// The gate a rule names, with its deadline counted from now; nil when it is open.
    func gate(_ pause: PauseRequest?) -> Gate? {
        guard let pause, !context.flow.isOpen(pause.gate) else { return nil }
        let (deadline, overflow) = context.clock.nanoseconds()
            .addingReportingOverflow(pause.limitNanoseconds)
        return Gate(name: pause.gate, deadlineNanoseconds: overflow ? .max : deadline)
    }

    /// Whether what waits for a gate may go on.
    func isOpen(_ gate: Gate) -> Bool {
        nowNanoseconds >= gate.deadlineNanoseconds || context.flow.isOpen(gate.name)
    }
}
