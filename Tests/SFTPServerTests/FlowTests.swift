import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Back-pressure: what a session takes while its replies are not taken or kept back.
@Suite struct FlowTests {
    /// Takes at most so many bytes of the output.
    private func take(_ count: Int, from client: Client) -> [UInt8] {
        var taken: [UInt8] = []
        client.session.sendOutput { bytes in
            taken = Array(bytes.prefix(count))
            return taken.count
        }
        return taken
    }

    @Test func `over the limit of waiting output nothing more is taken, and nothing is lost`()
        throws
    {
        var limits = SessionLimits()
        limits.pendingOutput = 5_000
        let client = try Server(limits: limits).connect()
        let handle = try client.open("big")
        let reads = (0..<100).map { Request.read(handle, $0 * 1_000, 1_000, id: UInt32($0)) }
        client.send(reads.flatMap(\.self))
        #expect(client.session.pendingOutputCount == 5 * 1_013)
        #expect(client.unread == reads.dropFirst(5).flatMap(\.self))
        client.offer()
        #expect(client.session.pendingOutputCount == 5 * 1_013)
        var output: [UInt8] = []
        while client.session.pendingOutputCount > 0 {
            output += take(700, from: client)
            client.offer()
            #expect(client.session.pendingOutputCount <= 5_000 + 1_013)
        }
        let replies = Client.replies(in: output)
        #expect(replies.map(\.id) == (0..<100).map { UInt32($0) })
        let data = replies.compactMap(\.data).flatMap(\.self)
        #expect(client.ask(Request.read(handle, 0, 100_000)) == .data(7, data))
    }

    @Test func `taking output wakes the channel when requests wait behind it, and only then`()
        throws
    {
        var limits = SessionLimits()
        limits.pendingOutput = 50
        let client = try Server(limits: limits).connect()
        client.send(Request.stat("a.txt") + Request.stat("a.txt") + Request.stat("a.txt"))
        #expect(client.session.pendingOutputCount == 82)
        _ = take(10, from: client)
        #expect(client.channel.wakeCount == 0)
        _ = take(72, from: client)
        #expect(client.channel.wakeCount == 1)
        client.offer()
        _ = client.takeOutput()
        #expect(client.channel.wakeCount == 1)
    }

    @Test func `the end of input is not acted upon before the requests that wait`() throws {
        var limits = SessionLimits()
        limits.pendingOutput = 1
        let client = try Server(limits: limits).connect()
        client.send(Request.stat("a.txt", id: 1) + Request.stat("a.txt", id: 2))
        client.session.receivedEOF()
        #expect(client.channel.fault == nil)
        #expect(client.takeReplies().map(\.id) == [1])
        client.offer()
        #expect(client.takeReplies().map(\.id) == [2])
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
    }

    private static let late = #"""
        {"on": "getAttributes", "do": {"delay": {"for": "1s", "holds": "reply"}}}
        """#

    @Test func `over the limit of kept replies nothing more is taken until one goes`() throws {
        var limits = SessionLimits()
        limits.heldReplies = 3
        let client = try Server(rules: Self.late, limits: limits).connect()
        client.send((1...5).flatMap { Request.stat("a.txt", id: $0) })
        #expect(client.unread == Request.stat("a.txt", id: 4) + Request.stat("a.txt", id: 5))
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.id) == [1, 2, 3])
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.id) == [4, 5])
        #expect(client.unread == [])
    }

    @Test func `over the limit of their bytes nothing more is taken until one goes`() throws {
        var limits = SessionLimits()
        limits.heldReplyBytes = 2_500
        let client = try Server(
            rules: #"{"on": "fileRead", "do": {"delay": {"for": "1s", "holds": "reply"}}}"#,
            limits: limits
        ).connect()
        let handle = try client.open("big")
        client.send((1...5).flatMap { Request.read(handle, 0, 1_000, id: $0) })
        #expect(client.unread.count == 2 * Request.read(handle).count)
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.id) == [1, 2, 3])
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.id) == [4, 5])
    }

    @Test func `a reply larger than the output may grow ends the session with a record`() throws {
        let zeros = [UInt8](repeating: 0, count: WireLimits.outputBuffer)
        let rule = Rule(
            name: "data", events: [.fileRead],
            effects: [
                .content(.data(DataAnswer(.bytes(TemplateText(zeros)))))
            ])
        let server = try Server(rules: [rule])
        let client = server.connect()
        client.send(Request.read(try client.open("a.txt")) + Request.stat("a.txt", id: 8))
        #expect(client.takeOutput() == [])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .error)
        #expect(entry.message == "a reply exceeded 67108864 bytes of waiting output")
        #expect(entry.status == nil)
    }

    @Test func `a closed session takes everything and says nothing`() throws {
        let client = try Server().connect()
        client.session.closed()
        client.send(Request.stat("a.txt"))
        #expect(client.unread == [])
        #expect(client.takeOutput() == [])
        client.session.receivedEOF()
        #expect(client.channel.fault == nil)
    }
}
