import CLibSSH
import Glibc
import SSHTransport
import Testing

@Suite(.serialized) struct StreamFaultTests {
    private static let line = Array("SSH-2.0-sftp-double_0.1\r\n".utf8)

    /// A server whose connections have these faults from the identification line on.
    private static func greeting(_ faults: [StreamFault]) -> ScriptedDelegate {
        ScriptedDelegate(greet: { _ in
            var decision = IdentificationDecision()
            decision.faults = faults
            return decision
        })
    }

    private static func slices(of size: Int, pause: UInt64) -> StreamShape {
        var shape = StreamShape()
        shape.pieceByteCount = size
        shape.pauseNanoseconds = pause
        return shape
    }

    private static func rate(_ bytesPerSecond: UInt64) -> StreamShape {
        var shape = StreamShape()
        shape.bytesPerSecond = bytesPerSecond
        return shape
    }

    // MARK: Ends

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [0, 1, 7, 24, 25] as [UInt64],
        [
            (StreamCut.reset, RawClient.Reading.error(ECONNRESET)),
            (StreamCut.fin, RawClient.Reading.end),
        ])
    func `exactly so many bytes come before the end`(
        count: UInt64, end: (cut: StreamCut, seen: RawClient.Reading)
    ) throws {
        let delegate = Self.greeting([.cut(.down, afterByteCount: count, end.cut)])
        try withServer(delegate) { server in
            let (bytes, last) = RawClient(port: server.address.port).readToEnd()
            #expect(bytes == Array(Self.line.prefix(Int(count))))
            #expect(last == end.seen)
            let cause: ConnectionEnd = end.cut == .fin ? .fin : .reset
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(cause)])
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (StreamCut.reset, "Socket error: Connection reset by peer"),
            (StreamCut.fin, "Socket error: disconnected"),
        ])
    func `a download ends behind a byte of the connection, in mid-session too`(
        cut: StreamCut, error: String
    ) throws {
        let delegate = ScriptedDelegate(
            faults: ["cut": .cut(.down, afterByteCount: 100_001, cut)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
            let counters = client.countBytes()
            let collector = Collector(client, channel)
            try client.write(channel, "command:fault cut")
            try client.write(channel, "command:flood 1000000")
            _ = collector.collectToEnd()
            #expect(client.error == error)
            #expect(counters[0].in_bytes == 100_001)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an upload ends behind a byte`() throws {
        let delegate = Self.greeting([.cut(.up, afterByteCount: 5, .reset)])
        try withServer(delegate) { server in
            let client = RawClient(port: server.address.port)
            #expect(client.read() == .bytes(Self.line))
            client.send("SSH-")
            #expect(client.read(milliseconds: 100) == .nothing)
            client.send("2")
            #expect(client.read() == .error(ECONNRESET))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `in a black hole the connection stays open and nothing passes`() throws {
        let delegate = ScriptedDelegate(faults: ["cut": .cut(.down, afterByteCount: 0, .blackHole)])
        try withServer(delegate) { server in
            do {
                let client = try server.login()
                let channel = try client.openSFTP()
                let descriptor = ssh_get_fd(client.session)
                // The window is widened with the first bytes; that message is not to count.
                try client.write(channel, "before")
                #expect(client.readText(channel, count: 6) == "before")
                try client.write(channel, "command:fault cut")
                try client.write(channel, "hello")
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                #expect(Glibc.poll(&poll, 1, 300) == 0)
                #expect(server.log.ends.isEmpty)
            }
            // The client's own end is noticed all the same.
            #expect(server.log.ends(count: 1).map(\.cause) == [.client])
        }
    }

    // MARK: Bytes

    @Test(.timeLimit(.minutes(1)))
    func `one byte differs, the others do not`() throws {
        try withServer(Self.greeting([.edit(.down, at: 9, .flip([0x01]))])) { server in
            var expected = Self.line
            expected[9] ^= 1
            #expect(RawClient(port: server.address.port).read() == .bytes(expected))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `foreign bytes come into the stream`() throws {
        let insertion = StreamEdit.insert(Array("HTTP".utf8))
        try withServer(Self.greeting([.edit(.down, at: 4, insertion)])) { server in
            #expect(
                RawClient(port: server.address.port).read()
                    == .bytes(Array("SSH-HTTP2.0-sftp-double_0.1\r\n".utf8)))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a corrupted packet ends the session on the side that checks it`() throws {
        let delegate = ScriptedDelegate(faults: ["flip": .edit(.up, at: 40, .flip([0x80]))])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:fault flip")
            #expect(client.readText(channel, count: 2) == "ok")
            try client.write(channel, [UInt8](repeating: 1, count: 100))
            guard case .protocolError = server.log.ends(count: 1).first?.cause else {
                Issue.record("the server took it")
                return
            }
        }
    }

    // MARK: Pace

    @Test(.timeLimit(.minutes(1)))
    func `a reader sees pieces of the size asked for`() throws {
        let shape = Self.slices(of: 7, pause: 1_000_000_000)
        try withServer(Self.greeting([.shape(.down, shape, .always)])) { server in
            let client = RawClient(port: server.address.port)
            var pieces: [Int] = []
            while pieces.reduce(0, +) < 25, case .bytes(let bytes) = client.read() {
                pieces.append(bytes.count)
            }
            #expect(pieces == [7, 7, 7, 4])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a limited download takes its time and loses nothing, beside others at full speed`()
        throws
    {
        let delegate = ScriptedDelegate(faults: [
            "slow": .shape(.down, Self.rate(500_000), .always),
            "crawl": .shape(.down, Self.rate(1_000), .always),
        ])
        try withServer(delegate) { server in
            // Five minutes of output: did it hold up the others, the test would not end in time.
            let crawling = try server.login()
            let crawl = try crawling.openSFTP()
            try crawling.write(crawl, "command:fault crawl")
            #expect(crawling.readText(crawl, count: 2) == "ok")
            try crawling.write(crawl, "command:flood 300000")
            let slow = try server.login()
            let channel = try slow.openSFTP()
            try slow.write(channel, "command:fault slow")
            #expect(slow.readText(channel, count: 2) == "ok")
            let bystander = try server.login()
            let other = try bystander.openSFTP()
            let started = monotonicSeconds()
            try slow.write(channel, "command:flood 300000")
            var echoes = 0
            for _ in 0..<50 {
                try bystander.write(other, "ping!")
                if bystander.readText(other, count: 5) == "ping!" { echoes += 1 }
            }
            #expect(echoes == 50)
            #expect(CommandHandler.isFlood(slow.read(channel, count: 300_000)))
            let ended = monotonicSeconds()
            #expect(ended - started >= 0.5)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a limited upload takes its time and loses nothing`() throws {
        let delegate = ScriptedDelegate(
            faults: ["slow": .shape(.up, Self.rate(200_000), .always)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:fault slow")
            #expect(client.readText(channel, count: 2) == "ok")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            let started = monotonicSeconds()
            try client.write(channel, bytes)
            #expect(client.read(channel, count: bytes.count) == bytes)
            #expect(monotonicSeconds() - started >= 0.4)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an answer is as late as asked for`() throws {
        var shape = StreamShape()
        shape.latencyNanoseconds = { _ in 200_000_000 }
        let delegate = ScriptedDelegate(faults: ["late": .shape(.down, shape, .always)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            let started = monotonicSeconds()
            try client.write(channel, "command:fault late")
            #expect(client.readText(channel, count: 2) == "ok")
            #expect(monotonicSeconds() - started >= 0.2)
        }
    }

    // MARK: Stalls

    @Test(.timeLimit(.minutes(1)))
    func `a server that stops reading stops the sender`() throws {
        try withServer(Self.greeting([.stall(.up, nanoseconds: nil)])) { server in
            let client = RawClient(port: server.address.port)
            #expect(client.read() == .bytes(Self.line))
            // What the kernels of both sides take is a few MiB at most.
            let taken = client.fill(limit: 64 << 20, milliseconds: 300)
            #expect((1...(16 << 20)).contains(taken), "\(taken) bytes")
            #expect(server.log.ends.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [StreamDirections.up, .down, .both])
    func `after a stall everything goes on`(directions: StreamDirections) throws {
        let delegate = ScriptedDelegate(
            faults: ["stall": .stall(directions, nanoseconds: 300_000_000)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            let started = monotonicSeconds()
            try client.write(channel, "command:fault stall")
            if directions == .up {
                #expect(client.readText(channel, count: 2) == "ok")
                try client.write(channel, "hello")
                #expect(client.readText(channel, count: 5) == "hello")
            } else {
                #expect(client.readText(channel, count: 2) == "ok")
            }
            #expect(monotonicSeconds() - started >= 0.3)
        }
    }

    // MARK: Cost

    @Test(.timeLimit(.minutes(1)))
    func `a server stops at once with everything in flight`() throws {
        let faults: [StreamFault] = [
            .stall(.both, nanoseconds: nil), .stall(.up, nanoseconds: 600_000_000_000),
            .shape(.down, Self.slices(of: 1, pause: 1_000_000_000), .always),
            .shape(.both, Self.rate(1), .always), .cut(.down, afterByteCount: 3, .blackHole),
        ]
        let delegate = ScriptedDelegate(greet: { info in
            var decision = IdentificationDecision()
            decision.faults = [faults[(info.number - 1) % faults.count]]
            return decision
        })
        try withServer(delegate) { server in
            let clients = (0..<20).map { _ in RawClient(port: server.address.port) }
            for client in clients { client.send("SSH-2.0-test\r\n") }
            while server.log.requestedCount < 20 { sched_yield() }
            let started = monotonicSeconds()
            server.server.stop()
            #expect(monotonicSeconds() - started < 15)
            #expect(server.log.ends.count == 20)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `five hundred faults leave no descriptor behind`() throws {
        let faults: [StreamFault] = [
            .cut(.down, afterByteCount: 5, .reset), .cut(.down, afterByteCount: 5, .fin),
            .cut(.down, afterByteCount: 5, .blackHole), .stall(.both, nanoseconds: nil),
            .edit(.down, at: 0, .insert([1, 2, 3])),
            .shape(.both, Self.slices(of: 1, pause: 1_000_000), .always),
        ]
        let delegate = ScriptedDelegate(greet: { info in
            var decision = IdentificationDecision()
            decision.faults = [faults[info.number % faults.count]]
            return decision
        })
        try withServer(delegate) { server in
            func round(_ count: Int, endsBefore: Int) {
                for number in 0..<count {
                    let client = RawClient(port: server.address.port)
                    client.send("SSH-2.0-test\r\n")
                    _ = client.read(milliseconds: number % 7 == 0 ? 20 : 0)
                }
                _ = server.log.ends(count: endsBefore + count)
            }
            round(520, endsBefore: 0)
            // What is left of this server's port is its listener.
            #expect(settledSocketCount(at: server.address.port, 1) == 1)
        }
    }

    /// The open sockets of this process at a port, once they are `wanted`, or after 30 s: sockets
    /// linger.
    ///
    /// Tests beside this one open others meanwhile.
    private func settledSocketCount(at port: UInt16, _ wanted: Int) -> Int {
        let deadline = monotonicSeconds() + 30
        while true {
            let count = (0..<min(getdtablesize(), 1 << 16)).count { localPort(of: $0) == port }
            if count == wanted || monotonicSeconds() > deadline { return count }
            var nothing = pollfd(fd: -1, events: 0, revents: 0)
            Glibc.poll(&nothing, 1, 50)
        }
    }

    /// The port a socket is bound to; nil for what is none.
    private func localPort(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}

extension RawClient {
    /// Sends until the peer takes nothing for `milliseconds`; returns how much it took.
    func fill(limit: Int, milliseconds: Int32) -> Int {
        let bytes = [UInt8](repeating: 0, count: 65_536)
        var sent = 0
        while sent < limit {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { break }
            let count = Glibc.send(
                descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }
}
