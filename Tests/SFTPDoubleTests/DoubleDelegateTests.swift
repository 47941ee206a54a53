import SFTPServer
import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

/// What happens before a session: the TCP connection and its login.
struct DoubleDelegateTests {
    private let connection = SSHConnectionInfo(
        number: 1, peerAddress: "127.0.0.1", peerPort: 40_000)

    private func delegate(_ rules: [Rule]) throws -> DoubleDelegate {
        let scenario = Scenario(
            users: [
                UserSpec(name: "alice", password: "wonder"),
                UserSpec(name: "bob", password: "builder"),
            ], rules: rules)
        let configuration = try Configuration(scenario, drawnSeed: 1)
        return DoubleDelegate(
            context: try ServerContext(configuration),
            authenticator: Authenticator(
                accounts: configuration.accounts, offered: configuration.authenticationMethods),
            offered: configuration.authenticationMethods)
    }

    private func login(
        _ delegate: DoubleDelegate, _ user: String,
        _ credential: AuthenticationAttempt.Credential
    ) -> String {
        let attempt = AuthenticationAttempt(user: user, credential: credential, number: 1)
        return "\(delegate.authenticate(connection, attempt).verdict)"
    }

    @Test func `delays before the first byte add up and saturate`() throws {
        let rules = [UInt64(5), 7, .max].map { nanoseconds in
            Rule(
                name: "slow \(nanoseconds)", events: [.connectionRequest],
                effects: [.delay(nanoseconds: nanoseconds, holdsSession: true)],
                continues: true)
        }
        #expect(
            try delegate(Array(rules.prefix(2))).connectionRequested(connection)
                == .accept(delayNanoseconds: 12))
        #expect(
            try delegate(rules).connectionRequested(connection)
                == .accept(delayNanoseconds: .max))
    }

    @Test func `a first half counts for the user who gave it only`() throws {
        let delegate = try delegate([
            Rule(
                name: "two factors", events: [.userAuthRequest],
                effects: [.partialSuccess(remaining: ["keyboard-interactive"])],
                occurrence: Occurrence(times: 1))
        ])
        _ = delegate.connectionRequested(connection)
        #expect(login(delegate, "alice", .password("wonder")) == "partialSuccess")
        #expect(login(delegate, "alice", .password("wonder")) == "deny")
        #expect(login(delegate, "bob", .password("builder")) == "accept")
    }
}
