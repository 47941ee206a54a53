import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What rules do that only later versions know: the version, raw flags, error-specific data.
@Suite struct VersionRuleTests {
    private func connect(_ rules: String, _ version: ProtocolVersion) throws -> Client {
        try Server(rules: rules).connect(version)
    }

    private func version(_ reply: Reply?) -> UInt32? {
        if case .version(let version, _) = reply { version } else { nil }
    }

    static let answers: [(String, UInt32, UInt32, ProtocolVersion)] = [
        (#"{"atMost": 4}"#, 6, 4, .v4), (#"{"atMost": 4}"#, 3, 3, .v3),
        (#"{"speak": 5}"#, 3, 5, .v5), (#"{"announce": 99}"#, 6, 99, .v6),
        (#"{"atMost": 3, "announce": 6}"#, 6, 6, .v3),
    ]

    @Test(arguments: answers)
    func `a rule on init caps, demands or lies about the version`(
        version: String, asked: UInt32, told: UInt32, spoken: ProtocolVersion
    ) throws {
        let client = Client(
            try Server(rules: #"{"on": "init", "do": {"version": \#(version)}}"#))
        #expect(self.version(client.ask(Request.initialize(asked))) == told)
        client.version = spoken
        let reply = client.ask(Request.stat("a.txt", .size, version: spoken))
        #expect(reply?.attributes?.size == 12)
        #expect(reply?.attributes?.type == (spoken == .v3 ? nil : .regular))
    }

    @Test func `a cap below the server's lowest version lets older clients in`() throws {
        let rules = try Server.rules(#"{"on": "init", "do": {"version": {"atMost": 4}}}"#)
        let client = Client(try Server(rules: rules, protocolSpec: .of(.v5 ... .v6)))
        #expect(version(client.ask(Request.initialize(4))) == 4)
        #expect(client.channel.fault == nil)
    }

    @Test(arguments: ["before", "after"], ProtocolVersion.allCases)
    func `a rule writes any flags before the attributes of ATTRS`(
        phase: String, version: ProtocolVersion
    ) throws {
        let client = try connect(
            #"""
            {"on": "getAttributes", "phase": "\#(phase)",
             "do": {"attributes": {"flags": ["EXTENDED", "SIZE"]}}}
            """#, version)
        client.send(Request.stat("a.txt", .size, version: version))
        #expect(Array(client.takeOutput()[9..<13]) == [0x80, 0, 0, 1])
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a rule writes any flags before the attributes of each name`(
        version: ProtocolVersion
    ) throws {
        let client = try connect(
            #"{"on": "dirRead", "do": {"attributes": {"flags": ["EXTENDED", "SIZE"]}}}"#, version)
        let directory = try client.opendir("void")
        client.send(Request.readdir(directory))
        let output = client.takeOutput()
        let flags: [UInt8] = [0x80, 0, 0, 1]
        let count = output.indices.count { output[$0...].starts(with: flags) }
        #expect(count == 2)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `error-specific data of a rule is sent from version 5 on`(
        version: ProtocolVersion
    ) throws {
        let client = try connect(
            #"""
            {"on": "fileRemove", "do": {"status": {"code": "UNKNOWN_PRINCIPAL", "message": "m",
             "data": {"names": ["bob"]}}}}
            """#, version)
        client.send(Request.remove("a.txt"))
        let data = version >= .v5 ? #""bob""# : ""
        let reply = packet(#"65 00000007 00000010 "m" "en" \#(data)"#)
        #expect(hex(client.takeOutput()) == hex(reply))
    }
}
