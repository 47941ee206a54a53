import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Rules that disturb what is below SFTP: the session only tells its channel.
@Suite struct StreamRuleTests {
    @Test(arguments: EventPhase.allCases)
    func `the channel is told when the rule acts, and the request is answered all the same`(
        phase: EventPhase
    ) throws {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes", "phase": "\#(phase.rawValue)", "when": {"path": "**/big"},
                 "do": {"stall": "answering", "rekey": "now"}}
                """#)
        let client = server.connect()
        client.send(Request.stat("a.txt", id: 1))
        #expect(client.channel.disturbances.isEmpty)
        client.send(Request.stat("big", id: 2))
        #expect(
            client.channel.disturbances == [.stall(.down, nanoseconds: nil), .rekey(afterBytes: 0)])
        #expect(client.takeReplies().map(\.id) == [1, 2])
        #expect(server.entries.last?.rules == ["rule 1"])
    }

    @Test func `a status beside it is sent through the disturbed stream`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileOpen",
                 "do": {"status": "FAILURE", "stream": {"cutAfter": "10B"}}}
                """#)
        let client = server.connect()
        client.send(Request.open("a.txt", .read))
        #expect(client.takeReplies().map(\.code) == [.failure])
        #expect(client.channel.disturbances == [.cut(.both, afterBytes: 10, .reset)])
        #expect(client.channel.fault == nil)
    }

    @Test func `a delay that holds the session comes before the disturbance`() throws {
        let server = try Server(
            rules: #"{"on": "getAttributes", "do": {"delay": "1s", "stall": "reading"}}"#)
        let client = server.connect()
        client.send(Request.stat("a.txt"))
        #expect(client.channel.disturbances.isEmpty)
        client.advance(by: 1_000_000_000)
        #expect(client.channel.disturbances == [.stall(.up, nanoseconds: nil)])
        #expect(client.takeReplies().count == 1)
    }
}
