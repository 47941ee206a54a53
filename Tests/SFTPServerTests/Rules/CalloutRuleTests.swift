import SFTPServer
import SFTPWire
import Scenario
import Synchronization
import Testing

/// `callout`: a request, or its reply, waits for a program's answer, and what that says is done.
@Suite struct CalloutRuleTests {
    private static let second: UInt64 = 1_000_000_000

    /// Calls that tests answer.
    private final class Calls: Sendable {
        let bodies = Mutex<[String]>([])
        let progress = Mutex(CalloutProgress.waiting)

        var caller: CalloutCaller {
            { _, body in
                self.bodies.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
                return Call(calls: self)
            }
        }
    }

    private final class Call: CalloutCall {
        let calls: Calls
        init(calls: Calls) { self.calls = calls }
        func advance() -> CalloutProgress { calls.progress.withLock { $0 } }
    }

    private func server(
        _ calls: Calls, failing: String = #""FAILURE""#, phase: EventPhase = .before
    ) throws -> Server {
        let rules = #"""
            {"on": "dirCreate", "phase": "\#(phase)", "do": {"callout":
                {"url": "http://127.0.0.1/", "timeout": "1s", "else": \#(failing)}}}
            """#
        return try Server(rules: try Server.rules(rules), caller: calls.caller)
    }

    private func answer(_ text: String) -> CalloutProgress { .answered(Array(text.utf8)) }

    @Test func `the session waits, another does not, and the answer is obeyed`() throws {
        let calls = Calls()
        let server = try server(calls)
        let client = server.connect()
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: Self.second / 2)
        #expect(client.takeReplies() == [])
        #expect(server.connect().ask(Request.stat("new"))?.code == .noSuchFile)
        calls.progress.withLock { $0 = answer(#"{"status": "PERMISSION_DENIED"}"#) }
        client.advance(by: Self.second / 100)
        #expect(client.takeReplies().map(\.code) == [.permissionDenied, .noSuchFile])
        #expect(client.session.isIdle)
        #expect(calls.bodies.withLock { $0.count } == 1)
        #expect(calls.bodies.withLock { $0[0] }.contains(#""path":"/home/demo/new""#))
    }

    @Test func `an empty answer lets the request be carried out`() throws {
        let calls = Calls()
        let client = try server(calls).connect()
        calls.progress.withLock { $0 = answer("{}") }
        client.send(Request.mkdir("new", id: 1) + Request.stat("new", id: 2))
        client.advance(by: Self.second / 100)
        #expect(client.takeReplies().map(\.id) == [1, 2])
    }

    @Test func `an answer may make the request wait on`() throws {
        let calls = Calls()
        let client = try server(calls).connect()
        calls.progress.withLock { $0 = answer(#"{"delay": "3s"}"#) }
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
            calls.progress.withLock { $0 = progress }
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

    @Test func `in the after phase a program sees the outcome and may change the reply`() throws {
        let calls = Calls()
        let client = try server(calls, phase: .after).connect()
        client.send(Request.mkdir("new", id: 1) + Request.mkdir("new", id: 2))
        #expect(client.takeReplies() == [])
        calls.progress.withLock { $0 = answer(#"{"status": "QUOTA_EXCEEDED"}"#) }
        client.advance(by: Self.second / 100)
        client.advance(by: Self.second / 100)
        let replies = client.takeReplies()
        #expect(replies.map(\.id) == [1, 2])
        #expect(replies.map(\.code) == [.quotaExceeded, .quotaExceeded])
        calls.bodies.withLock {
            #expect($0.count == 2)
            #expect($0[0].hasSuffix(#","status":"OK"}"#))
            #expect($0[1].hasSuffix(#","outcome":"FILE_ALREADY_EXISTS","status":"FAILURE"}"#))
        }
    }

    @Test(arguments: [
        "{}", #"{"delay": "10ms"}"#, #"{"delay": {"for": "10ms", "holds": "reply"}}"#,
    ])
    func `in the after phase an answer without status lets the reply out as it is`(
        text: String
    ) throws {
        let calls = Calls()
        let server = try server(calls, phase: .after)
        let client = server.connect()
        calls.progress.withLock { $0 = answer(text) }
        client.send(Request.mkdir("new", id: 1) + Request.mkdir("new", id: 2))
        for _ in 0..<4 { client.advance(by: Self.second / 50) }
        #expect(client.takeReplies().map(\.code) == [.ok, .failure])
        #expect(server.entries.suffix(2).map(\.rules) == [["rule 1"], ["rule 1"]])
    }

    @Test func `in the after phase, too, else is done without an answer`() throws {
        for (failing, code) in [
            (#""QUOTA_EXCEEDED""#, StatusCode.quotaExceeded), (#""pass""#, .ok),
        ] {
            let client = try server(Calls(), failing: failing, phase: .after).connect()
            client.send(Request.mkdir("new"))
            client.advance(by: 2 * Self.second)
            #expect(client.takeReplies().map(\.code) == [code])
        }
    }

    @Test func `a session that ends while its reply waits has done the request`() throws {
        let server = try server(Calls(), phase: .after)
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
