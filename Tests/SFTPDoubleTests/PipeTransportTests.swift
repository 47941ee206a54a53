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
            // A worker that another test starts would keep the ends open.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
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

    @Test(.timeLimit(.minutes(1)))
    func `a client that reads no answers does not keep it from stopping`() throws {
        let toServer = try Pipe()
        let fromServer = try Pipe()
        let stop = try Pipe()
        let requests = initPacket + openBig + readBig + readBig
        try #require(write(toServer.writer, requests, requests.count) == requests.count)
        let ends = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        defer { ends.deallocate() }
        ends.initialize(to: fromServer.reader)
        (ends + 1).initialize(to: stop.writer)
        var stopper = pthread_t()
        let started = pthread_create(
            &stopper, nil,
            { ends in
                guard let ends = ends?.assumingMemoryBound(to: Int32.self) else { return nil }
                var answered = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
                poll(&answered, 1, -1)
                close(ends[1])
                return nil
            }, ends)
        try #require(started == 0)
        var big = FileSpec(path: Array("/big".utf8), content: .zeros(size: 1 << 20))
        big.permissions = 0o644
        let context = try ServerContext(
            Configuration(Scenario(files: [big]), drawnSeed: 1))
        let transport = PipeTransport(
            input: toServer.reader, output: fromServer.writer, stop: stop.reader,
            clock: context.clock)
        let identity = SessionIdentity(
            connection: 1, user: "demo", home: Array("/".utf8), uid: 1000, gid: 1000)
        let ending = transport.run(
            Session(context: context, identity: identity, channel: transport))
        #expect(ending == .stopped)
        #expect(fcntl(fromServer.writer, F_GETFL) & O_NONBLOCK == 0)
        pthread_join(stopper, nil)
        for end in [toServer, fromServer] {
            close(end.reader)
            close(end.writer)
        }
        close(stop.reader)
    }

    private let openBig: [UInt8] = [
        0, 0, 0, 21,  // length
        3,  // SSH_FXP_OPEN
        0, 0, 0, 1,  // id
        0, 0, 0, 4, 47, 98, 105, 103,  // "/big"
        0, 0, 0, 1,  // pflags: READ
        0, 0, 0, 0,  // no attributes
    ]

    private let readBig: [UInt8] = [
        0, 0, 0, 29,  // length
        5,  // SSH_FXP_READ
        0, 0, 0, 2,  // id
        0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0,  // the first handle
        0, 0, 0, 0, 0, 0, 0, 0,  // offset
        0, 3, 0, 0,  // length: more than a pipe holds
    ]

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
