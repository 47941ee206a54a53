import CLibSSH
import Glibc
import SSHTransport
import Testing

/// Channels that are opened and ended as somebody decides.
@Suite(.serialized) struct ChannelTermsTests {
    private func delegate(_ change: @escaping @Sendable (inout ChannelTerms) -> Void)
        -> ScriptedDelegate
    {
        ScriptedDelegate(open: { _ in
            var terms = ChannelTerms()
            change(&terms)
            return ChannelDecision(.accept(terms))
        })
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (1024, 32768), (1, 1), (1 << 31, 32768), (.max, .max), (32000, 35000),
        ] as [(UInt32, UInt32)])
    func `window and packet size are announced as they are said`(
        window: UInt32, packet: UInt32
    ) throws {
        try withServer(delegate { ($0.window, $0.maximumPacketSize) = (window, packet) }) {
            server in
            let client = try server.login()
            let channel = try client.openChannel()
            #expect(ssh_channel_window_size(channel) == window)
            #expect(clibssh_peer_packet_size(client.session, channel) == packet)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a window nobody says anything about is libssh's`() throws {
        try withServer(delegate { _ in }) { server in
            let client = try server.login()
            let channel = try client.openChannel()
            #expect(ssh_channel_window_size(channel) == 32_000)
            #expect(clibssh_peer_packet_size(client.session, channel) == 35_000)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a window that is never adjusted stops the sender after its last byte`() throws {
        try withServer(delegate { ($0.window, $0.adjustment) = (70_000, .never) }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            ssh_set_blocking(client.session, 0)
            var sent = 0
            var echoed = 0
            let block = [UInt8](repeating: 7, count: 9_000)
            var answer = [UInt8](repeating: 0, count: 100_000)
            while echoed < 70_000 {
                let count = ssh_channel_write(channel, block, UInt32(block.count))
                #expect(count >= 0)
                sent += max(0, Int(count))
                // Every byte is served: it is only the window that does not come back.
                let read = ssh_channel_read_timeout(
                    channel, &answer, UInt32(answer.count), 0, 20_000)
                guard read > 0 else { break }
                echoed += Int(read)
            }
            #expect(sent == 70_000)
            #expect(echoed == 70_000)
            #expect(ssh_channel_window_size(channel) == 0)
            #expect(ssh_channel_write(channel, block, 1) <= 0)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a kept window never grows, and lets everything through`() throws {
        try withServer(delegate { ($0.window, $0.adjustment) = (1024, .keep) }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            let block = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try client.write(channel, block)
            #expect(client.read(channel, count: block.count) == block)
            #expect(ssh_channel_window_size(channel) <= 1024)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a window is kept up to a limit and then withheld`() throws {
        try withServer(
            delegate { ($0.window, $0.adjustment) = (1000, .keepUntil(5000)) }
        ) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            let block = [UInt8](repeating: 1, count: 5000)
            try client.write(channel, block)
            #expect(client.read(channel, count: 5000) == block)
            ssh_set_blocking(client.session, 0)
            var sent = 5000
            while true {
                let count = ssh_channel_write(channel, block, 100)
                guard count > 0 else { break }
                sent += Int(count)
            }
            #expect((5000...6000).contains(sent))
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3, 4, 77] as [UInt32])
    func `a channel is refused with any reason and text`(reason: UInt32) throws {
        let delegate = ScriptedDelegate(open: { opening in
            opening.number == 1
                ? ChannelDecision(.refuse(reason: reason, message: "not größer today"))
                : ChannelDecision(.accept(ChannelTerms()))
        })
        try withServer(delegate) { server in
            let client = try server.login()
            #expect(throws: TestClient.Failure.self) { try client.openChannel() }
            #expect(client.error.contains("error (\(reason)) not größer today"), "\(client.error)")
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a request for a channel is left unanswered, the next one is not`() throws {
        let delegate = ScriptedDelegate(open: { opening in
            ChannelDecision(opening.number == 1 ? .ignore : .accept(ChannelTerms()))
        })
        try withServer(delegate) { server in
            let client = try server.login()
            var seconds = 1
            ssh_options_set(client.session, SSH_OPTIONS_TIMEOUT, &seconds)
            #expect(throws: TestClient.Failure.self) { try client.openChannel() }
            seconds = 20
            ssh_options_set(client.session, SSH_OPTIONS_TIMEOUT, &seconds)
            let channel = try client.openSFTP()
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the end of input is ignored, not the client's close`() throws {
        try withServer(delegate { $0.ignoresEOF = true }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            ssh_channel_send_eof(channel)
            var byte: UInt8 = 0
            #expect(ssh_channel_read_timeout(channel, &byte, 1, 0, 300) == 0)
            #expect(ssh_channel_is_eof(channel) == 0)
            #expect(ssh_channel_is_closed(channel) == 0)
            ssh_channel_close(channel)
            #expect(client.waitForClose(channel))
            client.disconnect()
            #expect(server.log.ends(count: 1).map(\.cause) == [.client])
            #expect(server.log.closedCount == 1)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [(.status(7), 7), (.none, -1)] as [(ChannelExit, Int32)])
    func `the end of a channel says what it is told to say`(
        exit: ChannelExit, status: Int32
    ) throws {
        try withServer(delegate { $0.exit = exit }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            ssh_channel_send_eof(channel)
            #expect(client.waitForClose(channel))
            #expect(ssh_channel_get_exit_status(channel) == status)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `output ends after the last byte allowed`() throws {
        try withServer(delegate { $0.closesAfterOutput = 40_001 }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:flood 1000000")
            #expect(client.read(channel, count: 1_000_000).count == 40_001)
            #expect(client.waitForClose(channel))
            #expect(ssh_channel_get_exit_status(channel) == -1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a channel is closed after so much input`() throws {
        try withServer(delegate { $0.closesAfterInput = 10 }) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "123456789")
            #expect(client.readText(channel, count: 9) == "123456789")
            try client.write(channel, "0")
            #expect(client.waitForClose(channel))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a channel is closed right after its window was adjusted`() throws {
        try withServer(
            delegate { ($0.window, $0.closesAfterAdjusts) = (1000, 1) }
        ) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, [UInt8](repeating: 1, count: 400))
            #expect(client.read(channel, count: 400).count == 400)
            #expect(ssh_channel_is_closed(channel) == 0)
            try client.write(channel, [UInt8](repeating: 1, count: 400))
            #expect(client.read(channel, count: 1000).count == 400)
            #expect(client.waitForClose(channel))
            #expect(ssh_channel_window_size(channel) == 1000)
        }
    }
}
