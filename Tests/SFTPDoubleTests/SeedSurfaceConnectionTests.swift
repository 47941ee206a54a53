import SFTPServer
import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

/// The points of SeedSurfaceTests about the connection and its login; what they come to on the
/// wire is in the probes of Tests/Clients.
struct SeedSurfaceConnectionTests {
    private static let users = #"""
        "users": [{"name": "alice", "password": "wonder"}, {"name": "bob", "password": "builder"}]
        """#

    // MARK: 13

    @Test func `13 half a success, and another list of methods`() throws {
        let front = try Front(
            Self.users + #"""
                , "rules": [{"on": "userAuthRequest", "when": {"method": "password"},
                "do": {"auth": {"partialSuccess": {"remaining": "keyboard-interactive"}}}}]
                """#)
        front.connect()
        let half = front.login("alice", .password("wonder"))
        #expect("\(half.verdict)" == "partialSuccess" && half.remaining == .keyboardInteractive)
        #expect("\(front.login("alice", .password("wonder")).verdict)" == "deny")
        _ = front.login("alice", .keyboardInteractiveStart)
        let whole = front.login("alice", .keyboardInteractiveAnswers(["wonder"], round: 1))
        #expect("\(whole.verdict)" == "accept")
    }

    @Test(arguments: ["keyboard-interactive-1", "keyboard-interactive-2", nil])
    func `13 many questions, decided answer by answer`(wrong: String?) throws {
        let rule = wrong.map {
            #"{"on": "userAuthRequest", "when": {"method": "\#($0)"}, "do": {"auth": "deny"}}"#
        }
        let front = try Front(
            #"""
            "users": [{"name": "alice", "password": "wonder", "prompts": [{"name": "Two",
            "instruction": "Both.", "prompts": ["Password: ",
            {"text": "Code: ", "echo": true, "answer": "42"}]}]}], "rules": [\#(rule ?? "")]
            """#)
        front.connect()
        guard
            case .prompt(let name, let text, let prompts) =
                front.login("alice", .keyboardInteractiveStart).verdict
        else {
            Issue.record("no questions")
            return
        }
        #expect(
            name == "Two" && text == "Both." && prompts.map(\.text) == ["Password: ", "Code: "])
        #expect(prompts.map(\.echo) == [false, true])
        let decision = front.login(
            "alice", .keyboardInteractiveAnswers(["wonder", "42"], round: 1))
        #expect("\(decision.verdict)" == (wrong == nil ? "accept" : "deny"))
        let events = front.delegate.context.journal.entries.filter { $0.kind == .userAuthRequest }
        #expect(events.count == 3)
    }

    @Test func `13 another password is demanded`() throws {
        let front = try Front(
            Self.users + #"""
                , "rules": [{"on": "userAuthRequest", "when": {"method": "password"}, "times": 1,
                "do": {"auth": {"changePassword": {"prompt": "Too old, ${user}!"}}}}]
                """#)
        front.connect()
        let first = front.login("alice", .password("wonder"))
        guard case .changePassword("Too old, alice!", _) = first.verdict else {
            Issue.record("\(first.verdict)")
            return
        }
        let changed = front.login("alice", .passwordChange(old: "wonder", new: "land"))
        #expect("\(changed.verdict)" == "accept")
        front.connect(2)
        #expect("\(front.login("alice", .password("wonder"), on: 2).verdict)" == "deny")
        #expect("\(front.login("alice", .password("land"), on: 2).verdict)" == "accept")
    }

    @Test func `13 a banner before the answer, and none refused with a chosen list`() throws {
        let front = try Front(
            Self.users + #"""
                , "rules": [{"on": "userAuthRequest", "when": {"method": "none"}, "do": {
                "banner": "Hello, ${user}.", "auth": {"deny": {"remaining":
                ["gssapi-with-mic", "password"]}}}}]
                """#)
        front.connect()
        let decision = front.login("alice", .none)
        #expect("\(decision.verdict)" == "deny" && decision.banner == "Hello, alice.")
        #expect(decision.listed == ["gssapi-with-mic", "password"])
        let next = front.login("alice", .password("wonder"))
        #expect("\(next.verdict)" == "accept" && next.banner == nil)
    }

    @Test func `13 a key is decided on apart from its signature`() throws {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA"
        let front = try Front(
            Self.users + #"""
                , "rules": [{"on": "userAuthRequest", "when": {"publicKey": "*AIAAA"},
                "do": {"auth": "accept"}}]
                """#)
        front.connect()
        // Any key may be offered, but only the one with a rule is good when it has signed.
        #expect("\(front.login("eve", .publicKeyOffer(key + "A")).verdict)" == "accept")
        #expect("\(front.login("eve", .publicKey(key + "A")).verdict)" == "deny")
        #expect("\(front.login("eve", .publicKeyOffer(key)).verdict)" == "accept")
        #expect("\(front.login("eve", .publicKey(key)).verdict)" == "accept")
    }

    @Test func `13 a closure that accepts is asked about keys and answers nobody has`() throws {
        let front = try Front(Self.users)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA"
        front.connect()
        #expect("\(front.login("eve", .publicKeyOffer(key)).verdict)" == "deny")
        #expect("\(front.login("eve", .keyboardInteractiveStart).verdict)" == "deny")
        front.delegate.context.on(.userAuthRequest, .before) { event in
            if event.authentication?.key == key { event.accept() }
            if event.authentication?.answers == [Array("open sesame".utf8)] { event.accept() }
        }
        #expect("\(front.login("eve", .publicKeyOffer(key)).verdict)" == "accept")
        #expect("\(front.login("eve", .publicKey(key)).verdict)" == "accept")
        #expect("\(front.login("eve", .publicKey(key + "B")).verdict)" == "deny")
        let questions = front.login("eve", .keyboardInteractiveStart)
        #expect("\(questions.verdict)".hasPrefix("prompt"))
        let answers = front.login("eve", .keyboardInteractiveAnswers(["open sesame"], round: 1))
        #expect("\(answers.verdict)" == "accept")
    }

    @Test func `13 attempts are capped`() throws {
        let front = try Front(#""server": {"authentication": {"maxAttempts": 2}}"#)
        front.connect()
        #expect("\(front.login("demo", .none).verdict)" == "deny")
        #expect("\(front.login("demo", .password("1")).verdict)" == "deny")
        guard case .end(.disconnect(2, _)) = front.login("demo", .password("2")).verdict else {
            Issue.record("the second refusal did not end the connection")
            return
        }
    }

    // MARK: 14

    private static let tree = #"""
        "files": {"/srv/daily/in/today.txt": {"text": "today"},
        "/srv/daily/in/out": {"symlink": "../../../secret.txt"}, "/secret.txt": {"text": "s"}}
        """#

    @Test(arguments: [true, false], ["user", "rule", "closure"])
    func `14 home, root and jail of a user are set at the login`(jail: Bool, by: String) throws {
        let place = #""home": "/in", "root": "/srv/daily", "jail": \#(jail)"#
        let user = by == "user" ? ", " + place : ""
        let rule = #"""
            {"on": "userAuthRequest", "when": {"user": "alice"}, "do": {"login": {\#(place)}}}
            """#
        let front = try Front(
            #"""
            "users": [{"name": "alice", "password": "wonder"\#(user)},
            {"name": "bob", "password": "builder"}], "rules": [\#(by == "rule" ? rule : "")],
            """# + Self.tree)
        if by == "closure" {
            front.delegate.context.on(.userAuthRequest, .before) { event in
                guard event.user == "alice" else { return }
                let root = RootSpec(path: Array("/srv/daily".utf8), isJail: jail)
                event.begin(at: Array("/in".utf8), below: root)
            }
        }
        front.connect()
        #expect("\(front.login("alice", .password("wonder")).verdict)" == "accept")
        let alice = front.session("alice")
        #expect(alice.realpath(".") == "/in")
        #expect(alice.realpath("../../..") == "/")
        #expect(alice.exists("today.txt") && !alice.exists("/secret.txt"))
        #expect(alice.exists("out") != jail)
        front.connect(2)
        #expect("\(front.login("bob", .password("builder"), on: 2).verdict)" == "accept")
        let bob = front.session("bob", on: 2)
        #expect(bob.realpath(".") == "/home/bob")
        #expect(bob.exists("/secret.txt"))
    }

    // MARK: 15

    @Test func `15 each connection can be shown another host key`() throws {
        let front = try Front(
            #"""
            "rules": [{"on": "connectionRequest", "when": {"connection": [2, 3]},
            "do": {"hostKey": 2}}, {"on": "connectionRequest", "when": {"connection": 4},
            "do": {"hostKey": "fresh"}}]
            """#)
        let keys = (1...4).map { number in
            front.connect(number)
            return front.delegate.hostKeys(Front.info(number))?.first?.fingerprint
        }
        // The first is shown the server's own.
        #expect(keys[0] == nil && keys[1] != nil)
        #expect(keys[1] == keys[2] && keys[2] != keys[3] && keys[3] != nil)
        front.delegate.context.on(.connectionRequest, .before) { $0.show(.number(2)) }
        front.connect(5)
        #expect(front.delegate.hostKeys(Front.info(5))?.first?.fingerprint == keys[1])
    }

    @Test func `15 a server can have several host keys`() throws {
        let front = try Front(
            #""server": {"algorithms": {"hostKeys": ["ssh-ed25519", "ecdsa-sha2-nistp256"]}}"#)
        #expect(front.configuration.hostKeyAlgorithms == [.ed25519, .ecdsa256])
    }

    // MARK: 16, 17

    @Test func `16 connections are refused at TCP, and logins dropped with a word`() throws {
        let front = try Front(
            #"""
            "rules": [{"on": "connectionRequest", "when": {"connection": {"atMost": 2}},
            "do": {"connection": "reset"}}, {"on": "userAuthRequest", "do": {"connection":
            {"disconnect": {"message": "not today"}}}}]
            """#)
        let ends = (1...2).map { front.connect($0) }
        #expect(ends == Array(repeating: .end(.reset, delayNanoseconds: 0), count: 2))
        #expect(front.connect(3) == .accept(delayNanoseconds: 0))
        let decision = front.login("demo", .password("demo"), on: 3)
        guard case .end(.disconnect(11, "not today")) = decision.verdict else {
            Issue.record("\(decision.verdict)")
            return
        }
    }

    @Test func `16 the bytes between new keys are the scenario's`() throws {
        let front = try Front(#""server": {"rekeyAfter": "64KiB"}"#)
        #expect(front.configuration.transport.rekeyAfterBytes == 65_536)
    }

    @Test func `17 each user has speeds of their own, in each direction`() throws {
        let front = try Front(
            #"""
            "users": [{"name": "alice", "password": "a", "throttle": {"up": "1KiB",
            "down": "2KiB"}}, {"name": "bob", "password": "b"}]
            """#)
        front.connect()
        front.connect(2)
        let rates = front.session("alice").channel.faults.map { fault in
            guard case .shape(let direction, let shape, .always) = fault else { return "\(fault)" }
            return "\(direction == .up ? "up" : "down") \(shape.bytesPerSecond ?? 0)"
        }
        #expect(rates == ["up 1024", "down 2048"])
        #expect(front.session("bob", on: 2).channel.faults.isEmpty)
    }

    @Test func `17 connections are capped, and who is idle is dropped`() throws {
        let front = try Front(
            #"""
            "server": {"limits": {"connections": 2}, "idle": {"after": "2s", "end": "reset"}}
            """#)
        #expect(front.connect(1) == .accept(delayNanoseconds: 0))
        #expect(front.connect(2) == .accept(delayNanoseconds: 0))
        #expect(front.connect(3) == .end(.fin, delayNanoseconds: 0))
        #expect(
            front.configuration.transport.idle == IdleSpec(nanoseconds: 2_000_000_000, end: .reset))
    }

    // MARK: 17, 20

    @Test func `17 compression can be the only choice, 20 algorithms are the scenario's`() throws {
        let front = try Front(
            #"""
            "server": {"algorithms": {"compression": ["zlib@openssh.com"],
            "ciphers": ["aes256-ctr", "aes128-ctr"], "keyExchange": ["curve25519-sha256"]}}
            """#)
        let offer = SSHAlgorithms(front.configuration.transport.algorithms)
        #expect(offer.compression == "zlib@openssh.com")
        #expect(offer.ciphers == "aes256-ctr,aes128-ctr")
        #expect(offer.keyExchange == "curve25519-sha256")
        #expect(offer.macs == SSHAlgorithms().macs)
    }

    @Test func `20 the identification is the scenario's, or a rule's`() throws {
        let front = try Front(
            #"""
            "server": {"identification": "SSH-2.0-Mine_1"}, "rules": [{"on": "identification",
            "when": {"connection": 2}, "do": {"identification": "SSH-2.0-Other_2"}}]
            """#)
        #expect(front.configuration.identification == "Mine_1")
        for (number, line) in [(1, "SSH-2.0-Mine_1"), (2, "SSH-2.0-Other_2")] {
            front.connect(number)
            let said = front.delegate.identify(Front.info(number)).identification
            #expect(said.line == Array(line.utf8))
        }
    }
}
