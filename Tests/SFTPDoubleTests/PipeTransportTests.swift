import Glibc
import SFTPServer
import Scenario
import Testing

@testable import SFTPDouble

/// One session over real pipes; the client's side is written before the loop runs.
struct PipeTransportTests {
    private struct Pipe {
        var reader: Int32
        var writer: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            (reader, writer) = (ends[0], ends[1])
        }
    }

    /// Feeds `input`, closes it, and returns how the loop ended and what was answered.
    private func run(
        _ input: [UInt8], scenario: Scenario = Scenario()
    ) throws -> (PipeTransport.Ending, [UInt8]) {
        let toServer = try Pipe()
        let fromServer = try Pipe()
        let stop = try Pipe()
        try #require(write(toServer.writer, input, input.count) == input.count)
        close(toServer.writer)
        let context = try ServerContext(Configuration(scenario, drawnSeed: 1))
        let transport = PipeTransport(
            input: toServer.reader, output: fromServer.writer, stop: stop.reader,
            clock: context.clock)
        let identity = SessionIdentity(
            connection: 1, user: "demo", home: Array("/home/demo".utf8), uid: 1000, gid: 1000)
        let ending = transport.run(
            Session(context: context, identity: identity, channel: transport))
        close(fromServer.writer)
        var output = [UInt8](repeating: 0, count: 65_536)
        let count = read(fromServer.reader, &output, output.count)
        for end in [toServer.reader, fromServer.reader, stop.reader, stop.writer] { close(end) }
        return (ending, Array(output.prefix(max(0, count))))
    }

    private let initPacket: [UInt8] = [
        0, 0, 0, 5,  // length
        1,  // SSH_FXP_INIT
        0, 0, 0, 3,  // version
    ]

    @Test(.timeLimit(.minutes(1)))
    func `INIT is answered and the end of input ends the session in order`() throws {
        let (ending, output) = try run(initPacket)
        #expect(ending == .fault(.closeChannel(exitStatus: 0)))
        #expect(ending.isOrderly)
        #expect(Array(output[4..<9]) == [2, 0, 0, 0, 3])
    }

    @Test(.timeLimit(.minutes(1)))
    func `a packet cut by the end of input is dropped`() throws {
        let (ending, output) = try run(initPacket + [0, 0, 0, 20, 17])
        #expect(ending.isOrderly)
        let length = Int(output[2]) << 8 + Int(output[3])
        #expect(output.count == 4 + length)
    }

    @Test(.timeLimit(.minutes(1)))
    func `lost framing ends the session with status 1`() throws {
        let (ending, _) = try run(initPacket + [0, 0, 0, 0])
        #expect(ending == .fault(.closeChannel(exitStatus: 1)))
        #expect(!ending.isOrderly)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a delayed answer still comes after the end of input`() throws {
        var scenario = Scenario()
        scenario.rules = [
            Rule(
                name: "slow", events: [.resolvePath],
                effects: [.delay(nanoseconds: 2_000_000, holdsSession: true)])
        ]
        let realpath: [UInt8] = [
            0, 0, 0, 10,  // length
            16,  // SSH_FXP_REALPATH
            0, 0, 0, 7,  // id
            0, 0, 0, 1, 46,  // "."
        ]
        let (ending, output) = try run(initPacket + realpath, scenario: scenario)
        #expect(ending.isOrderly)
        let versionLength = Int(output[2]) << 8 + Int(output[3])
        let reply = output.dropFirst(4 + versionLength)
        #expect(Array(reply.dropFirst(4).prefix(5)) == [104, 0, 0, 0, 7])
    }
}
