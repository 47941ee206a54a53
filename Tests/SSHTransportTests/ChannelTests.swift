import CLibSSH
import SSHTransport
import Testing

@Suite(.serialized) struct ChannelTests {
    @Test(.timeLimit(.minutes(1)))
    func `bytes reach the handler and its output the client`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `end of input is answered with exit status 0, end of output and close`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            ssh_channel_send_eof(channel)
            #expect(client.readText(channel, count: 100) == "hello")
            #expect(ssh_channel_get_exit_status(channel) == 0)
            #expect(ssh_channel_is_eof(channel) != 0)
            #expect(client.waitForClose(channel))
            client.disconnect()
            #expect(server.log.ends(count: 1).map(\.cause) == [.client])
            #expect(server.log.closedCount == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `end of input waits for a delayed answer`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:later 300")
            ssh_channel_send_eof(channel)
            #expect(client.readText(channel, count: 100) == "later")
            #expect(ssh_channel_get_exit_status(channel) == 0)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what the handler leaves is offered again with what follows`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:piecemeal")
            try client.write(channel, "abc")
            #expect(client.readText(channel, count: 2) == "ab")
            try client.write(channel, "def")
            #expect(client.readText(channel, count: 3) == "cde")
            ssh_channel_send_eof(channel)
            #expect(client.readText(channel, count: 100) == "eof")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `ten channels of one connection have a handler each`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channels = try (0..<10).map { _ in try client.openSFTP() }
            for (index, channel) in channels.enumerated() {
                try client.write(channel, "channel \(index)")
            }
            for (index, channel) in channels.enumerated().reversed() {
                #expect(client.readText(channel, count: 9) == "channel \(index)")
            }
            try client.write(channels[3], "x")
            ssh_channel_send_eof(channels[3])
            #expect(client.readText(channels[3], count: 100) == "x")
            try client.write(channels[4], "still")
            #expect(client.readText(channels[4], count: 5) == "still")
            client.disconnect()
            #expect(server.log.ends(count: 1).count == 1)
            #expect(server.log.closedCount == 10)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `channels can be opened and closed again and again`() throws {
        try withServer(ScriptedDelegate(), configure: { $0.maximumChannelCount = 2 }) { server in
            let client = try server.login()
            for _ in 0..<20 {
                let channel = try client.openSFTP()
                try client.write(channel, "x")
                ssh_channel_send_eof(channel)
                #expect(client.readText(channel, count: 100) == "x")
                ssh_channel_free(channel)
            }
            let kept = try (0..<2).map { _ in try client.openSFTP() }
            #expect(throws: TestClient.Failure.self) { try client.openChannel() }
            try client.write(kept[0], "y")
            #expect(client.readText(kept[0], count: 1) == "y")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `only the sftp subsystem is served`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openChannel()
            #expect(ssh_channel_request_pty(channel) == SSH_ERROR)
            #expect(ssh_channel_request_shell(channel) == SSH_ERROR)
            #expect(ssh_channel_request_exec(channel, "id") == SSH_ERROR)
            #expect(ssh_channel_request_subsystem(channel, "netconf") == SSH_ERROR)
            _ = ssh_channel_request_env(channel, "LANG", "C")
            #expect(ssh_channel_request_subsystem(channel, "sftp") == SSH_OK)
            #expect(ssh_channel_request_subsystem(channel, "sftp") == SSH_ERROR)
            #expect(ssh_channel_listen_forward(client.session, nil, 0, nil) == SSH_ERROR)
            let forward = try #require(ssh_channel_new(client.session))
            #expect(ssh_channel_open_forward(forward, "127.0.0.1", 1, "127.0.0.1", 1) == SSH_ERROR)
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"])
    func `keys are exchanged anew in the middle of a transfer`(cipher: String) throws {
        try withServer(ScriptedDelegate()) { server in
            var options = TestClient.Options()
            options.rekeyByteCount = 1 << 20
            options.cipher = cipher
            let client = try server.login(options)
            let channel = try client.openSFTP()
            let total = 12 << 20
            try client.write(channel, "command:flood \(total)")
            let bytes = client.read(channel, count: total)
            #expect(bytes.count == total)
            #expect(CommandHandler.isFlood(bytes))
            let block = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for _ in 0..<40 {
                try client.write(channel, block)
                #expect(client.read(channel, count: block.count) == block)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a keepalive request is answered`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let started = monotonicSeconds()
            #expect(ssh_send_keepalive(client.session) == SSH_OK)
            #expect(monotonicSeconds() - started < 10)
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 3])
    func `two hundred sessions are served side by side`(loops: Int) throws {
        try withServer(ScriptedDelegate(), configure: { $0.loops = loops }) { server in
            var sessions: [(client: TestClient, channel: ssh_channel)] = []
            for _ in 0..<200 {
                let client = try server.login()
                sessions.append((client, try client.openSFTP()))
            }
            for (index, session) in sessions.enumerated() {
                try session.client.write(session.channel, "number \(index)")
            }
            for (index, session) in sessions.enumerated() {
                let text = "number \(index)"
                #expect(session.client.readText(session.channel, count: text.count) == text)
            }
            for session in sessions { session.client.disconnect() }
            let ends = server.log.ends(count: 200)
            #expect(Set(ends.map(\.info.number)).count == 200)
            #expect(server.log.closedCount == 200)
        }
    }
}
