import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What comes around and instead of VERSION, and what it announces.
@Suite struct VersionBytesTests {
    static let table: [(action: String, bytes: String)] = [
        (#""preamble": "Hi!\r\n""#, "'Hi!' 0d0a 00000005 02 00000003"),
        (#""preamble": {"hex": "ff00"}"#, "ff00 00000005 02 00000003"),
        (
            #""preamble": "a", "packets": {"before": [{"type": "STATUS", "id": 0}],"#
                + #""after": [{"type": "STATUS"}]}"#,
            "'a' 00000005 65 00000000 00000005 02 00000003 00000005 65 00000000"
        ),
        (#""packets": {"instead": [{"raw": "SSH"}]}"#, "'SSH'"),
        (#""reply": {"type": "STATUS"}"#, "00000005 65 00000003"),
        (#""reply": {"payload": {"hex": "00000004 00"}}"#, "00000006 02 00000004 00"),
        (#""reply": {"duplicate": 1}"#, "00000005 02 00000003 00000005 02 00000003"),
        (#""frame": {"truncate": "7B"}"#, "00000005 02 0000"),
        (#""frame": {"length": 4}"#, "00000004 02 00000003"),
        (
            #""flood": {"count": 2, "where": "before", "packet": {"type": "VERSION"}}"#,
            "00000001 02 00000001 02 00000005 02 00000003"
        ),
    ]

    /// A server that announces nothing.
    private func server(_ rule: String) throws -> Server {
        var spec = ProtocolSpec.only(.v3)
        for name in ExtensionName.allCases { spec.extensions[name] = .off }
        return try Server(rules: try Server.rules(rule), protocolSpec: spec)
    }

    @Test(arguments: table.indices)
    func `the handshake goes as the rule says`(index: Int) throws {
        let (action, bytes) = Self.table[index]
        let client = Client(try server(#"{"on": "init", "do": {\#(action)}}"#))
        client.send(Request.initialize())
        #expect(client.takeEverything() == wire(bytes), "\(action)")
        // The client may go on all the same.
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
    }

    @Test func `a version that is too high for the server ends the connection`() throws {
        let client = Client(
            try server(
                #"{"on": "init", "when": {"version": {"above": 3}}, "do": {"connection": "fin"}}"#))
        client.send(Request.initialize(4))
        #expect(client.takeOutput() == [])
        #expect(client.channel.fault == .fin)
        let other = Client(
            try server(
                #"{"on": "init", "when": {"version": {"above": 3}}, "do": {"connection": "fin"}}"#))
        other.send(Request.initialize(3))
        #expect(other.takeOutput() == wire("00000005 02 00000003"))
    }
}
