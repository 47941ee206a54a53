/// What counters and state machines are kept apart by.
public enum RuleScope: String, CaseIterable, Sendable {
    /// One count for all.
    case server
    /// One per connection, forgotten when it ends.
    case connection
    /// One per SFTP session of a connection.
    case session
    /// One per user.
    case user
    /// One per path.
    case path
    /// One per handle of a session, forgotten when it is closed.
    case handle

    /// What tells the scope's instances apart; events without such a field share one.
    func key(for event: Event) -> UInt64 {
        var hash = StableHash()
        switch self {
        case .server: return 0
        case .connection: hash.combine(UInt64(clamping: event.connection))
        case .session: combineSession(of: event, into: &hash)
        case .user: hash.combine(event.user.utf8.span)
        case .path:
            if let path = event.path { hash.combine(path.span) }
        case .handle:
            combineSession(of: event, into: &hash)
            if let handle = event.handle { hash.combine(handle.span) }
        }
        return hash.value
    }

    /// Two sessions of a connection may have the same handles.
    private func combineSession(of event: Event, into hash: inout StableHash) {
        hash.combine(UInt64(clamping: event.connection))
        hash.combine(UInt64(clamping: event.session ?? 1))
    }

    /// The scopes of which `event` ends the instance it belongs to.
    static func ended(by event: Event) -> [RuleScope] {
        allCases.filter { $0.ends(with: event) }
    }

    /// Whether `event` ends the instance it belongs to.
    func ends(with event: Event) -> Bool {
        switch self {
        case .server, .session, .user, .path: false
        case .connection: event.kind == .disconnected
        case .handle: event.kind == .fileClose && event.phase == .after
        }
    }
}
