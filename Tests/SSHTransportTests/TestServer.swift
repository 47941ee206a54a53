import Logging
import SSHTransport
import Testing

/// A server on a free port of the loopback, stopped when `body` is done.
func withServer<R>(
    _ delegate: ScriptedDelegate,
    configure: (inout SSHServerConfiguration) -> Void = { _ in },
    _ body: (TestServer) throws -> R
) throws -> R {
    var configuration = SSHServerConfiguration(hostKeys: [try HostKey.generate(.ed25519)])
    configure(&configuration)
    let server = try SSHServer(
        configuration: configuration, delegate: delegate, logger: Logger(label: "test"))
    let address = try server.start()
    defer { server.stop() }
    return try body(
        TestServer(server: server, address: address, delegate: delegate))
}

struct TestServer {
    var server: SSHServer
    var address: SSHServerAddress
    var delegate: ScriptedDelegate

    var log: CallLog { delegate.log }

    /// A client that has finished the key exchange.
    func connect(_ options: TestClient.Options = TestClient.Options()) throws -> TestClient {
        let client = try TestClient(port: address.port, options: options)
        try client.connect()
        return client
    }

    /// A client that is logged in by `none`.
    func login(_ options: TestClient.Options = TestClient.Options()) throws -> TestClient {
        let client = try connect(options)
        #expect(client.authenticateNone() == .success)
        return client
    }
}
