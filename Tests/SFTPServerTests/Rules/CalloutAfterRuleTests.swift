import SFTPServer
import SFTPWire
import Scenario
import Testing

/// `callout` in the after phase: what was done is told, and the reply leaves as the answer says.
@Suite struct CalloutAfterRuleTests {
    private static let second: UInt64 = 1_000_000_000

    private func server(
        _ calls: Calls, on event: EventKind = .dirCreate, failing: String = #""FAILURE""#,
        with other: String = ""
    ) throws -> Server {
        let rules = #"""
            \#(other.isEmpty ? "" : other + ",")
            {"on": "\#(event.rawValue)", "phase": "after", "do": {"callout":
                {"url": "http://127.0.0.1/", "timeout": "1s", "else": \#(failing), "data": true}}}
            """#
        return try Server(rules: try Server.rules(rules), caller: calls.caller)
    }

    @Test func `the program sees the outcome and may change the reply`() throws {
        let calls = Calls()
        let client = try server(calls).connect()
        client.send(Request.mkdir("new", id: 1) + Request.mkdir("new", id: 2))
        #expect(client.takeReplies() == [])
        calls.answer(#"{"status": "QUOTA_EXCEEDED"}"#)
        client.advance(by: Self.second / 100)
        client.advance(by: Self.second / 100)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [1, 2])
        #expect(replies.map(\.code) == [.quotaExceeded, .quotaExceeded])
        let asked = calls.asked
        #expect(asked.count == 2)
        #expect(asked.first?.hasSuffix(#","status":"OK"}"#) == true)
        let taken = #","outcome":"FILE_ALREADY_EXISTS","status":"FAILURE"}"#
        #expect(asked.last?.hasSuffix(taken) == true)
    }

    @Test func `the program sees what READ read`() throws {
        let calls = Calls()
        let client = try server(calls, on: .fileRead).connect()
        calls.answer("{}")
        let handle = try client.open("a.txt")
        client.send(
            Request.read(handle, 0, 5, id: 3) + Request.read(handle, 1000, 5, id: 4))
        client.advance(by: Self.second / 100)
        client.advance(by: Self.second / 100)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [3, 4])
        #expect(replies.last?.code == .eof)
        guard case .data(_, let data) = replies.first else {
            Issue.record("\(replies)")
            return
        }
        let text = String(decoding: data, as: UTF8.self)
        let asked = calls.asked
        #expect(asked.first?.contains(#""moved":5,"#) == true)
        #expect(asked.first?.hasSuffix(#","status":"OK","data":"\#(text)"}"#) == true, "\(asked)")
        #expect(asked.last?.hasSuffix(#","status":"EOF"}"#) == true, "\(asked)")
    }

    @Test func `an empty answer lets the reply out as it is`() throws {
        let calls = Calls()
        let server = try server(calls)
        let client = server.connect()
        calls.answer("{}")
        client.send(Request.mkdir("new", id: 1) + Request.mkdir("new", id: 2))
        for _ in 0..<2 { client.advance(by: Self.second / 100) }
        #expect(client.takeReplies().map(\.code) == [.ok, .failure])
        #expect(server.entries.suffix(2).map(\.rules) == [["rule 1"], ["rule 1"]])
    }

    @Test(arguments: [#""3s""#, #"{"for": "3s", "holds": "reply"}"#])
    func `an answer may make the reply wait on`(delay: String) throws {
        let calls = Calls()
        let client = try server(calls).connect()
        calls.answer(#"{"delay": \#(delay)}"#)
        client.send(Request.mkdir("new"))
        client.advance(by: Self.second / 100)
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies() == [])
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.code) == [.ok])
    }

    @Test(arguments: [(#""QUOTA_EXCEEDED""#, StatusCode.quotaExceeded), (#""pass""#, .ok)])
    func `without an answer else is done`(failing: String, code: StatusCode) throws {
        let client = try server(Calls(), failing: failing).connect()
        client.send(Request.mkdir("new"))
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.code) == [code])
    }

    @Test func `a session that ends meanwhile has done the request`() throws {
        let server = try server(Calls())
        let client = server.connect()
        client.send(Request.mkdir("new"))
        client.session.closed()
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .dirCreate)
        #expect(entry.status == nil)
        #expect(entry.rules == ["rule 1"])
        guard case .attributes = server.connect().ask(Request.stat("new")) else {
            Issue.record("the directory was not made")
            return
        }
    }

    @Test(arguments: [true, false])
    func `a handle the client never hears of is closed, and its upload gone`(
        isCut: Bool
    ) throws {
        let server = try server(
            Calls(), on: .fileOpen, with: #"{"on": "fileOpen", "do": {"files": {"hold": true}}}"#)
        let client = server.connect()
        client.send(Request.open("up.bin", [.write, .create]))
        if !isCut {
            client.advance(by: 2 * Self.second)
            #expect(client.takeReplies().map(\.code) == [.failure])
        }
        #expect(client.session.closed() == 0)
        #expect(server.connect().ask(Request.stat("up.bin"))?.code == .noSuchFile)
    }

    @Test func `a late reply that leaves while a program is asked is not lost`() throws {
        let calls = Calls()
        let late = #"{"on": "getAttributes", "do": {"delay": {"for": "5ms", "holds": "reply"}}}"#
        let client = try server(calls, with: late).connect()
        client.send(Request.stat("a.txt", id: 1) + Request.mkdir("new", id: 2))
        client.advance(by: Self.second / 100)
        calls.answer(#"{"status": "QUOTA_EXCEEDED"}"#)
        client.advance(by: Self.second / 100)
        #expect(client.takeReplies().map(\.id) == [1, 2])
    }
}
