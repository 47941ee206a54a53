internal import SFTPServer
internal import SSHTransport
internal import Scenario
internal import Synchronization

/// Counts connections and whose they are, where the scenario limits them.
final class ConnectionPlaces: Sendable {
    private struct State {
        /// The user of each connection that is counted, none before the login.
        var users: [Int: String?] = [:]
        /// How many connections each user has.
        var counts: [String: UInt64] = [:]

        mutating func leave(_ user: String) {
            let left = (counts[user] ?? 1) - 1
            counts[user] = left > 0 ? left : nil
        }
    }

    private let total: ConnectionLimit?
    private let perUser: [String: ConnectionLimit]
    private let state = Mutex(State())

    init(_ limits: LimitSpec, users: [String: LimitSpec]) {
        total = limits.connections
        perUser = users.compactMapValues(\.connections)
    }

    private var isUnlimited: Bool { total == nil && perUser.isEmpty }

    /// Counts a new connection; tells how it ends if there is no place for it.
    func take(_ number: Int) -> ConnectionFault? {
        guard !isUnlimited else { return nil }
        return state.withLock { state in
            if let total, UInt64(state.users.count) >= total.count { return total.fault ?? .fin }
            state.users[number] = .some(nil)
            return nil
        }
    }

    /// Counts a connection for the user who logs in; without a place the login is refused.
    func take(_ number: Int, user: String, _ decision: inout AuthenticationDecision) {
        guard let limit = perUser[user] else { return }
        let hasPlace = state.withLock { state in
            guard let known = state.users[number], known != user else { return true }
            guard state.counts[user, default: 0] < limit.count else { return false }
            if let known { state.leave(known) }
            state.counts[user, default: 0] += 1
            state.users[number] = user
            return true
        }
        guard !hasPlace else { return }
        decision.verdict = limit.fault.map { .end(ConnectionEnd($0)) } ?? .deny
    }

    /// The connection is gone.
    func leave(_ number: Int) {
        guard !isUnlimited else { return }
        state.withLock { state in
            if let user = state.users.removeValue(forKey: number) ?? nil { state.leave(user) }
        }
    }
}
