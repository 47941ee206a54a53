/// One value per instance of a scope, in bounded memory.
///
/// At most ``limit`` instances are kept: when half of them are new since the last clearing,
/// those not used since then are forgotten and start afresh if they come back.
struct ScopedValues<Value: Sendable>: Sendable {
    /// The most instances kept.
    let limit: Int

    private let scope: RuleScope
    private let initial: Value
    private var shared: Value
    private var recent: [UInt64: Value] = [:]
    private var older: [UInt64: Value] = [:]

    /// Makes the store; every instance starts as `initial`.
    init(scope: RuleScope, initial: Value, limit: Int = 32_768) {
        self.scope = scope
        self.initial = initial
        self.shared = initial
        self.limit = limit
    }

    /// How many instances are kept.
    var count: Int { recent.count + older.count }

    /// The value of the instance `event` belongs to.
    func value(for event: Event) -> Value {
        guard scope != .server else { return shared }
        let key = scope.key(for: event)
        return recent[key] ?? older[key] ?? initial
    }

    /// Sets the value of the instance `event` belongs to.
    mutating func set(_ value: Value, for event: Event) {
        guard scope != .server else {
            shared = value
            return
        }
        let key = scope.key(for: event)
        older[key] = nil
        recent[key] = value
        guard recent.count > limit / 2 else { return }
        older = recent
        recent = [:]
    }

    /// Forgets the instance that ends with `event`, if one does.
    mutating func forgetEnded(_ event: Event) {
        if scope.ends(with: event) { forget(scope, event) }
    }

    /// Forgets the instance `event` belongs to, if these are instances of `ended`.
    mutating func forget(_ ended: RuleScope, _ event: Event) {
        guard scope == ended, scope != .server else { return }
        let key = scope.key(for: event)
        recent[key] = nil
        older[key] = nil
    }
}
