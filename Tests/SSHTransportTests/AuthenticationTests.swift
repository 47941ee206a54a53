import CLibSSH
import Glibc
import SSHTransport
import Testing

@Suite(.serialized) struct AuthenticationTests {
    private typealias Decision = AuthenticationDecision

    @Test(.timeLimit(.minutes(1)))
    func `none is put to the delegate with the user name`() throws {
        let delegate = ScriptedDelegate()
        try withServer(delegate) { server in
            var options = TestClient.Options()
            options.user = "änne"
            let client = try server.connect(options)
            #expect(client.authenticateNone() == .success)
            let attempt = try #require(server.log.attempts.first)
            #expect(attempt.user == "änne")
            #expect(attempt.number == 1)
            guard case .none = attempt.credential else {
                Issue.record("\(attempt.credential)")
                return
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a wrong password is denied with the remaining methods, the right one accepted`() throws {
        let delegate = ScriptedDelegate(answer: { attempt in
            if case .password("right") = attempt.credential {
                return Decision(verdict: .accept, remaining: [])
            }
            return Decision(verdict: .deny, remaining: [.password, .keyboardInteractive])
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.authenticate(password: "wrong") == .denied)
            #expect(client.remaining == [.password, .keyboardInteractive])
            #expect(client.authenticate(password: "right") == .success)
            #expect(server.log.attempts.map(\.number) == [1, 2])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a public key is offered first and proved by a checked signature after`() throws {
        let key = try ClientKey()
        let line = key.line
        let delegate = ScriptedDelegate(answer: { attempt in
            switch attempt.credential {
            case .publicKeyOffer(line), .publicKey(line):
                Decision(verdict: .accept, remaining: [])
            default: Decision(verdict: .deny, remaining: [.publicKey])
            }
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.offer(try ClientKey()) == .denied)
            #expect(client.offer(key) == .success)
            #expect(client.authenticate(key) == .success)
            let kinds = server.log.attempts.map { attempt in
                switch attempt.credential {
                case .publicKeyOffer(line): "offer"
                case .publicKeyOffer: "other offer"
                case .publicKey(line): "proof"
                default: "\(attempt.credential)"
                }
            }
            #expect(kinds == ["other offer", "offer", "proof"])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `keyboard-interactive asks round after round and hands over the answers`() throws {
        let delegate = ScriptedDelegate(answer: { attempt in
            switch attempt.credential {
            case .keyboardInteractiveStart:
                Decision(
                    verdict: .prompt(
                        instruction: "Zwei Fragen",
                        prompts: [
                            Decision.Prompt(text: "Name: ", echo: true),
                            Decision.Prompt(text: "Größe: ", echo: false),
                        ]), remaining: [])
            case .keyboardInteractiveAnswers(["Anne", "170"], round: 1):
                Decision(
                    verdict: .prompt(
                        instruction: "", prompts: [Decision.Prompt(text: "PIN: ", echo: false)]),
                    remaining: [])
            case .keyboardInteractiveAnswers(["1234"], round: 2):
                Decision(verdict: .accept, remaining: [])
            default: Decision(verdict: .deny, remaining: [.keyboardInteractive])
            }
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.interactive() == .info)
            #expect(client.round.instruction == "Zwei Fragen")
            #expect(client.round.prompts == ["Name: ", "Größe: "])
            #expect(client.round.echoes == [true, false])
            client.answer(["Anne", "170"])
            #expect(client.interactive() == .info)
            #expect(client.round.prompts == ["PIN: "])
            client.answer(["1234"])
            #expect(client.interactive() == .success)
            #expect(server.log.attempts.map(\.user) == ["tester", "tester", "tester"])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `partial success names what must follow`() throws {
        let key = try ClientKey()
        let delegate = ScriptedDelegate(answer: { attempt in
            switch attempt.credential {
            case .publicKeyOffer: Decision(verdict: .accept, remaining: [])
            case .publicKey: Decision(verdict: .partialSuccess, remaining: [.password])
            case .password: Decision(verdict: .accept, remaining: [])
            default: Decision(verdict: .deny, remaining: [.publicKey])
            }
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.authenticateNone() == .denied)
            #expect(client.remaining == [.publicKey])
            #expect(client.authenticate(key) == .partial)
            #expect(client.remaining == [.password])
            #expect(client.authenticate(password: "x") == .success)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an empty list of remaining methods is answered, not swallowed`() throws {
        let delegate = ScriptedDelegate(answer: { _ in Decision(verdict: .deny, remaining: []) })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.authenticate(password: "x") == .denied)
            #expect(client.remaining == [])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a prompt in answer to a password is a denial`() throws {
        let delegate = ScriptedDelegate(answer: { _ in
            Decision(verdict: .prompt(instruction: "", prompts: []), remaining: [.password])
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.authenticate(password: "x") == .denied)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the banner comes before the first reply`() throws {
        try withServer(ScriptedDelegate(), configure: { $0.banner = "Grüße\n" }) { server in
            let client = try server.login()
            #expect(client.banner == "Grüße\n")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a delayed reply holds up its own connection only`() throws {
        let delegate = ScriptedDelegate(answer: { attempt in
            Decision(
                verdict: .accept, remaining: [],
                delayNanoseconds: attempt.user == "slow" ? 5_000_000_000 : 0)
        })
        try withServer(delegate) { server in
            let started = monotonicSeconds()
            let slow = Worker {
                var options = TestClient.Options()
                options.user = "slow"
                let client = try server.connect(options)
                let outcome = client.authenticateNone()
                return (outcome, monotonicSeconds() - started)
            }
            #expect(server.log.waitForAttempt())
            for _ in 0..<5 {
                let client = try server.login()
                let channel = try client.openSFTP()
                try client.write(channel, "hello")
                #expect(client.readText(channel, count: 5) == "hello")
            }
            let others = monotonicSeconds() - started
            let (outcome, seconds) = try #require(try slow.wait())
            #expect(outcome == .success)
            #expect(seconds >= 5)
            #expect(others < seconds)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a client that leaves during a delay is reported at once`() throws {
        let delegate = ScriptedDelegate(answer: { _ in
            Decision(verdict: .accept, remaining: [], delayNanoseconds: 600_000_000_000)
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            ssh_set_blocking(client.session, 0)
            _ = client.authenticateNone()
            #expect(server.log.waitForAttempt { _ = client.authenticateNone() })
            client.disconnect()
            #expect(server.log.ends(count: 1).map(\.cause) == [.client])
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [2, 11, 14, 70_000] as [UInt32])
    func `an end in place of a verdict ends the connection, with its reason`(
        reason: UInt32
    ) throws {
        let delegate = ScriptedDelegate(answer: { _ in
            Decision(verdict: .end(.disconnect(reason: reason, message: "not you")), remaining: [])
        })
        try withServer(delegate) { server in
            let client = try server.connect()
            #expect(client.authenticate(password: "x") != .success)
            #expect(client.error == "Received SSH_MSG_DISCONNECT: \(reason):not you")
            let cause = DisconnectCause.server(.disconnect(reason: reason, message: "not you"))
            #expect(server.log.ends(count: 1).map(\.cause) == [cause])
        }
    }
}
