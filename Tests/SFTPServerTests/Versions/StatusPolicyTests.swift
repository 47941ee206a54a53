import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What becomes of codes that rules write, and which outcome rules see.
@Suite struct StatusPolicyTests {
    private func client(
        _ policy: StatusCodePolicy, _ rules: String, _ version: ProtocolVersion
    ) throws -> (Server, Client) {
        var spec = ProtocolSpec()
        spec.statusCodes = policy
        let server = try Server(rules: Server.rules(rules), protocolSpec: spec)
        return (server, server.connect(version))
    }

    static let told: [(StatusCodePolicy, ProtocolVersion, StatusCode)] = [
        (.raw, .v3, .linkLoop), (.raw, .v6, .linkLoop), (.compat, .v3, .failure),
        (.compat, .v5, .failure), (.compat, .v6, .linkLoop), (.strict, .v4, .failure),
        (.strict, .v6, .linkLoop),
    ]

    @Test(arguments: told)
    func `a code a rule writes is told as the policy says`(
        policy: StatusCodePolicy, version: ProtocolVersion, code: StatusCode
    ) throws {
        let (server, client) = try client(
            policy, #"{"on": "fileRemove", "do": {"status": "LINK_LOOP"}}"#, version)
        #expect(client.ask(Request.remove("a.txt"))?.code == code)
        let record = try #require(server.entries.last?.record)
        #expect(record.status == code)
        #expect(record.outcome == (code == .linkLoop ? nil : .linkLoop))
    }

    @Test(arguments: [.raw, .compat] as [StatusCodePolicy])
    func `a number no draft defines is sent raw and is FAILURE in compatible mode`(
        policy: StatusCodePolicy
    ) throws {
        let (_, client) = try client(
            policy, #"{"on": "fileRemove", "do": {"status": 77}}"#, .v6)
        let code = policy == .raw ? StatusCode(rawValue: 77) : .failure
        #expect(client.ask(Request.remove("a.txt"))?.code == code)
    }

    @Test(arguments: ["DIR_NOT_EMPTY", "FAILURE"])
    func `rules of the after phase match the true outcome and the code told`(
        outcome: String
    ) throws {
        let (server, client) = try client(
            .raw,
            #"""
            {"on": "dirRemove", "phase": "after", "when": {"outcome": "\#(outcome)"},
             "do": {"status": "NO_MEDIA"}}
            """#, .v3)
        #expect(client.ask(Request.rmdir("dir"))?.code == .noMedia)
        let record = try #require(server.entries.last?.record)
        #expect(record.outcome == .dirNotEmpty)
        #expect(record.status == .noMedia)
    }

    @Test func `a rule of the after phase leaves the outcome what it was`() throws {
        let (server, client) = try client(
            .raw, #"{"on": "fileRemove", "phase": "after", "do": {"status": "FAILURE"}}"#, .v6)
        #expect(client.ask(Request.remove("a.txt"))?.code == .failure)
        let record = try #require(server.entries.last?.record)
        #expect(record.outcome == .ok)
        #expect(record.status == .failure)
        #expect(client.ask(Request.lstat("a.txt", version: .v6))?.code == .noSuchFile)
    }
}
