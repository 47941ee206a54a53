import Glibc
import SSHTransport
import Testing

@Suite(.serialized) struct IdentificationTests {
    private static let usual = "SSH-2.0-sftp-double_0.1\r\n"

    private static func delegate(
        _ change: @escaping @Sendable (inout IdentificationDecision) -> Void
    ) -> ScriptedDelegate {
        ScriptedDelegate(greet: { _ in
            var decision = IdentificationDecision()
            change(&decision)
            return decision
        })
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ([], "SSH-2.0-x", "\r\n", "SSH-2.0-x\r\n"),
            (["hello", "SS"], nil, "\r\n", "hello\r\nSS\r\n" + usual),
            ([], "SSH-2.0-", "\r\n", "SSH-2.0-\r\n"),
            ([], nil, "\n", "SSH-2.0-sftp-double_0.1\n"),
            ([], "SSH-1.99-old", "\r\n", "SSH-1.99-old\r\n"),
            (
                [], "SSH-2.0-" + String(repeating: "x", count: 5000), "\r\n",
                "SSH-2.0-" + String(repeating: "x", count: 5000) + "\r\n"
            ),
            (["late"], "220 ftp", "", "late\r\n220 ftp"),
        ] as [([String], String?, String, String)])
    func `exactly the bytes asked for come first`(
        before: [String], line: String?, end: String, seen: String
    ) throws {
        let delegate = Self.delegate { decision in
            decision.identification.preamble = before.flatMap { Array(($0 + "\r\n").utf8) }
            decision.identification.line = line.map { Array($0.utf8) }
            decision.identification.lineEnd = Array(end.utf8)
        }
        try withServer(delegate) { server in
            let client = RawClient(port: server.address.port)
            var bytes: [UInt8] = []
            while bytes.count < seen.utf8.count, case .bytes(let more) = client.read() {
                bytes += more
            }
            #expect(String(decoding: bytes, as: UTF8.self) == seen)
            // And nothing of libssh's own line behind it.
            client.send("SSH-2.0-test\r\n")
            guard case .bytes(let packet) = client.read() else {
                Issue.record("no SSH_MSG_KEXINIT")
                return
            }
            #expect(packet.dropFirst(5).first == 20)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a line of its own is part of what both sides sign`() throws {
        let delegate = Self.delegate { decision in
            decision.identification.line = Array("SSH-2.0-another_1.0 and a comment".utf8)
            decision.identification.lineEnd = [10]
        }
        try withServer(delegate) { server in
            let client = try server.login()
            _ = try client.openSFTP()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the next connection gets the usual line`() throws {
        let delegate = ScriptedDelegate(greet: { info in
            var decision = IdentificationDecision()
            if info.number == 1 { decision.identification.line = Array("SSH-2.0-one".utf8) }
            return decision
        })
        try withServer(delegate) { server in
            let lines = (1...2).map { _ in RawClient(port: server.address.port).read() }
            #expect(
                lines == [.bytes(Array("SSH-2.0-one\r\n".utf8)), .bytes(Array(Self.usual.utf8))])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `nothing is said to the end of the login time, whatever the client says`() throws {
        let delegate = Self.delegate { $0.identification.isAbsent = true }
        try withServer(delegate, configure: { $0.loginTimeoutNanoseconds = 1_000_000_000 }) {
            server in
            let started = monotonicSeconds()
            let client = RawClient(port: server.address.port)
            client.send("SSH-2.0-test\r\n")
            let (bytes, last) = client.readToEnd()
            #expect(bytes.isEmpty)
            // The client's line was never read, so that the end of it is a reset.
            #expect(last == .error(ECONNRESET))
            #expect(monotonicSeconds() - started >= 1)
            #expect(server.log.ends(count: 1).map(\.cause) == [.loginTimeout])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the line comes late`() throws {
        let delegate = Self.delegate { $0.delayNanoseconds = 300_000_000 }
        try withServer(delegate) { server in
            let started = monotonicSeconds()
            let client = RawClient(port: server.address.port)
            #expect(client.read() == .bytes(Array(Self.usual.utf8)))
            #expect(monotonicSeconds() - started >= 0.3)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (ConnectionEnd.reset, RawClient.Reading.error(ECONNRESET)),
            (ConnectionEnd.fin, RawClient.Reading.end),
        ])
    func `a connection can end in the place of the line`(
        end: ConnectionEnd, seen: RawClient.Reading
    ) throws {
        try withServer(Self.delegate { $0.end = end }) { server in
            let (bytes, last) = RawClient(port: server.address.port).readToEnd()
            #expect(bytes.isEmpty)
            #expect(last == seen)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 12, 4_294_967_295] as [UInt32])
    func `before there are keys a disconnect message has the reason asked for`(
        reason: UInt32
    ) throws {
        let end = ConnectionEnd.disconnect(reason: reason, message: "too many")
        try withServer(Self.delegate { $0.end = end }) { server in
            let (bytes, last) = RawClient(port: server.address.port).readToEnd()
            let packet = Array(bytes.dropFirst(Self.usual.utf8.count))
            let number = withUnsafeBytes(of: reason.bigEndian) { Array($0) }
            #expect(packet.count % 8 == 0)
            #expect(packet.prefix(4).elementsEqual([0, 0, 0, UInt8(packet.count - 4)]))
            #expect(
                packet.dropFirst(5).prefix(21).elementsEqual(
                    [1] + number + [0, 0, 0, 8] + Array("too many".utf8) + [0, 0, 0, 0]))
            #expect(packet.count - 5 - 21 == Int(packet[4]) && packet[4] >= 4)
            #expect(last == .end)
        }
    }
}
