import SFTPServer
import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

/// What closures say of a login, by what the transport is told to answer.
@Suite struct LoginClosureTests {
    private func front(_ body: @escaping EventHandler) throws -> Front {
        let front = try Front(#""seed": 1"#)
        front.delegate.context.on(.userAuthRequest, .before, body)
        front.connect()
        return front
    }

    private func verdict(_ decision: AuthenticationDecision) -> String {
        switch decision.verdict {
        case .accept: "accept"
        case .deny: "deny"
        case .partialSuccess: "partial"
        case .prompt(_, _, let prompts): "ask " + prompts.map(\.text).joined(separator: ",")
        case .changePassword(let prompt, let language): "change \(prompt) \(language)"
        case .end(let end): "\(end)"
        }
    }

    @Test func `deny listing tells the client these methods, served or not`() throws {
        let front = try front { $0.deny(listing: ["hostbased", "gssapi-with-mic"]) }
        let decision = front.login("demo", .password("demo"))
        #expect(verdict(decision) == "deny")
        #expect(decision.listed == ["hostbased", "gssapi-with-mic"])
    }

    @Test func `ask puts another round behind the right answers`() throws {
        let front = try front { event in
            guard event.method == "keyboard-interactive-1" else { return }
            event.ask(PromptRound(prompts: [.init(text: "Code", answer: "1")]))
        }
        #expect(verdict(front.login("demo", .keyboardInteractiveStart)) == "ask Password: ")
        let answer = AuthenticationAttempt.Credential.keyboardInteractiveAnswers(["demo"], round: 1)
        #expect(verdict(front.login("demo", answer)) == "ask Code")
    }

    @Test func `a change of the password is asked for when the one given is right`() throws {
        let front = try front { $0.demandPasswordChange(prompt: "Too old", language: "de") }
        #expect(verdict(front.login("demo", .password("wrong"))) == "deny")
        #expect(verdict(front.login("demo", .password("demo"))) == "change Too old de")
    }

    @Test func `a banner is sent before the answer`() throws {
        let front = try front { $0.banner("Mind the gap.\n") }
        let decision = front.login("demo", .password("demo"))
        #expect(decision.banner == "Mind the gap.\n")
        #expect(verdict(decision) == "accept")
    }

    @Test func `accept, deny and a part of the way decide whatever was presented`() throws {
        let all = try front { $0.accept() }
        #expect(verdict(all.login("demo", .password("wrong"))) == "accept")
        let none = try front { $0.deny() }
        #expect(verdict(none.login("demo", .password("demo"))) == "deny")
        let half = try front { $0.acceptPartly(remaining: ["publickey"]) }
        let decision = half.login("demo", .password("demo"))
        #expect(verdict(decision) == "partial")
        #expect(decision.listed == ["publickey"])
    }

    @Test func `a login begins where the closure says`() throws {
        let front = try front { $0.begin(at: Array("/home".utf8)) }
        #expect(verdict(front.login("demo", .password("demo"))) == "accept")
        #expect(front.session("demo").realpath(".") == "/home")
    }
}
