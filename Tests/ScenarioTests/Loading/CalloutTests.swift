import SFTPWire
import Testing

@testable import Scenario

/// `callout`: whom it asks, what it says, and which answers it takes.
struct CalloutTests {
    @Test(
        arguments: [
            ("http://127.0.0.1", "127.0.0.1", 80, "/"),
            ("http://127.0.0.1:8080/decide?of=open", "127.0.0.1", 8080, "/decide?of=open"),
            ("http://localhost?x", "localhost", 80, "/?x"),
            ("http://[::1]:1/a@b", "::1", 1, "/a@b"),
        ] as [(String, String, UInt16, String)])
    func `an address is host, port and what is asked for, on this machine`(
        text: String, host: String, port: UInt16, target: String
    ) throws {
        let url = try CalloutURL(text)
        #expect((url.host, url.port, url.target) == (host, port, target))
        #expect(url.isLoopback)
    }

    @Test(arguments: [
        "http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/",
        "http://127.0.0.256/", "http://127.1/",
    ])
    func `another host is not of this machine`(text: String) throws {
        #expect(try !CalloutURL(text).isLoopback)
    }

    @Test(
        arguments: [
            ("https://a/", .scheme), ("127.0.0.1", .scheme), ("http://", .host),
            ("http://:1/", .host),
            ("http://[::1", .host), ("http://a:0/", .port), ("http://a:65536/", .port),
            ("http://a:+1/", .port), ("http://a:/", .port), ("http://[::1]1/", .port),
            ("http://u@a/", .character), ("http://a/#b", .character), ("http://a/ b", .character),
            ("http://a/\r\nX: y", .character), ("http://a/é", .character),
        ] as [(String, CalloutURL.Problem)])
    func `what is no address says why`(text: String, problem: CalloutURL.Problem) {
        #expect(throws: problem) { try CalloutURL(text) }
    }

    private var event: Event {
        var event = Event(kind: .fileWrite, phase: .before, connection: 3, user: "demo")
        event.request = .write
        event.requestID = 9
        event.path = Array("/home/demo/a.txt".utf8)
        event.handle = [0, 255]
        event.offset = 1 << 40
        event.length = 2
        event.version = 3
        event.data = [0xff, 0x00]
        return event
    }

    @Test func `an event is one object, mostly with the keys of the journal`() {
        let text = String(
            decoding: CalloutBody.bytes(of: event, includesData: true), as: UTF8.self)
        #expect(
            text == #"{"version":1,"event":"fileWrite","phase":"before","connection":3,"#
                + #""user":"demo","request":"WRITE","id":9,"path":"/home/demo/a.txt","#
                + #""handle":"00ff","sftpVersion":3,"offset":1099511627776,"length":2,"#
                + #""data":{"hex":"ff00"}}"#)
        let bare = CalloutBody.bytes(of: event, includesData: false)
        #expect(!String(decoding: bare, as: UTF8.self).contains("data"))
    }

    @Test func `in the after phase it says what the request came to`() {
        var event = event
        event.phase = .after
        event.moved = 2
        event.outcome = .lockConflict
        event.status = .failure
        let text = String(
            decoding: CalloutBody.bytes(of: event, includesData: false), as: UTF8.self)
        #expect(
            text.hasSuffix(#","moved":2,"outcome":"LOCK_CONFLICT","status":"FAILURE"}"#), "\(text)")
    }

    @Test(arguments: ["", " \r\n", "{}", "{ }\n"])
    func `an empty answer changes nothing`(text: String) throws {
        #expect(try CalloutAnswer(Array(text.utf8), to: event).effects == [])
    }

    @Test func `an answer is read like the do of a rule, its placeholders filled`() throws {
        let text = #"{"status": {"code": "FAILURE", "message": "${path}"}, "delay": "1ms"}"#
        let answer = try CalloutAnswer(Array(text.utf8), to: event)
        let message = TemplateText(Array("/home/demo/a.txt".utf8))
        #expect(
            answer.effects == [
                .delay(nanoseconds: 1_000_000, holdsSession: true),
                .status(StatusReplacement(code: .failure, message: message)),
            ])
    }

    @Test(arguments: [
        ("[]", "answer:1:1: error: expected an object for do, found an array"),
        (#"{"status"#, "answer:1:2: error:"),
        (#"{"statos": "OK"}"#, #"did you mean "status"?"#),
        (#"{"status": "NONE"}"#, #"unknown status "NONE""#),
        (#"{"handle": "abc"}"#, "has no meaning on fileWrite"),
        (#"{"auth": "accept"}"#, "has no meaning on fileWrite"),
        (#"{"callout": "http://a/"}"#, #""callout" has no meaning in the answer of a callout"#),
        (#"{"setState": {"a": "b"}}"#, #""setState" has no meaning in the answer"#),
        (#"{"capture": true}"#, #""capture" has no meaning in the answer"#),
        (#"{"drop": true} x"#, "answer:1:16: error:"),
    ])
    func `an answer that cannot be used says why and where`(text: String, problem: String) {
        let error = #expect(throws: CalloutAnswer.Problem.self) {
            _ = try CalloutAnswer(Array(text.utf8), to: event)
        }
        #expect(error?.text.contains(problem) == true, "\(error?.text ?? "")")
    }
}
