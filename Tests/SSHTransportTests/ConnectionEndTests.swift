import CLibSSH
import Glibc
import SSHTransport
import Testing

@Suite(.serialized) struct ConnectionEndTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("reset", ConnectionEnd.reset, "Socket error: Connection reset by peer"),
            ("fin", ConnectionEnd.fin, "Socket error: disconnected"),
            (
                "disconnect gone fishing",
                ConnectionEnd.disconnect(reason: 11, message: "gone fishing"),
                "Received SSH_MSG_DISCONNECT: 11:gone fishing"
            ),
            (
                "disconnect 7 gone fishing",
                ConnectionEnd.disconnect(reason: 7, message: "gone fishing"),
                "Received SSH_MSG_DISCONNECT: 7:gone fishing"
            ),
            (
                "disconnect 70000 x",
                ConnectionEnd.disconnect(reason: 70_000, message: "x"),
                "Received SSH_MSG_DISCONNECT: 70000:x"
            ),
        ])
    func `an end is seen as what it is, after the pending output`(
        command: String, end: ConnectionEnd, error: String
    ) throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            // The first bytes make libssh's client enlarge its window; later ones
            // do not, so that nothing of its own follows the end.
            try client.write(channel, "hello")
            #expect(client.readText(channel, count: 5) == "hello")
            let collector = Collector(client, channel)
            try client.write(channel, "command:\(command)")
            #expect(collector.collectToEnd() == "end")
            #expect(client.error == error)
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(end)])
            #expect(server.log.closedCount == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `closing a channel gives its exit status and leaves the connection`() throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let channel = try client.openSFTP()
            try client.write(channel, "command:close 7")
            #expect(client.readText(channel, count: 100) == "end")
            #expect(ssh_channel_get_exit_status(channel) == 7)
            #expect(client.waitForClose(channel))
            let second = try client.openSFTP()
            try client.write(second, "hello")
            #expect(client.readText(second, count: 5) == "hello")
            #expect(server.log.closedCount == 1)
            #expect(server.log.ends.isEmpty)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (ConnectionEnd.reset, RawClient.Reading.error(ECONNRESET)),
            (ConnectionEnd.fin, RawClient.Reading.end),
            (ConnectionEnd.closeChannel(exitStatus: nil), RawClient.Reading.end),
        ])
    func `a connection can be ended before a byte is sent`(
        end: ConnectionEnd, seen: RawClient.Reading
    ) throws {
        let delegate = ScriptedDelegate(decide: { _ in .end(end, delayNanoseconds: 0) })
        try withServer(delegate) { server in
            let client = RawClient(port: server.address.port)
            let (bytes, last) = client.readToEnd()
            #expect(bytes.isEmpty)
            #expect(last == seen)
            #expect(server.log.ends(count: 1).map(\.cause) == [.server(end)])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a connection can be ended by a message right after the identification`() throws {
        let end = ConnectionEnd.disconnect(reason: 11, message: "closed today")
        let delegate = ScriptedDelegate(decide: { _ in .end(end, delayNanoseconds: 0) })
        try withServer(delegate) { server in
            let client = RawClient(port: server.address.port)
            let (bytes, last) = client.readToEnd()
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix("SSH-2.0-sftp-double_0.1\r\n"))
            // Packet length, padding length, SSH_MSG_DISCONNECT, reason 11.
            let packet = bytes.dropFirst("SSH-2.0-sftp-double_0.1\r\n".utf8.count)
            #expect(packet.dropFirst(5).prefix(5).elementsEqual([1, 0, 0, 0, 11]))
            #expect(text.contains("closed today"))
            #expect(last == .end)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `nothing is sent before the delay of the connection is over`() throws {
        let delegate = ScriptedDelegate(decide: { _ in .accept(delayNanoseconds: 400_000_000) })
        try withServer(delegate) { server in
            let started = monotonicSeconds()
            let client = RawClient(port: server.address.port)
            #expect(client.read() == .bytes(Array("SSH-2.0-sftp-double_0.1\r\n".utf8)))
            #expect(monotonicSeconds() - started >= 0.4)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a client that leaves during the delay is reported`() throws {
        let delegate = ScriptedDelegate(decide: { _ in
            .accept(delayNanoseconds: 600_000_000_000)
        })
        try withServer(delegate) { server in
            do { _ = RawClient(port: server.address.port) }
            #expect(server.log.ends(count: 1).map(\.cause) == [.client])
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["reset", "fin", "disconnect x", "close 1"])
    func `a client that does not read delays an end by a second at most`(command: String) throws {
        try withServer(ScriptedDelegate()) { server in
            let client = try server.login()
            let flooded = try client.openSFTP()
            try client.write(flooded, "command:flood \(1 << 30)")
            let started = monotonicSeconds()
            let channel = try client.openSFTP()
            try client.write(channel, "command:\(command)")
            if command == "close 1" {
                while server.log.closedCount < 1, monotonicSeconds() < started + 20 {
                    sched_yield()
                }
                #expect(server.log.closedCount == 1)
            } else {
                #expect(server.log.ends(count: 1).count == 1)
            }
            #expect(monotonicSeconds() - started < 15)
        }
    }
}
