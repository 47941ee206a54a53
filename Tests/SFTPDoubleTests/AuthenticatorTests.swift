import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

struct AuthenticatorTests {
    private let offered: AuthenticationMethods = [.password, .publicKey, .keyboardInteractive]
    private let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA"

    private var authenticator: Authenticator {
        Authenticator(
            accounts: [
                Account(
                    name: "alice", password: "wonder", publicKeys: [key],
                    home: Array("/home/alice".utf8), uid: 1000, gid: 1000),
                Account(
                    name: "keys", publicKeys: [key], home: Array("/".utf8), uid: 1002, gid: 1002),
                Account(name: "open", home: Array("/".utf8), uid: 1001, gid: 1001),
            ], offered: offered)
    }

    private func verdict(
        _ user: String, _ credential: AuthenticationAttempt.Credential,
        remaining: AuthenticationMethods? = nil
    ) -> String {
        let attempt = AuthenticationAttempt(user: user, credential: credential, number: 1)
        return "\(authenticator.verdict(attempt, remaining: remaining ?? offered).verdict)"
    }

    @Test func `the right password is accepted, any other denied`() {
        #expect(verdict("alice", .password("wonder")) == "accept")
        #expect(verdict("alice", .password("Wonder")) == "deny")
        #expect(verdict("alice", .password("")) == "deny")
        #expect(verdict("bob", .password("wonder")) == "deny")
    }

    @Test func `a listed key is accepted when offered and when signed`() {
        #expect(verdict("alice", .publicKeyOffer(key)) == "accept")
        #expect(verdict("alice", .publicKey(key)) == "accept")
        #expect(verdict("alice", .publicKey(key + "B")) == "deny")
    }

    @Test func `keyboard-interactive asks for the password`() {
        #expect(verdict("alice", .keyboardInteractiveStart).hasPrefix("prompt"))
        #expect(verdict("alice", .keyboardInteractiveAnswers(["wonder"], round: 1)) == "accept")
        #expect(verdict("alice", .keyboardInteractiveAnswers(["no"], round: 1)) == "deny")
        #expect(verdict("alice", .keyboardInteractiveAnswers([], round: 1)) == "deny")
        #expect(
            verdict("alice", .keyboardInteractiveAnswers(["wonder", ""], round: 1)) == "deny")
    }

    @Test func `a user without a password has no right answer, the empty one neither`() {
        #expect(verdict("keys", .keyboardInteractiveAnswers([""], round: 1)) == "deny")
        #expect(verdict("keys", .keyboardInteractiveAnswers([], round: 1)) == "deny")
        #expect(verdict("keys", .password("")) == "deny")
    }

    @Test func `none is denied unless the user has nothing to present`() {
        #expect(verdict("alice", .none) == "deny")
        #expect(verdict("open", .none) == "accept")
        #expect(verdict("open", .password("anything")) == "accept")
    }

    @Test func `after a first half only the remaining methods count`() {
        #expect(verdict("alice", .password("wonder"), remaining: .publicKey) == "deny")
        #expect(verdict("alice", .publicKey(key), remaining: .publicKey) == "accept")
        #expect(verdict("open", .none, remaining: .publicKey) == "deny")
    }

    @Test func `a rule that accepts lets clients offer any key and open any dialogue`() {
        let accepting = Authenticator(
            accounts: [], offered: offered,
            rules: [
                Rule(
                    name: "all", events: [.userAuthRequest], effects: [.acceptAuthentication])
            ])
        func verdict(
            _ credential: AuthenticationAttempt.Credential, _ remaining: AuthenticationMethods
        ) -> String {
            let attempt = AuthenticationAttempt(user: "eve", credential: credential, number: 1)
            return "\(accepting.verdict(attempt, remaining: remaining).verdict)"
        }
        #expect(verdict(.publicKeyOffer(key), offered) == "accept")
        #expect(verdict(.keyboardInteractiveStart, offered).hasPrefix("prompt"))
        #expect(verdict(.publicKeyOffer(key), .password) == "deny")
        #expect(verdict(.publicKey(key), offered) == "deny")
        #expect(self.verdict("eve", .publicKeyOffer(key)) == "deny")
        #expect(self.verdict("eve", .keyboardInteractiveStart) == "deny")
    }

    private func ruled(_ natural: AuthenticationDecision.Verdict, _ effects: [Effect])
        -> AuthenticationDecision
    {
        authenticator.decision(
            AuthenticationDecision(verdict: natural, remaining: offered), effects: effects)
    }

    @Test func `a rule accepts what is wrong and denies what is right`() {
        #expect("\(ruled(.deny, [.acceptAuthentication]).verdict)" == "accept")
        #expect("\(ruled(.accept, [.denyAuthentication]).verdict)" == "deny")
    }

    @Test func `partial success needs a right first half`() {
        let effect = Effect.partialSuccess(remaining: ["publickey"])
        let right = ruled(.accept, [effect])
        #expect("\(right.verdict)" == "partialSuccess")
        #expect(right.remaining == .publicKey)
        let wrong = ruled(.deny, [effect])
        #expect("\(wrong.verdict)" == "deny")
        #expect(wrong.remaining == offered)
    }

    @Test func `delays add up and saturate`() {
        let delay = Effect.delay(nanoseconds: 5, holdsSession: true)
        #expect(ruled(.accept, [delay, delay]).delayNanoseconds == 10)
        let long = Effect.delay(nanoseconds: .max, holdsSession: true)
        #expect(ruled(.accept, [delay, long]).delayNanoseconds == .max)
    }

    @Test func `method names are those of the RFCs, unknown ones are left out`() {
        let names = ["password", "publickey", "keyboard-interactive", "hostbased"]
        #expect(AuthenticationMethods(names: names) == offered)
        #expect(offered.text == "publickey,password,keyboard-interactive")
    }
}
