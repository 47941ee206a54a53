import SFTPServer
import SFTPWire
import Scenario
import Testing

/// A status in place of the natural answer: instead of the operation, or after it.
@Suite struct StatusRuleTests {
    /// The server, its client with the handles of `RequestCase`, and its files as they begin.
    private func prepared(_ rules: [Rule]) throws -> (Server, Client, Snapshot) {
        let server = try Server(files: RequestCase.files, rules: rules)
        let client = server.connect()
        for request in RequestCase.opened { _ = client.ask(request) }
        return (server, client, Snapshot(server.fileSystem))
    }

    /// What the files are like when the request was carried out.
    private func outcome(_ request: RequestCase) throws -> Snapshot {
        let (server, client, _) = try prepared([])
        client.send(request.request)
        client.fireDue()
        #expect(client.takeReplies().count == 1)
        return Snapshot(server.fileSystem)
    }

    @Test(arguments: RequestCase.all)
    func `each code before or after each request: sent as it is, done or not as the phase says`(
        request: RequestCase
    ) throws {
        let outcome = try outcome(request)
        for phase in EventPhase.allCases {
            for code in (0..<32).map(StatusCode.init(rawValue:)) {
                let status = StatusReplacement(
                    code: code, message: TemplateText(Array("no, \(code.rawValue)".utf8)),
                    language: Array("de".utf8))
                let rule = Rule(
                    name: "status", events: [request.event], phase: phase,
                    effects: [.status(status)], occurrence: Occurrence(skip: skipped(request)))
                let (server, client, start) = try prepared([rule])
                client.send(request.request)
                client.fireDue()
                let expected = Reply.status(
                    7, code, message: "no, \(code.rawValue)", language: "de")
                #expect(client.takeReplies() == [expected])
                #expect(Snapshot(server.fileSystem) == (phase == .before ? start : outcome))
                let entry = try #require(server.entries.last)
                #expect(entry.status == code)
                #expect(entry.rules == ["status"])
                #expect(entry.message == (code == .ok ? nil : "no, \(code.rawValue)"))
            }
        }
    }

    /// How many events of its kind opening the handles makes.
    private func skipped(_ request: RequestCase) -> UInt64 {
        switch request.event {
        case .fileOpen: 2
        case .dirList: 1
        default: 0
        }
    }

    @Test(arguments: [UInt32(0), 5, 31, 32, 4_711, .max])
    func `without a message the code's sentence is sent, in English`(code: UInt32) throws {
        let rule = Rule(
            name: "status", events: [.fileRemove],
            effects: [.status(StatusReplacement(code: StatusCode(rawValue: code)))])
        let client = try Server(rules: [rule]).connect()
        let sentence = StatusCode(rawValue: code).sentence.description
        let reply = client.ask(Request.remove("a.txt"))
        #expect(reply == .status(7, StatusCode(rawValue: code), sentence))
    }

    @Test func `an empty message and language are sent empty, other bytes as they are`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "when": {"path": "**/a.txt"},
                 "do": {"status": {"code": "FAILURE", "message": "", "language": ""}}},
                {"on": "fileRemove",
                 "do": {"status": {"code": 4, "message": {"hex": "ff00"}, "language": "x"}}}
                """#
        ).connect()
        client.send(Request.remove("a.txt"))
        #expect(
            hex(client.takeOutput())
                == hex(wire("00000011 65 00000007 00000004 00000000 00000000")))
        client.send(Request.remove("empty"))
        #expect(
            hex(client.takeOutput())
                == hex(wire("00000014 65 00000007 00000004 00000002 ff00 00000001 'x'")))
    }

    @Test func `OK over a real failure is sent, and the failure stays`() throws {
        let server = try Server(
            rules: #"{"on": ["dirRemove", "fileOpen"], "phase": "after", "do": {"status": "OK"}}"#)
        let client = server.connect()
        #expect(client.ask(Request.rmdir("dir")) == .ok())
        #expect(client.ask(Request.stat("dir/inner"))?.attributes?.size == 3)
        #expect(client.ask(Request.open("nope")) == .ok())
        #expect(client.session.closed() == 0)
    }

    @Test func `the after phase sees the outcome it replaces`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirRemove", "phase": "after", "when": {"outcome": "NO_SUCH_FILE"},
                 "do": {"status": "DELETE_PENDING"}}
                """#
        ).connect()
        #expect(client.ask(Request.rmdir("nope"))?.code == .deletePending)
        #expect(client.ask(Request.rmdir("dir"))?.code == .failure)
        #expect(client.ask(Request.rmdir("void")) == .ok())
    }

    @Test func `effect skip says OK and does nothing`() throws {
        for request in RequestCase.all {
            let skippable: [EventKind] = [
                .fileWrite, .fileClose, .fileRemove, .fileRename, .dirCreate, .dirRemove,
                .setAttributes, .linkCreate, .extended,
            ]
            guard skippable.contains(request.event) else { continue }
            let (server, client, start) = try prepared(
                Server.rules(#"{"on": "\#(request.event.rawValue)", "do": {"effect": "skip"}}"#))
            #expect(client.ask(request.request) == .ok())
            #expect(Snapshot(server.fileSystem) == start)
            #expect(server.entries.last?.status == .ok)
        }
    }

    @Test(arguments: RequestCase.all)
    func `drop sends nothing, and does it only when it came after`(request: RequestCase) throws {
        let outcome = try outcome(request)
        for phase in EventPhase.allCases {
            let rule = Rule(
                name: "drop", events: [request.event], phase: phase, effects: [.dropReply],
                occurrence: Occurrence(skip: skipped(request)))
            let (server, client, start) = try prepared([rule])
            client.send(request.request)
            client.fireDue()
            #expect(client.takeOutput() == [])
            #expect(Snapshot(server.fileSystem) == (phase == .before ? start : outcome))
            let entry = try #require(server.entries.last)
            #expect(entry.status == nil)
            #expect(entry.rules == ["drop"])
            #expect(entry.record.requestID == 7)
            client.send(wire("00000005 63 00000009"))
            #expect(client.takeReplies().map(\.id) == [9])
        }
    }

    @Test func `rules that act on one event by continue all act, and the journal names them`()
        throws
    {
        let server = try Server(
            rules: #"""
                {"name": "one", "on": "fileRemove", "continue": true, "do": {"delay": "1s"}},
                {"name": "two", "on": "fileRemove", "do": {"status": "FAILURE"}},
                {"name": "three", "on": "fileRemove", "do": {"status": "OK"}},
                {"name": "four", "on": "dirRemove", "phase": "after", "do": {"status": 9}},
                {"name": "five", "on": "dirRemove", "do": {"delay": "1s"}}
                """#)
        let client = server.connect()
        client.send(Request.remove("a.txt"))
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.code) == [.failure])
        #expect(server.entries.last?.rules == ["one", "two"])
        client.send(Request.rmdir("void"))
        client.advance(by: 1_000_000_000)
        #expect(client.takeReplies().map(\.code) == [.invalidHandle])
        #expect(server.entries.last?.rules == ["five", "four"])
        #expect(server.context.firings == [1, 1, 0, 1, 1])
    }
}
