import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

/// Connections at a time: of everybody, and of one user.
struct ConnectionPlacesTests {
    private static func limits(_ count: UInt64, _ fault: ConnectionFault? = nil) -> LimitSpec {
        var limits = LimitSpec()
        limits.connections = ConnectionLimit(count: count, fault: fault)
        return limits
    }

    private func isLetIn(_ places: ConnectionPlaces, _ number: Int, _ user: String) -> Bool {
        var decision = AuthenticationDecision(verdict: .accept, remaining: [.password])
        places.take(number, user: user, &decision)
        if case .accept = decision.verdict { return true }
        return false
    }

    @Test(arguments: [(nil, ConnectionFault.fin), (.reset, .reset)] as [(ConnectionFault?, _)])
    func `one connection too many ends, and one that goes makes room`(
        fault: ConnectionFault?, end: ConnectionFault
    ) {
        let places = ConnectionPlaces(Self.limits(2, fault), users: [:])
        #expect(places.take(1) == nil)
        #expect(places.take(2) == nil)
        #expect(places.take(3) == end)
        // What was refused held no place.
        places.leave(3)
        #expect(places.take(4) == end)
        places.leave(1)
        #expect(places.take(5) == nil)
    }

    @Test func `a user's login is refused beyond the user's limit, other users are not concerned`()
    {
        let places = ConnectionPlaces(LimitSpec(), users: ["alice": Self.limits(1)])
        for number in 1...4 { #expect(places.take(number) == nil) }
        #expect(isLetIn(places, 1, "alice"))
        #expect(!isLetIn(places, 2, "alice"))
        #expect(isLetIn(places, 2, "bob"))
        #expect(isLetIn(places, 3, "bob"))
        places.leave(1)
        #expect(isLetIn(places, 4, "alice"))
    }

    @Test func `who logs in twice on one connection is counted once`() {
        let places = ConnectionPlaces(LimitSpec(), users: ["alice": Self.limits(1)])
        #expect(places.take(1) == nil)
        #expect(isLetIn(places, 1, "alice"))
        #expect(isLetIn(places, 1, "alice"))
        places.leave(1)
        #expect(places.take(2) == nil)
        #expect(isLetIn(places, 2, "alice"))
    }

    @Test func `a login beyond the limit can end the connection`() {
        let places = ConnectionPlaces(LimitSpec(), users: ["alice": Self.limits(1, .reset)])
        for number in 1...2 { #expect(places.take(number) == nil) }
        #expect(isLetIn(places, 1, "alice"))
        var decision = AuthenticationDecision(verdict: .accept, remaining: [.password])
        places.take(2, user: "alice", &decision)
        guard case .end(.reset) = decision.verdict else {
            Issue.record("\(decision.verdict)")
            return
        }
    }
}
