import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Every code on every request of versions 4 to 6, before and after; `StatusRuleTests` has
/// version 3.
@Suite struct StatusSweepTests {
    private static let codes = (0..<32).map(StatusCode.init(rawValue:))

    private static let cases: [(version: ProtocolVersion, request: [UInt8])] =
        [ProtocolVersion.v4, .v5, .v6].flatMap { version in
            VersionRequests.all(version).map { (version, $0) }
        }

    /// A server with the files and handles the requests name; rules see what comes behind.
    private func prepared(
        _ version: ProtocolVersion, _ rules: [Rule]
    ) throws -> (Server, Client, Snapshot) {
        let handles = Rule(
            name: "handles", events: [.fileOpen, .dirList], occurrence: Occurrence(times: 3))
        let files = RequestCase.files
        let server = try Server(files: files, rules: [handles, handles.inAfterPhase] + rules)
        let client = server.connect(version)
        if version == .v4 {
            _ = try client.open("a.txt", [.read, .write])
            _ = try client.open("empty", .write)
        } else {
            _ = try client.open("a.txt", [.readData, .writeData])
            _ = try client.open("empty", .writeData)
        }
        _ = try client.opendir("dir")
        return (server, client, Snapshot(server.fileSystem))
    }

    @Test(arguments: cases.indices, EventPhase.allCases)
    func `each code on each request of later versions: sent as it is, done as the phase says`(
        index: Int, phase: EventPhase
    ) throws {
        let (version, request) = Self.cases[index]
        let (untouched, asking, _) = try prepared(version, [])
        asking.send(request)
        let outcome = Snapshot(untouched.fileSystem)
        let rules = Self.codes.map { code in
            Rule(
                name: "\(code.rawValue)", events: EventKind.allCases.filter(\.isRequest),
                phase: phase,
                effects: [
                    .status(
                        StatusReplacement(
                            code: code, message: TemplateText(Array("no, \(code.rawValue)".utf8)),
                            language: Array("de".utf8)))
                ], occurrence: Occurrence(times: 1))
        }
        let (server, client, start) = try prepared(version, rules)
        for code in Self.codes {
            client.send(request)
            #expect(
                client.takeReplies()
                    == [.status(7, code, message: "no, \(code.rawValue)", language: "de")])
            let entry = try #require(server.entries.last)
            #expect(entry.status == code)
            #expect(entry.rules == ["\(code.rawValue)"])
            // Done again it may come to something else.
            if code == .ok || phase == .before {
                #expect(Snapshot(server.fileSystem) == (phase == .before ? start : outcome))
            }
        }
    }
}

extension Rule {
    /// The same rule in the other phase.
    fileprivate var inAfterPhase: Rule {
        var rule = self
        rule.name += " after"
        rule.phase = .after
        return rule
    }
}
