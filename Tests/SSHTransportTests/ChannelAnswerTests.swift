import CLibSSH
import Glibc
import SSHTransport
import Testing

/// Openings of channels, and requests on them, that are answered as somebody decides.
@Suite(.serialized) struct ChannelAnswerTests {
    @Test(.timeLimit(.minutes(1)))
    func `a channel and a request wait as long as is said, others do not`() throws {
        let delegate = ScriptedDelegate(
            open: { opening in
                ChannelDecision(.accept(ChannelTerms()), delayNanoseconds: 400_000_000)
            },
            ask: { request in
                var decision = ChannelRequestDecision.standard(request)
                decision.delayNanoseconds = 400_000_000
                return decision
            })
        try withServer(delegate) { server in
            let started = monotonicSeconds()
            let client = try server.login()
            let loggedIn = monotonicSeconds() - started
            let channel = try client.openSFTP()
            let seconds = monotonicSeconds() - started
            #expect(seconds - loggedIn >= 0.8)
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `a fault that comes with an answer meets the answer`(isOpening: Bool) throws {
        let fault = StreamFault.cut(.down, afterByteCount: 0, .fin)
        let delegate = ScriptedDelegate(
            open: { opening in
                var decision = ChannelDecision.standard(opening)
                if isOpening { decision.faults = [fault] }
                return decision
            },
            ask: { request in
                var decision = ChannelRequestDecision.standard(request)
                decision.faults = [fault]
                return decision
            })
        try withServer(delegate) { server in
            let client = try server.login()
            if isOpening {
                #expect(throws: (any Error).self) { try client.openChannel() }
            } else {
                let channel = try client.openChannel()
                #expect(ssh_channel_request_subsystem(channel, "sftp") != SSH_OK)
            }
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(.fin)])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a session more than the limit is refused, the others go on`() throws {
        try withServer(ScriptedDelegate(), configure: { $0.maximumChannelCount = 1 }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            #expect(throws: (any Error).self) { try client.openChannel() }
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `text on standard error comes before the answer and after it`() throws {
        let delegate = ScriptedDelegate(ask: { _ in
            ChannelRequestDecision(
                .serve, errorsBefore: Array("welcome\n".utf8), errorsAfter: Array("again".utf8))
        })
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            var text = [UInt8](repeating: 0, count: 13)
            var count = 0
            while count < text.count {
                let read = text.withUnsafeMutableBytes { buffer in
                    ssh_channel_read_timeout(
                        channel, buffer.baseAddress.map { $0 + count },
                        UInt32(buffer.count - count), 1, 20_000)
                }
                guard read > 0 else { break }
                count += Int(read)
            }
            #expect(String(decoding: text, as: UTF8.self) == "welcome\nagain")
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a command is answered with a text and an exit status`() throws {
        let delegate = ScriptedDelegate(ask: { request in
            guard request.name == "exec", request.argument == "id" else {
                return .standard(request)
            }
            return ChannelRequestDecision(
                .run(output: Array("uid=0\n".utf8), exit: .status(3)))
        })
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openChannel()
            #expect(ssh_channel_request_exec(channel, "id") == SSH_OK)
            #expect(client.readText(channel, count: 100) == "uid=0\n")
            #expect(ssh_channel_get_exit_status(channel) == 3)
            let other = try client.openChannel()
            #expect(ssh_channel_request_exec(other, "ls") == SSH_ERROR)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `another subsystem serves SFTP, and sftp is refused`() throws {
        let delegate = ScriptedDelegate(ask: { request in
            ChannelRequestDecision(request.argument == "other" ? .serve : .refuse)
        })
        try withServer(delegate) { server in
            let client = try server.login()
            let channel = try client.openChannel()
            #expect(ssh_channel_request_subsystem(channel, "sftp") == SSH_ERROR)
            #expect(ssh_channel_request_subsystem(channel, "other") == SSH_OK)
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an end in place of an answer ends the channel or the connection`() throws {
        let delegate = ScriptedDelegate(ask: { request in
            ChannelRequestDecision(
                .end(request.argument == "sftp" ? .closeChannel(exitStatus: 5) : .reset))
        })
        try withServer(delegate) { server in
            // libssh's client waits for an answer even after the channel was closed.
            let client = try server.login()
            let channel = try client.openChannel()
            let other = try client.openChannel()
            var seconds = 3
            ssh_options_set(client.session, SSH_OPTIONS_TIMEOUT, &seconds)
            #expect(ssh_channel_request_subsystem(channel, "sftp") != SSH_OK)
            #expect(client.waitForClose(channel))
            #expect(ssh_channel_request_subsystem(other, "x") != SSH_OK)
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(.reset)])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a server stops at once while answers about channels wait`() throws {
        let delegate = ScriptedDelegate(open: { _ in
            ChannelDecision(.accept(ChannelTerms()), delayNanoseconds: 600_000_000_000)
        })
        var started = 0.0
        try withServer(delegate) { server in
            let client = try server.login()
            ssh_set_blocking(client.session, 0)
            let channel = try #require(ssh_channel_new(client.session))
            for _ in 0..<20 { _ = ssh_channel_open_session(channel) }
            started = monotonicSeconds()
        }
        #expect(monotonicSeconds() - started < 15)
    }

    @Test(.timeLimit(.minutes(1)))
    func `two connections are shown different host keys`() throws {
        let other = try HostKey.generate(.ed25519)
        let delegate = ScriptedDelegate(keys: { $0.number == 2 ? [other] : nil })
        try withServer(delegate) { server in
            let lines = try (0..<3).map { _ in
                let client = try server.login()
                var key: ssh_key?
                #expect(ssh_get_server_publickey(client.session, &key) == SSH_OK)
                defer { ssh_key_free(key) }
                var text: UnsafeMutablePointer<CChar>?
                #expect(ssh_pki_export_pubkey_base64(key, &text) == SSH_OK)
                defer { ssh_string_free_char(text) }
                return "ssh-ed25519 " + (text.map { String(cString: $0) } ?? "")
            }
            #expect(lines[1] == other.publicKeyLine)
            #expect(lines[0] == lines[2])
            #expect(lines[0] != lines[1])
        }
    }
}
