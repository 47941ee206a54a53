import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Every status code on every request that can carry one, before and after, in every version.
@Suite struct EveryStatusTests {
    /// One request in one version.
    struct Point: Sendable, CustomTestStringConvertible {
        let version: ProtocolVersion
        let request: RequestCase

        var testDescription: String { "\(request.name), version \(version.rawValue)" }
    }

    static let points = ProtocolVersion.allCases.flatMap { version in
        RequestCase.all(version).map { Point(version: version, request: $0) }
    }
    private static let codes = (0..<32).map { StatusCode(rawValue: $0) }

    private func status(_ code: StatusCode) -> StatusReplacement {
        StatusReplacement(
            code: code, message: TemplateText(Array("nein, \(code.rawValue)".utf8)),
            language: Array("de-AT".utf8))
    }

    /// A server whose rules let the opening of the handles pass, and its client.
    private func prepared(_ point: Point, _ rules: [Rule]) throws -> (Server, Client) {
        let opened = RequestCase.opened(point.version)
        let passing =
            switch point.request.event {
            case .fileOpen: opened.count { $0[4] == PacketType.open.rawValue }
            case .dirList: 1
            default: 0
            }
        let first = Rule(
            name: "passes", events: [point.request.event], phase: rules.first?.phase ?? .before,
            effects: [], occurrence: Occurrence(times: UInt64(passing)))
        let server = try Server(
            files: RequestCase.files, rules: passing > 0 ? [first] + rules : rules)
        let client = server.connect(point.version)
        for request in opened { _ = client.ask(request) }
        return (server, client)
    }

    private func send(_ point: Point, _ client: Client) -> [Reply] {
        client.send(point.request.request)
        client.fireDue()
        return client.takeReplies()
    }

    private func expected(_ code: StatusCode) -> Reply {
        .status(7, code, message: "nein, \(code.rawValue)", language: "de-AT")
    }

    @Test(arguments: points)
    func `before: the code, message and language are sent, and nothing is done`(
        point: Point
    ) throws {
        let rules = Self.codes.map { code in
            Rule(
                name: "\(code.rawValue)", events: [point.request.event],
                effects: [.status(status(code))], occurrence: Occurrence(times: 1))
        }
        let (server, client) = try prepared(point, rules)
        let start = Snapshot(server.fileSystem)
        for code in Self.codes {
            #expect(send(point, client) == [expected(code)])
            #expect(server.entries.last?.rules == ["\(code.rawValue)"])
        }
        #expect(Snapshot(server.fileSystem) == start)
    }

    @Test(arguments: points)
    func `after: the code, message and language are sent, and it was done`(point: Point) throws {
        let (honest, witness) = try prepared(point, [])
        let natural = send(point, witness)
        #expect(natural.count == 1)
        let done = Snapshot(honest.fileSystem)
        for code in Self.codes {
            let rule = Rule(
                name: "lie", events: [point.request.event], phase: .after,
                effects: [.status(status(code))])
            let (server, client) = try prepared(point, [rule])
            #expect(send(point, client) == [expected(code)])
            #expect(Snapshot(server.fileSystem) == done)
            #expect(server.entries.last?.status == code)
            #expect(server.entries.last?.rules == ["lie"])
        }
    }
}
