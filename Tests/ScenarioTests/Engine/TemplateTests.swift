import Testing

@testable import SFTPWire
@testable import Scenario
@testable import StrictJSON

/// `${…}` in the texts of a rule, as the engine fills them.
@Suite struct TemplateTests {
    private func event(_ path: String = "/in/a.txt", connection: Int = 3) -> Event {
        var event = Event(
            kind: .fileWrite, phase: .before, connection: connection, user: "alice")
        event.path = Array(path.utf8)
        event.handle = [0, 0xff]
        event.request = .write
        event.requestID = 9
        event.version = 3
        event.session = 2
        event.peer = EventPeer(address: "127.0.0.1", port: 4_242, client: "SSH-2.0-x")
        event.offset = 10
        event.length = 20
        event.wallSeconds = 1_709_208_000
        return event
    }

    private func engine(_ message: String, more: String = "", seed: UInt64 = 7) throws
        -> ScenarioEngine
    {
        let scenario = try self.scenario(
            """
            {"version": 1, "rules": [{"on": "fileWrite", \(more) "do": {"status":
              {"code": "FAILURE", "message": \(JSONText.quoted(Array(message.utf8)))}}}]}
            """)
        return ScenarioEngine(rules: scenario.rules, seed: seed)
    }

    private func scenario(_ text: String) throws -> Scenario {
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "t.json", bytes: Array(text.utf8))])
        #expect(diagnostics.map(\.message) == [])
        return try #require(scenario)
    }

    private func message(_ engine: inout ScenarioEngine, _ event: Event) -> String {
        let decision = engine.decide(event)
        guard case .status(let status)? = decision?.effects.first else {
            Issue.record("the rule answers with a status")
            return ""
        }
        return String(decoding: status.message?.bytes ?? [], as: UTF8.self)
    }

    @Test(arguments: [
        ("no placeholder: $ { } $x", "no placeholder: $ { } $x"),
        ("$${path} stays", "${path} stays"),
        ("${path} of ${user}", "/in/a.txt of alice"),
        ("${name}|${handle}|${newPath}|", "a.txt|00ff||"),
        ("${connection}.${session} ${address}:${port}", "3.2 127.0.0.1:4242"),
        ("${client} v${version} ${request} ${id}", "SSH-2.0-x v3 WRITE 9"),
        ("${offset}+${length} ${status}${method}${extension}", "10+20 "),
        ("${now}", "2024-02-29T12:00:00Z"),
    ])
    func `a placeholder becomes what the event says, nothing where it has no such field`(
        text: String, filled: String
    ) throws {
        var engine = try engine(text)
        #expect(message(&engine, event()) == filled)
    }

    @Test(arguments: [
        (#"/in/(.*)\\.txt"#, "${1}", "a"),
        (#"/in/((.)-)?(a).txt$"#, "${1}|${2}|${3}", "||a"),
        (#"(/[a-z]+)+"#, "${1}", "/a"),
        (#"([a-z]*)[.]"#, "<${1}>", "<a>"),
        (#"(?:in)/(a|a.t)(.*)"#, "${1} ${2}", "a .txt"),
    ])
    func `a group is what the leftmost match takes, its repetitions as much as they can`(
        regex: String, text: String, filled: String
    ) throws {
        var engine = try engine(text, more: #""when": {"path": {"regex": "\#(regex)"}},"#)
        #expect(message(&engine, event()) == filled)
    }

    @Test func `count is how often the rule has acted where its matches are counted`() throws {
        var engine = try engine("${count}", more: #""per": "path", "skip": 1,"#)
        #expect(engine.decide(event("/a")) == nil)
        #expect(engine.decide(event("/b")) == nil)
        #expect(message(&engine, event("/a")) == "1")
        #expect(message(&engine, event("/a")) == "2")
        #expect(message(&engine, event("/b")) == "1")
    }

    @Test func `random characters come from the seed and differ from one action to the next`()
        throws
    {
        var first = try engine("${random:8} ${random:8}")
        var same = try engine("${random:8} ${random:8}")
        var other = try engine("${random:8} ${random:8}", seed: 8)
        let text = message(&first, event())
        #expect(text.utf8.count == 17)
        #expect(text.prefix(8) != text.suffix(8))
        #expect(message(&same, event()) == text)
        #expect(message(&other, event()) != text)
        #expect(message(&first, event()) != text)
    }

    @Test func `what a connection draws does not depend on what others do`() throws {
        let text = #""per": "connection","#
        var alone = try engine("${random:16}", more: text)
        let expected = message(&alone, event(connection: 2))
        var busy = try engine("${random:16}", more: text)
        for _ in 0..<5 { _ = message(&busy, event(connection: 1)) }
        #expect(message(&busy, event(connection: 2)) == expected)
    }

    @Test func `a long value is cut to 4096 bytes`() throws {
        var engine = try engine("${path}")
        let long = "/" + String(repeating: "x", count: 10_000)
        #expect(message(&engine, event(long)).utf8.count == 4_096)
    }

    @Test func `bytes given in hex are no template`() throws {
        let scenario = try self.scenario(
            #"""
            {"version": 1, "rules": [{"on": "fileWrite", "do": {"status":
              {"code": "FAILURE", "message": {"hex": "24 7b 78 7d"}}}}]}
            """#)
        var engine = ScenarioEngine(rules: scenario.rules)
        #expect(message(&engine, event()) == "${x}")
    }
}
