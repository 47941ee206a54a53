import CLibSSH
import Glibc
import Logging
import SSHTransport
import Testing

@Suite(.serialized) struct RobustnessTests {
    private func expectService(_ server: TestServer) throws {
        let client = try server.login()
        let channel = try client.openSFTP()
        try client.write(channel, "hello")
        #expect(client.readText(channel, count: 5) == "hello")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", "not an SSH 2 client: GET / HTTP/1.1"),
            ("SSH-1.5-old\r\n", "not an SSH 2 client: SSH-1.5-old"),
            (String(repeating: "x", count: 5000), "too large banner"),
            (
                "SSH-2.0-x\r\n\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}",
                "Packet len too high"
            ),
        ])
    func `garbage ends its own connection with a protocol error`(
        text: String, reason: String
    ) throws {
        try withServer(ScriptedDelegate()) { server in
            let client = RawClient(port: server.address.port)
            client.send(text)
            let (_, last) = client.readToEnd()
            #expect(last == .end || last == .error(ECONNRESET))
            let end = try #require(server.log.ends(count: 1).first)
            guard case .protocolError(let found) = end.cause else {
                Issue.record("\(end.cause)")
                return
            }
            #expect(found.contains(reason))
            try expectService(server)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `garbage after the login ends its own connection with a protocol error`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
            let garbage = [UInt8](repeating: 0xa5, count: 4096)
            _ = send(ssh_get_fd(client.session), garbage, garbage.count, Int32(MSG_NOSIGNAL))
            let end = try #require(server.log.ends(count: 1).first)
            guard case .protocolError(let text) = end.cause else {
                Issue.record("\(end.cause)")
                return
            }
            #expect(!text.isEmpty)
            #expect(server.log.closedCount == 1)
            try expectService(server)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "SSH-2.0-silent\r\n"])
    func `a client that does not log in is sent away when its time is over`(
        greeting: String
    ) throws {
        try withServer(
            ScriptedDelegate(), configure: { $0.loginTimeoutNanoseconds = 300_000_000 }
        ) { server in
            let started = monotonicSeconds()
            let client = RawClient(port: server.address.port)
            client.send(greeting)
            let (_, last) = client.readToEnd()
            #expect(last == .end)
            #expect(monotonicSeconds() - started >= 0.3)
            #expect(server.log.ends(count: 1).map(\.cause) == [.loginTimeout])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the time to log in does not run during a delay the delegate asked for`() throws {
        let delegate = ScriptedDelegate(answer: { _ in
            AuthenticationDecision(verdict: .accept, remaining: [], delayNanoseconds: 4_000_000_000)
        })
        try withServer(delegate, configure: { $0.loginTimeoutNanoseconds = 3_000_000_000 }) {
            server in
            try expectService(server)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a logged-in client may be silent for longer than the login may take`() throws {
        try withServer(
            ScriptedDelegate(), configure: { $0.loginTimeoutNanoseconds = 3_000_000_000 }
        ) { server in
            let client = try server.login()
            let late = RawClient(port: server.address.port)
            #expect(late.readToEnd().last == .end)
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
    func `each of a thousand quick connections is reported gone once`(loops: Int) throws {
        try withServer(ScriptedDelegate(), configure: { $0.loops = loops }) { server in
            for number in 0..<1000 {
                let client = RawClient(port: server.address.port)
                if number % 3 == 0 { client.send("SSH-2.0-quick\r\n") }
            }
            let ends = server.log.ends(count: 1000)
            #expect(ends.count == 1000)
            #expect(Set(ends.map(\.info.number)).count == 1000)
            #expect(server.log.requestedCount == 1000)
            try expectService(server)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
    func `stop returns whatever the sessions do`(loops: Int) throws {
        let delegate = ScriptedDelegate(
            decide: { .accept(delayNanoseconds: $0.number == 1 ? 600_000_000_000 : 0) },
            answer: { attempt in
                AuthenticationDecision(
                    verdict: .accept, remaining: [],
                    delayNanoseconds: attempt.user == "slow" ? 600_000_000_000 : 0)
            })
        try withServer(delegate, configure: { $0.loops = loops }) { server in
            let waiting = RawClient(port: server.address.port)
            let silent = RawClient(port: server.address.port)
            let half = RawClient(port: server.address.port)
            half.send("SSH-2.0-half\r\n")
            var options = TestClient.Options()
            options.user = "slow"
            let slow = try server.connect(options)
            ssh_set_blocking(slow.session, 0)
            #expect(server.log.waitForAttempt { _ = slow.authenticateNone() })
            let flooded = try server.login()
            try flooded.write(try flooded.openSFTP(), "command:flood \(1 << 30)")
            let refusing = try server.login()
            try refusing.write(try refusing.openSFTP(), "command:refuse 600000")
            let idle = try server.login()
            let channel = try idle.openSFTP()
            let started = monotonicSeconds()
            server.server.stop()
            #expect(monotonicSeconds() - started < 15)
            let ends = server.log.ends
            #expect(ends.count == 7)
            #expect(ends.allSatisfy { $0.cause == .shutdown })
            #expect(server.log.closedCount == 2 + 1)
            ssh_options_set(idle.session, SSH_OPTIONS_TIMEOUT, [1])
            _ = idle.read(channel, count: 1)
            #expect(idle.error == "Received SSH_MSG_DISCONNECT: 11:server stops")
            _ = (waiting, silent)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a peer that provokes answers and reads none is not read without end`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = RawClient(port: server.address.port)
            client.send("SSH-2.0-flood\r\n")
            // Length 12, padding 4, the unassigned type 200: answered by UNIMPLEMENTED.
            let packet: [UInt8] = [0, 0, 0, 12, 4, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            let packets = Array(repeatElement(packet, count: 4096).joined())
            var sent = 0
            while sent < 256 << 20, client.sendSome(packets, milliseconds: 500) {
                sent += packets.count
            }
            // What both sockets hold, and 1 MiB of answers' payloads in libssh.
            #expect(sent < 64 << 20)
            try expectService(server)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a port in use, a foreign address and a second start are told apart`() throws {
        try withServer(ScriptedDelegate()) { server in
            let key = try HostKey.generate(.ed25519)
            func start(host: String, port: UInt16) throws {
                let configuration = SSHServerConfiguration(
                    host: host, port: port, hostKeys: [key])
                let other = try SSHServer(
                    configuration: configuration, delegate: ScriptedDelegate(),
                    logger: Logger(label: "test"))
                _ = try other.start()
                other.stop()
            }
            let port = server.address.port
            #expect(throws: SSHServerError.addressInUse(host: "127.0.0.1", port: port)) {
                try start(host: "127.0.0.1", port: port)
            }
            #expect(throws: SSHServerError.badAddress(host: "192.0.2.1")) {
                try start(host: "192.0.2.1", port: 0)
            }
            #expect(throws: SSHServerError.badAddress(host: "256.1.1.1")) {
                try start(host: "256.1.1.1", port: 0)
            }
            #expect(throws: SSHServerError.alreadyStarted) { try server.server.start() }
        }
    }
}
