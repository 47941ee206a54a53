import Scenario
import StrictJSON
import Testing

@testable import SFTPDouble

/// `callout` asks only whom it was allowed to, and takes HTTP answers of bounded size.
@Suite struct CalloutTests {
    private func configuration(_ url: String) throws -> Configuration {
        let text = """
            {"version": 1,
             "rules": [{"name": "ask", "on": "fileOpen", "do": {"callout": "\(url)"}}]}
            """
        let (scenario, _) = ScenarioLoader.load(files: [SourceText(name: "t.json", text: text)])
        return try Configuration(try #require(scenario), drawnSeed: 1)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/x", "--allow-callout"),
        ("http://localhost/", "--allow-callout"),
        ("http://192.0.2.1/", "--callout-host 192.0.2.1"),
    ])
    func `without leave the double does not start, and says how to give it`(
        url: String, option: String
    ) throws {
        var configuration = try configuration(url)
        let refusal = StartError.scenario(
            #"rule "ask" calls out to \#(url); allow it with \#(option)"#)
        #expect(throws: refusal) { _ = try TestDouble(configuration) }
        #expect(throws: refusal) { _ = try StdioDouble(configuration) }
        configuration.allowsCallouts = true
        let allows = (try? configuration.checkCallouts()) != nil
        #expect(allows == (option == "--allow-callout"))
        configuration.calloutHosts = ["192.0.2.1"]
        try configuration.checkCallouts()
    }

    private func answer(_ text: String, isWhole: Bool = true) -> HTTPAnswer {
        HTTPAnswer(Array(text.utf8), isWhole: isWhole)
    }

    @Test(arguments: [
        ("HTTP/1.0 200 OK\r\n\r\n{}", "{}"),
        ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}rest", "{}"),
        ("HTTP/1.1 204 No Content\r\n\r\n", ""),
        ("HTTP/1.1 201 Created\r\nX: y\r\ncontent-length:\t0\r\n\r\n", ""),
    ])
    func `a body ends at its length or at the end of the connection`(text: String, body: String) {
        #expect(answer(text) == .body(Array(body.utf8)))
    }

    @Test(arguments: ["", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n{}"])
    func `what has not come whole is waited for, and useless when no more comes`(text: String) {
        #expect(answer(text, isWhole: false) == .incomplete)
        guard case .unusable = answer(text) else {
            Issue.record("\(answer(text))")
            return
        }
    }

    @Test(arguments: [
        ("SSH-2.0-x\r\n\r\n", "the answer is no HTTP"),
        ("HTTP/1.0 404 Not Found\r\n\r\n", "HTTP status 404"),
        ("HTTP/1.1 100 Continue\r\n\r\n", "HTTP status 100"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "the answer is chunked"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "no length from 0 to 262144"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 262145\r\n\r\n", "no length from 0 to 262144"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1e1\r\n\r\n", "no length from 0 to 262144"),
    ])
    func `any other answer is useless at once`(text: String, reason: String) {
        guard case .unusable(let said) = answer(text, isWhole: false) else {
            Issue.record("\(answer(text, isWhole: false))")
            return
        }
        #expect(said.contains(reason))
    }

    @Test func `a head or a body without end is not kept for ever`() {
        let endless = String(repeating: "a", count: 300 << 10)
        #expect(answer(endless, isWhole: false) == .unusable("the answer is no HTTP"))
        guard case .unusable = answer("HTTP/1.0 200 OK\r\n\r\n" + endless, isWhole: false) else {
            Issue.record("taken")
            return
        }
    }
}
