import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Which version a client gets (draft-13 section 5), and what a scenario makes of it.
@Suite struct NegotiationTests {
    /// The number in VERSION, or nil without one.
    private func version(_ reply: Reply?) -> UInt32? {
        if case .version(let version, _) = reply { version } else { nil }
    }

    static let highest: [(UInt32, UInt32)] = [
        (0, 3), (1, 3), (2, 3), (3, 3), (4, 4), (5, 5), (6, 6), (7, 6), (.max, 6),
    ]

    @Test(arguments: highest)
    func `the highest version both speak is answered, 3 to older clients`(
        asked: UInt32, answered: UInt32
    ) throws {
        let client = Client(try Server())
        #expect(version(client.ask(Request.initialize(asked))) == answered)
        #expect(client.channel.fault == nil)
    }

    static let limited: [(ClosedRange<ProtocolVersion>, UInt32, UInt32)] = [
        (.v3 ... .v4, 3, 3), (.v3 ... .v4, 6, 4), (.v5 ... .v5, 5, 5), (.v5 ... .v5, 9, 5),
        (.v4 ... .v6, 4, 4),
    ]

    @Test(arguments: limited)
    func `a scenario caps and raises the versions`(
        versions: ClosedRange<ProtocolVersion>, asked: UInt32, answered: UInt32
    ) throws {
        let client = Client(try Server(protocolSpec: .of(versions)))
        #expect(version(client.ask(Request.initialize(asked))) == answered)
        #expect(client.channel.fault == nil)
    }

    @Test(arguments: [0, 2, 3, 4] as [UInt32])
    func `a client below the lowest version is told that version and sent away`(
        asked: UInt32
    ) throws {
        let server = try Server(protocolSpec: .of(.v5 ... .v6))
        let client = Client(server)
        client.send(Request.initialize(asked) + Request.realpath("."))
        #expect(client.takeReplies().map(version) == [5])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
        let entry = try #require(server.journal.entries.first)
        #expect(entry.message == "version \(asked) is below 5, the lowest served")
        #expect(entry.record.version == asked)
        #expect(entry.record.outcome == .opUnsupported)
        #expect(server.journal.entries.count == 1)
    }

    @Test func `a scenario lies about the version and the session speaks the true one`() throws {
        var spec = ProtocolSpec.of(.v3 ... .v3)
        spec.announcedVersion = 4_294_967_295
        let server = try Server(protocolSpec: spec)
        let client = Client(server)
        #expect(version(client.ask(Request.initialize(3))) == 4_294_967_295)
        #expect(client.ask(Request.realpath(".")) == .path("/home/demo"))
        #expect(server.entries.last?.record.version == 3)
    }
}
