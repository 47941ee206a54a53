import SFTPServer
import SSHTransport
import Scenario
import StrictJSON
import Synchronization
import Testing

@testable import SFTPDouble

/// Logins in several steps, as scenario files say them.
struct LoginTests {
    private let connection = SSHConnectionInfo(
        number: 1, peerAddress: "127.0.0.1", peerPort: 40_000)

    private struct WrongScenario: Error {}

    private func configuration(_ members: String) throws -> Configuration {
        let text = "{\"version\": 1, \(members)}"
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "t.json", text: text)])
        guard let scenario, diagnostics.isEmpty else { throw WrongScenario() }
        return try Configuration(scenario, drawnSeed: 1)
    }

    private func delegate(_ members: String) throws -> DoubleDelegate {
        let configuration = try configuration(members)
        let delegate = DoubleDelegate(
            context: try ServerContext(configuration),
            authenticator: Authenticator(configuration),
            offered: configuration.authenticationMethods)
        _ = delegate.connectionRequested(connection)
        return delegate
    }

    private func decide(
        _ delegate: DoubleDelegate, _ credential: AuthenticationAttempt.Credential
    ) -> AuthenticationDecision {
        delegate.authenticate(
            connection, AuthenticationAttempt(user: "demo", credential: credential, number: 1))
    }

    private func verdict(
        _ delegate: DoubleDelegate, _ credential: AuthenticationAttempt.Credential
    ) -> String {
        switch decide(delegate, credential).verdict {
        case .accept: "accept"
        case .deny: "deny"
        case .partialSuccess: "partial"
        case .prompt(_, _, let prompts): "ask " + prompts.map(\.text).joined(separator: ",")
        case .changePassword(let prompt, _): prompt
        case .end(let end): "\(end)"
        }
    }

    private static let user = #""name": "demo", "password": "demo""#
    private static let questions = #"{"prompts": [{"text": "Code", "answer": "1"}]}"#

    @Test func `each round of questions has to be answered right`() throws {
        let rounds = #"[{"prompts": ["Password"]}, \#(Self.questions)]"#
        let users = #""users": [{\#(Self.user), "prompts": \#(rounds)}]"#
        let delegate = try delegate(users)
        #expect(verdict(delegate, .keyboardInteractiveStart) == "ask Password")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["demo"], round: 1)) == "ask Code")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["demo"], round: 2)) == "deny")
        #expect(verdict(delegate, .keyboardInteractiveStart) == "ask Password")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["1"], round: 1)) == "deny")
        #expect(verdict(delegate, .keyboardInteractiveStart) == "ask Password")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["demo"], round: 1)) == "ask Code")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["1"], round: 2)) == "accept")
    }

    @Test func `the methods of a way in have to be passed in their order`() throws {
        let delegate = try delegate(
            #""users": [{\#(Self.user), "steps": [["password", "keyboard-interactive"]]}]"#)
        #expect(verdict(delegate, .keyboardInteractiveStart) == "deny")
        let half = decide(delegate, .password("demo"))
        guard case .partialSuccess = half.verdict else {
            Issue.record("\(half.verdict)")
            return
        }
        #expect(half.remaining == .keyboardInteractive)
        #expect(verdict(delegate, .password("demo")) == "deny")
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["demo"], round: 1)) == "accept")
    }

    @Test func `an expired password has to be changed, and the new one is right`() throws {
        let delegate = try delegate(#""users": [{\#(Self.user), "passwordExpired": true}]"#)
        let expired = "Your password has expired."
        #expect(verdict(delegate, .password("wrong")) == "deny")
        #expect(verdict(delegate, .password("demo")) == expired)
        #expect(
            verdict(delegate, .passwordChange(old: "demo", new: "demo"))
                == "That is not a new password.")
        #expect(verdict(delegate, .passwordChange(old: "wrong", new: "new")) == "deny")
        #expect(verdict(delegate, .passwordChange(old: "demo", new: "new")) == "accept")
        #expect(verdict(delegate, .password("demo")) == "deny")
        #expect(verdict(delegate, .password("new")) == "accept")
    }

    @Test func `as many wrong attempts as are allowed end the connection, none not counted`()
        throws
    {
        let delegate = try delegate(#""server": {"authentication": {"maxAttempts": 2}}"#)
        #expect(verdict(delegate, .none) == "deny")
        #expect(verdict(delegate, .password("a")) == "deny")
        let end = ConnectionEnd.disconnect(
            reason: 2, message: "Too many authentication failures")
        #expect(verdict(delegate, .password("b")) == "\(end)")
    }

    @Test(arguments: [true, false])
    func `passwords stand in the journal where that is asked for only`(isLogged: Bool) throws {
        let delegate = try delegate(
            #""server": {"authentication": {"logPasswords": \#(isLogged)}}"#)
        _ = verdict(delegate, .password("sesame"))
        let messages = delegate.context.journal.entries.compactMap(\.message)
        #expect(messages.contains("presented \"sesame\"") == isLogged)
        #expect(messages.contains { $0.contains("sesame") } == isLogged)
    }

    @Test func `the limit of sessions is the scenario's`() throws {
        #expect(try configuration(#""server": {"maxSessions": 10}"#).maximumSessions == 10)
        #expect(try configuration(#""seed": 1"#).maximumSessions == nil)
    }

    @Test(arguments: ["userAuthRequest", "userAuthResult"])
    func `a fault of the stream comes with the answer to an attempt`(event: String) throws {
        let delegate = try delegate(
            #""rules": [{"on": "\#(event)", "do": {"stall": "everything"}}]"#)
        #expect(decide(delegate, .password("demo")).faults.count == 1)
    }

    @Test func `faults and delays come with the answers about channels`() throws {
        let delegate = try delegate(
            #"""
            "rules": [{
                "on": ["channelOpen", "subsystemRequest"],
                "do": {"delay": "1s", "stall": "everything"}
            }]
            """#)
        let opened = delegate.channelRequested(
            connection, user: "demo", ChannelOpening(number: 1))
        #expect(opened.faults.count == 1)
        #expect(opened.delayNanoseconds == 1_000_000_000)
        let asked = delegate.channelAsked(
            connection, user: "demo",
            ChannelRequest(channel: 1, name: "subsystem", argument: "sftp"))
        #expect(asked.faults.count == 1)
        #expect(asked.delayNanoseconds == 1_000_000_000)
    }

    @Test func `what a rule says on one answer counts for the round`() throws {
        let delegate = try delegate(
            #"""
            "rules": [{
                "on": "userAuthRequest", "when": {"method": "keyboard-interactive-1"}, "times": 1,
                "do": {
                    "auth": {"ask": \#(Self.questions)}, "banner": "hello",
                    "login": {"home": "/a"}, "stall": "everything"
                }
            }]
            """#)
        _ = decide(delegate, .keyboardInteractiveStart)
        let decision = decide(delegate, .keyboardInteractiveAnswers(["demo"], round: 1))
        guard case .prompt(_, _, let prompts) = decision.verdict else {
            Issue.record("\(decision.verdict)")
            return
        }
        #expect(prompts.map(\.text) == ["Code"])
        #expect(decision.banner == "hello")
        #expect(decision.faults.count == 1)
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["1"], round: 2)) == "accept")
        let login = delegate.connections.withLock { $0[1]?.login }
        #expect(login?.home == Array("/a".utf8))
    }

    private func home(_ delegate: DoubleDelegate) -> [UInt8]? {
        delegate.connections.withLock { $0[1]?.login.home }
    }

    @Test func `the home a rule gives to an attempt that fails is not that of the next`() throws {
        let delegate = try delegate(
            #"""
            "rules": [{"on": "userAuthRequest", "times": 1, "when": {"method": "password"},
                "do": {"login": {"home": "/a", "root": "/b"}}}]
            """#)
        #expect(verdict(delegate, .password("wrong")) == "deny")
        #expect(home(delegate) == nil)
        #expect(verdict(delegate, .password("demo")) == "accept")
        #expect(home(delegate) == nil)
        #expect(delegate.connections.withLock { $0[1]?.login.root } == nil)
    }

    @Test func `the home given with a first half outlasts a second half that fails`() throws {
        let delegate = try delegate(
            #"""
            "server": {"authentication": {"steps": [["password", "keyboard-interactive"]]}},
            "rules": [{"on": "userAuthRequest", "when": {"method": "password"},
                "do": {"login": {"home": "/a"}}},
                {"on": "userAuthRequest", "when": {"method": "keyboard-interactive"}, "times": 1,
                "do": {"login": {"home": "/b"}}}]
            """#)
        #expect(verdict(delegate, .password("demo")) == "partial")
        _ = decide(delegate, .keyboardInteractiveStart)
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["wrong"], round: 1)) == "deny")
        #expect(home(delegate) == Array("/a".utf8))
    }

    @Test func `an end on one answer is followed by what came of the attempt`() throws {
        let delegate = try delegate(
            #"""
            "rules": [{"on": "userAuthRequest", "when": {"method": "keyboard-interactive-1"},
                "do": {"connection": "fin"}}]
            """#)
        _ = decide(delegate, .keyboardInteractiveStart)
        #expect(verdict(delegate, .keyboardInteractiveAnswers(["demo"], round: 1)) == "fin")
        let events = delegate.context.journal.entries.suffix(2)
        #expect(events.map(\.kind) == [.userAuthRequest, .userAuthResult])
        let lines = String(decoding: delegate.context.journal.lines, as: UTF8.self)
        let last = try #require(lines.split(separator: "\n").last)
        #expect(last.contains(#""event":"userAuthResult""#))
        #expect(last.contains(#""status":"PERMISSION_DENIED""#))
    }
}
