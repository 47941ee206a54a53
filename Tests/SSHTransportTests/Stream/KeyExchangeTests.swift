import CLibSSH
import SSHTransport
import Testing

@Suite(.serialized) struct KeyExchangeTests {
    @Test(.timeLimit(.minutes(1)))
    func `the delegate hears of the beginning and end of each key exchange`() throws {
        try withServer(ScriptedDelegate()) { server in
            _ = try server.login()
            #expect(server.log.exchanges.map(\.stage) == [.started, .finished])
            #expect(server.log.exchanges.map(\.number) == [1, 1])
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, 200_000] as [UInt64])
    func `the server exchanges keys when it is told to, in the middle of a download`(
        count: UInt64
    ) throws {
        let delegate = ScriptedDelegate(faults: ["rekey": .rekey(afterByteCount: count)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:fault rekey")
            #expect(client.readText(channel, count: 2) == "ok")
            if count > 0 { #expect(server.log.exchanges.count == 2) }
            try client.write(channel, "command:flood 1000000")
            #expect(CommandHandler.isFlood(client.read(channel, count: 1_000_000)))
            try greet(client, channel, untilExchangesOf: server)
            #expect(server.log.exchanges.map(\.number) == [1, 1, 2, 2])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `keys change again and again after so many bytes`() throws {
        try withServer(
            ScriptedDelegate(), configure: { $0.rekeyByteCount = 100_000 }
        ) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:flood 3000000")
            #expect(CommandHandler.isFlood(client.read(channel, count: 3_000_000)))
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
            // libssh holds back a whole write of ours for one exchange, and how large those are
            // depends on how fast the client reads: not every 100,000 bytes bring one.
            #expect(server.log.exchanges.count >= 6)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a key exchange asked for during login comes after it`() throws {
        let delegate = ScriptedDelegate(greet: { _ in
            var decision = IdentificationDecision()
            decision.faults = [.rekey(afterByteCount: 0)]
            return decision
        })
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try greet(client, channel, untilExchangesOf: server)
            #expect(server.log.exchanges.map(\.number) == [1, 1, 2, 2])
        }
    }

    /// Has something echoed, again while the second exchange is still to come.
    ///
    /// For half of every 50 days a machine is up, libssh's clock lets it begin a second later.
    private func greet(
        _ client: TestClient, _ channel: ssh_channel, untilExchangesOf server: TestServer
    ) throws {
        let deadline = monotonicSeconds() + 20
        repeat {
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        } while server.log.exchanges.count < 4 && monotonicSeconds() < deadline
    }

    @Test(.timeLimit(.minutes(1)))
    func `a connection can end at the beginning of its key exchange, with any reason`() throws {
        let end = ConnectionEnd.disconnect(reason: 3, message: "no")
        let delegate = ScriptedDelegate(exchange: { stage, _ in
            var decision = StreamDecision()
            if stage == .started { decision.end = end }
            return decision
        })
        try withServer(delegate) { server in
            let client = try TestClient(port: server.address.port, options: TestClient.Options())
            #expect(throws: TestClient.Failure.self) { try client.connect() }
            // libssh's client may tell the end of the socket in place of the message before it.
            #expect(
                client.error == "Received SSH_MSG_DISCONNECT: 3:no"
                    || client.error.hasPrefix("Socket error"), "\(client.error)")
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(end)])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a message of the client ends the connection, others do not`() throws {
        let delegate = ScriptedDelegate(faults: ["trap": .endOnMessage(80, .fin)])
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            ssh_send_keepalive(client.session)
            try client.write(channel, "command:fault trap")
            #expect(client.readText(channel, count: 2) == "ok")
            ssh_send_ignore(client.session, "7")
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
            ssh_send_keepalive(client.session)
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(.fin)])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a connection on which nothing comes ends, one that is used does not`() throws {
        let limit = IdleLimit(nanoseconds: 2_000_000_000, end: .fin)
        try withServer(ScriptedDelegate(), configure: { $0.idleLimit = limit }) { server in
            let started = monotonicSeconds()
            let idle = try server.login()
            let busy = try server.login()
            let channel = try busy.openSFTP()
            while server.log.ends.isEmpty, monotonicSeconds() - started < 20 {
                try busy.write(channel, "hello")
                #expect(busy.readText(channel, count: 5) == "hello")
            }
            #expect(server.log.ends.map(\.info.number) == [1])
            #expect(server.log.ends.map(\.cause) == [.idle])
            #expect(monotonicSeconds() - started >= 2)
            _ = idle
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `compression can be a condition`() throws {
        try withServer(
            ScriptedDelegate(), configure: { $0.algorithms.compression = "zlib@openssh.com" }
        ) { server in
            let packing = try TestClient(port: server.address.port, options: TestClient.Options())
            ssh_options_set(packing.session, SSH_OPTIONS_COMPRESSION, "zlib@openssh.com")
            try packing.connect()
            #expect(packing.authenticateNone() == .success)
            let channel = try packing.openSFTP()
            try packing.write(channel, "command:flood 100000")
            #expect(CommandHandler.isFlood(packing.read(channel, count: 100_000)))
        }
    }
}
