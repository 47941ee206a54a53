import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

/// Delays outside SFTP sessions are drawn as those in them are.
@Suite struct DrawnDelayTests {
    private static let range: ClosedRange<UInt64> = 1_000_000_000...2_000_000_000

    /// All the delays of a connection, in its order.
    private func delays(seed: UInt64, connection number: Int) throws -> [UInt64] {
        let front = try Front(
            #"""
            "seed": \#(seed), "rules": [{
                "on": ["connectionRequest", "identification", "userAuthRequest", "userAuthResult",
                       "channelOpen", "subsystemRequest"],
                "do": {"delay": {"uniform": {"from": "1s", "to": "2s"}}}
            }]
            """#)
        let info = Front.info(number)
        var delays: [UInt64] = []
        guard case .accept(let delay) = front.connect(number) else { return [] }
        delays.append(delay)
        delays.append(front.delegate.identify(info).delayNanoseconds)
        // That of the attempt and that of its result add up.
        let login = front.login("demo", .password("demo"), on: number).delayNanoseconds
        #expect(login >= 2_000_000_000)
        delays.append(login / 2)
        delays.append(
            front.delegate.channelRequested(info, user: "demo", ChannelOpening(number: 1))
                .delayNanoseconds)
        delays.append(
            front.delegate.channelAsked(
                info, user: "demo",
                ChannelRequest(channel: 1, name: "subsystem", argument: "sftp")
            ).delayNanoseconds)
        return delays
    }

    @Test func `every event that can be delayed draws, and none draws what another drew`() throws {
        let delays = try delays(seed: 1, connection: 1)
        #expect(delays.count == 5)
        #expect(delays.allSatisfy { Self.range.contains($0) })
        #expect(Set(delays).count == 5)
    }

    @Test func `the same seed draws the same, another seed or connection does not`() throws {
        let first = try delays(seed: 1, connection: 1)
        #expect(first == (try delays(seed: 1, connection: 1)))
        #expect(first != (try delays(seed: 2, connection: 1)))
        #expect(first != (try delays(seed: 1, connection: 2)))
    }
}
