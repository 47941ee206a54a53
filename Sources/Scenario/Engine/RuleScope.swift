/// What counters and state machines are kept apart by.
public enum RuleScope: String, CaseIterable, Sendable {
    /// One count for all.
    case server
    /// One per connection, forgotten when it ends.
    case connection
    /// One per user.
    case user
    /// One per path.
    case path
    /// One per handle of a connection, forgotten when it is closed.
    case handle

    /// What tells the scope's instances apart; events without such a field share one.
    func key(for event: Event) -> UInt64 {
        var hash = StableHash()
        switch self {
        case .server: return 0
        case .connection: hash.combine(UInt64(clamping: event.connection))
        case .user: hash.combine(event.user.utf8.span)
        case .path:
            if let path = event.path { hash.combine(path.span) }
        case .handle:
            hash.combine(UInt64(clamping: event.connection))
            if let handle = event.handle { hash.combine(handle.span) }
        }
        return hash.value
    }

    /// Whether `event` ends the instance it belongs to.
    func ends(with event: Event) -> Bool {
        switch self {
        case .server, .user, .path: false
        case .connection: event.kind == .disconnected
        case .handle: event.kind == .fileClose && event.phase == .after
        }
    }
}
