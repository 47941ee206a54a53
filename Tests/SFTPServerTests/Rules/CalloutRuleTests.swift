import SFTPServer
import SFTPWire
import Scenario
import Testing

/// `callout`: a request waits for a program's answer, and what that says is done.
@Suite struct CalloutRuleTests {
    private static let second: UInt64 = 1_000_000_000

    private func server(_ calls: Calls, failing: String = #""FAILURE""#) throws -> Server {
        let rules = #"""
            {"on": "dirCreate", "do": {"callout":
                {"url": "http://127.0.0.1/", "timeout": "1s", "else": \#(failing)}}}
            """#
        return try Server(rules: try Server.rules(rules), caller: calls.caller)
    }

    @Test func `the session waits, another does not, and the answer is obeyed`() throws {
        let calls = Calls()
        let server = try server(calls)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: Self.second / 2)
        #expect(client.takeReplies() == [])
        #expect(server.connect().ask(Request.stat("new"))?.code == .noSuchFile)
        calls.answer(#"{"status": "PERMISSION_DENIED"}"#)
        client.advance(by: Self.second / 100)
        #expect(client.takeReplies().map(\.code) == [.permissionDenied, .noSuchFile])
        #expect(client.session.isIdle)
        #expect(calls.asked.count == 1)
        #expect(calls.asked[0].contains(#""path":"/home/demo/new""#))
    }

    @Test func `an empty answer lets the request be carried out`() throws {
        let calls = Calls()
        let client = try server(calls).connect()
        calls.answer("{}")
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: Self.second / 100)
        #expect(client.takeReplies().map(\.id) == [1, 2])
    }

    @Test func `an answer may make the request wait on`() throws {
        let calls = Calls()
        let client = try server(calls).connect()
        calls.answer(#"{"delay": "3s"}"#)
        client.send(Request.mkdir("new"))
        client.advance(by: Self.second / 100)
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies() == [])
        client.advance(by: 2 * Self.second)
        #expect(client.takeReplies().map(\.code) == [.ok])
    }

    @Test(arguments: [
        (CalloutProgress.waiting, "no answer in 1000 ms"),
        (.failed("Connection refused"), "Connection refused"),
        (.answered(Array("7".utf8)), "expected an object"),
    ])
    func `without a usable answer else is done, and the journal says why`(
        progress: CalloutProgress, reason: String
    ) throws {
        for (failing, code) in [
            (#""QUOTA_EXCEEDED""#, StatusCode.quotaExceeded), (#""pass""#, .ok),
        ] {
            let calls = Calls()
            let server = try server(calls, failing: failing)
            let client = server.connect()
            calls.proceed(to: progress)
            client.send(Request.mkdir("new"))
            client.advance(by: 2 * Self.second)
            #expect(client.takeReplies().map(\.code) == [code])
            let lines = String(decoding: server.journal.lines, as: UTF8.self)
            #expect(lines.contains("callout to http://127.0.0.1/ failed: "))
            #expect(lines.contains(reason))
        }
    }

    @Test func `a session that ends meanwhile leaves a record without status`() throws {
        let server = try server(Calls())
        let client = server.connect()
        client.send(Request.mkdir("new"))
        client.session.closed()
        let entry = try #require(server.entries.last)
        #expect(entry.kind == .dirCreate)
        #expect(entry.status == nil)
        #expect(entry.rules == ["rule 1"])
        #expect(server.connect().ask(Request.stat("new"))?.code == .noSuchFile)
    }

    @Test func `a closure that calls out where nobody may be asked gets the failure`() throws {
        let server = try Server()
        let url = try CalloutURL("http://127.0.0.1/")
        server.context.on(.dirCreate, .before) {
            $0.perform(.flow(.callout(CalloutRequest(url: url))))
        }
        let client = server.connect()
        client.send(Request.mkdir("new"))
        client.advance(by: Self.second)
        #expect(client.takeReplies().map(\.code) == [.failure])
    }
}
