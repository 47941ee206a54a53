import Fuzzing
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Whatever a client sends: one answer to each packet, one record, no trap, bounded output.
@Suite struct RandomPacketTests {
    private static let rules = RuleSets.oneAnswerEach

    private func server(
        _ rules: String, _ counting: Counting, _ version: ProtocolVersion = .v3
    ) throws -> Server {
        try Server(
            files: RequestCase.files, rules: rules.isEmpty ? [] : Server.rules(rules),
            protocolSpec: .only(version), memoryLimitBytes: 16 << 20
        ) { FaultyFileSystem($0, counting) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>, ["", rules])
    func `each packet has one answer with its id and one record`(
        seed: UInt64, rules: String
    ) throws {
        let counting = Counting()
        let version = try #require(ProtocolVersion(rawValue: 3 + UInt32(seed % 4)))
        let server = try server(rules, counting, version)
        let client = Client(server)
        client.version = version
        var packets = RandomPackets(seed: seed, version: version)
        let sent =
            [Request.initialize(version.rawValue)] + (0..<150).map { _ in packets.next() }
        var replies: [Reply] = []
        for packet in sent {
            client.send(packet)
            client.fireDue()
            let output = client.takeOutput()
            #expect(output.count <= 1 << 20)
            replies += Client.replies(in: output, version: version)
            if rules.isEmpty {
                #expect(replies.last?.id == RandomPackets.replyID(to: packet), "\(hex(packet))")
            }
        }
        for _ in 0..<2_000 where !client.session.isIdle || !client.unread.isEmpty {
            client.advance(by: 1_000_000)
            replies += client.takeReplies()
        }
        #expect(replies.count == sent.count)
        let expected = sent.map(RandomPackets.replyID)
        #expect(counts(replies.map(\.id)) == counts(expected))
        #expect(
            !replies.contains {
                guard case .undecodable(let packet, _) = $0 else { return false }
                // The rules garble these two on purpose; what garbles them keeps to the frame.
                let garbled: [PacketType] = [.data, .name]
                return rules.isEmpty || !garbled.contains { $0.rawValue == packet[4] }
            })
        #expect(server.journal.counts.total == UInt64(sent.count))
        client.session.receivedEOF()
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
        client.session.closed()
        #expect(counting.open == 0)
        #expect(counting.closedTwice == 0)
    }

    private func counts(_ ids: [UInt32?]) -> [UInt32?: Int] {
        Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `the same packets and seed give the same output and the same journal`(
        seed: UInt64
    ) throws {
        func run() throws -> ([UInt8], [UInt8]) {
            let version = try #require(ProtocolVersion(rawValue: 3 + UInt32(seed % 4)))
            let server = try server(Self.rules, Counting(), version)
            let client = server.connect(version)
            var packets = RandomPackets(seed: seed, version: version)
            var output: [UInt8] = []
            for _ in 0..<100 {
                client.send(packets.next())
                client.advance(by: 1_000_000)
                output += client.takeOutput()
            }
            client.session.closed()
            return (output, server.journal.lines)
        }
        let (output, journal) = try run()
        let (again, journalAgain) = try run()
        #expect(output == again)
        #expect(
            String(decoding: journal, as: UTF8.self)
                == String(decoding: journalAgain, as: UTF8.self))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a stream of noise ends the session or waits, and takes no more than it was given`(
        seed: UInt64
    ) throws {
        let counting = Counting()
        let server = try server("", counting)
        let client = Client(server)
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let noise = (0..<random.next(below: 60)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            // With a length before it noise is a packet, without one it is lost framing soon.
            client.send(seed % 2 == 0 ? Request.string(noise) : noise)
            client.fireDue()
            #expect(client.takeOutput().count <= 1 << 20)
        }
        client.session.closed()
        #expect(counting.open == 0)
    }
}
