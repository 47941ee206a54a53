import CLibSSH
import Glibc
import SSHTransport
import Testing

@Suite(.serialized) struct BackPressureTests {
    @Test(.timeLimit(.minutes(1)))
    func `a handler that takes nothing stops the client, and gets every byte later`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:refuse 5000")
            let sent = writeUntilStuck(client, channel, milliseconds: 1000)
            // libssh's window is 1.28 MB; the rest would be a broken promise.
            #expect(sent.count >= 64_000)
            #expect(sent.count <= 2 << 20)
            #expect(client.read(channel, count: sent.count) == sent)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a client that writes and never reads is stopped, and loses nothing`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            let sent = writeUntilStuck(client, channel, milliseconds: 300)
            // Backlog limit, both windows and both sockets' buffers together.
            #expect(sent.count < 24 << 20)
            #expect(client.read(channel, count: sent.count) == sent)
            try client.write(channel, "done")
            #expect(client.readText(channel, count: 4) == "done")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a client that does not read a long answer gets all of it when it does`() throws {
        try withServer(ScriptedDelegate()) { server in
            let slow = try server.login()
            let slowChannel = try slow.openSFTP()
            let total = 20 << 20
            try slow.write(slowChannel, "command:flood \(total)")
            // Others are served while the answer waits.
            for _ in 0..<3 {
                let client = try server.login()
                let channel = try client.openSFTP()
                try client.write(channel, "hello")
                #expect(client.readText(channel, count: 5) == "hello")
            }
            let bytes = slow.read(slowChannel, count: total)
            #expect(bytes.count == total)
            #expect(CommandHandler.isFlood(bytes))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an endless answer does not hold up the other sessions of the loop`() throws {
        try withServer(ScriptedDelegate()) { server in
            let reader = Worker {
                let client = try server.login()
                let channel = try client.openSFTP()
                let total = 100 << 20
                try client.write(channel, "command:flood \(total)")
                var count = 0
                while count < total {
                    let bytes = client.read(channel, count: min(1 << 20, total - count))
                    if bytes.isEmpty { break }
                    count += bytes.count
                }
                return (count == total, monotonicSeconds())
            }
            let client = try server.login()
            let channel = try client.openSFTP()
            for _ in 0..<50 {
                try client.write(channel, "hello")
                #expect(client.readText(channel, count: 5) == "hello")
            }
            let (isWhole, _) = try #require(try reader.wait())
            #expect(isWhole)
        }
    }

    /// Writes numbered bytes until nothing moves for a while.
    private func writeUntilStuck(
        _ client: TestClient, _ channel: ssh_channel, milliseconds: Int32
    ) -> [UInt8] {
        ssh_set_blocking(client.session, 0)
        defer { ssh_set_blocking(client.session, 1) }
        var sent: [UInt8] = []
        let block = (0..<30_000).map { UInt8(truncatingIfNeeded: $0 % 253) }
        var start = 0
        while sent.count < 200 << 20 {
            let count = block[start...].withUnsafeBytes {
                ssh_channel_write(channel, $0.baseAddress, UInt32($0.count))
            }
            if count > 0 {
                sent.append(contentsOf: block[start..<start + Int(count)])
                start = (start + Int(count)) % block.count
                continue
            }
            if count < 0 {
                Issue.record("\(client.error)")
                break
            }
            // Nothing was taken: wait for the socket to allow or bring something.
            let events = Int16(
                ssh_get_poll_flags(client.session) & SSH_WRITE_PENDING != 0
                    ? POLLIN | POLLOUT : POLLIN)
            var poll = pollfd(fd: ssh_get_fd(client.session), events: events, revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { break }
            ssh_blocking_flush(client.session, 0)
        }
        return sent
    }
}
