import SFTPServer
import SSHTransport
import Scenario
import StrictJSON
import Testing

@testable import SFTPDouble

/// A double of a scenario without sockets: what the transport would ask is asked by the test.
struct Front {
    let configuration: Configuration
    let delegate: DoubleDelegate

    /// `text` is what stands behind the version of a scenario file.
    init(_ text: String) throws {
        let source = SourceText(name: "test", text: #"{"version": 1, \#(text)}"#)
        let (scenario, diagnostics) = ScenarioLoader.load(files: [source])
        for diagnostic in diagnostics where diagnostic.severity == .error {
            Issue.record("\(diagnostic.message)")
        }
        configuration = try Configuration(try #require(scenario), drawnSeed: 1)
        delegate = DoubleDelegate(
            context: try ServerContext(configuration),
            authenticator: Authenticator(configuration),
            offered: configuration.authenticationMethods,
            greeting: configuration.transport.greeting, seed: configuration.seed,
            places: ConnectionPlaces(configuration.limits, users: configuration.userLimits))
    }

    static func info(_ number: Int) -> SSHConnectionInfo {
        SSHConnectionInfo(
            number: number, peerAddress: "127.0.0.1", peerPort: 40_000,
            clientIdentification: "SSH-2.0-Test")
    }

    /// A connection that asks to be let in.
    @discardableResult
    func connect(_ number: Int = 1) -> ConnectionDecision {
        delegate.connectionRequested(Self.info(number))
    }

    /// An attempt to log in.
    func login(
        _ user: String, _ credential: AuthenticationAttempt.Credential, on connection: Int = 1
    ) -> AuthenticationDecision {
        delegate.authenticate(
            Self.info(connection),
            AuthenticationAttempt(user: user, credential: credential, number: 1))
    }

    /// An SFTP session of version 3 of somebody who is in.
    func session(_ user: String, on connection: Int = 1) -> FrontSession {
        let channel = RecordingChannel()
        let handler = delegate.openSession(Self.info(connection), user: user, channel: channel)
        return FrontSession(handler: handler, channel: channel)
    }
}

/// A session and its client.
struct FrontSession {
    let handler: any SSHChannelHandler
    let channel: RecordingChannel

    init(handler: any SSHChannelHandler, channel: RecordingChannel) {
        self.handler = handler
        self.channel = channel
        // INIT, version 3.
        _ = exchange([0, 0, 0, 5, 1, 0, 0, 0, 3])
    }

    /// The type and the bytes behind the id that answer a request with one path.
    func ask(_ type: UInt8, _ path: String) -> (type: UInt8?, payload: [UInt8]) {
        let bytes = Array(path.utf8)
        let count = UInt8(clamping: bytes.count)
        let reply = exchange([0, 0, 0, 9 + count, type, 0, 0, 0, 7, 0, 0, 0, count] + bytes)
        return (reply.dropFirst(4).first, Array(reply.dropFirst(9)))
    }

    /// What REALPATH makes of a path.
    func realpath(_ path: String) -> String {
        // Count and length of the name stand before it.
        let payload = ask(16, path).payload
        let count = payload.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return String(decoding: payload.dropFirst(8).prefix(count), as: UTF8.self)
    }

    /// Whether STAT finds something.
    func exists(_ path: String) -> Bool { ask(17, path).type == 105 }

    private func exchange(_ bytes: [UInt8]) -> [UInt8] {
        _ = bytes.withUnsafeBytes { handler.received($0) }
        var output: [UInt8] = []
        handler.sendOutput {
            output += $0; return $0.count
        }
        return output
    }
}

/// A channel that keeps what it is told.
final class RecordingChannel: SSHChannel {
    private(set) var end: ConnectionEnd?
    private(set) var faults: [StreamFault] = []

    func schedule(after nanoseconds: UInt64, token: UInt64) {}
    func wake() {}
    func end(_ end: ConnectionEnd) { self.end = self.end ?? end }
    func disturb(_ fault: StreamFault) { faults.append(fault) }
}
