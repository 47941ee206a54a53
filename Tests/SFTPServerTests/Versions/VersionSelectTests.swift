import SFTPServer
import SFTPWire
import Scenario
import Testing

/// version-select (draft-13 section 5.5).
@Suite struct VersionSelectTests {
    /// Version 3 does not announce `versions` by itself.
    private func server(
        _ versions: ClosedRange<ProtocolVersion> = .v3 ... .v6,
        mode: ExtensionMode? = .announced, rules: String = ""
    ) throws -> Server {
        var spec = ProtocolSpec.of(versions)
        spec.extensions[.versions] = mode
        return try Server(rules: rules.isEmpty ? [] : Server.rules(rules), protocolSpec: spec)
    }

    private func select(_ version: Text, id: UInt32 = 7) -> [UInt8] {
        Request.extended("version-select", Request.string(version.bytes), id: id)
    }

    @Test(arguments: ProtocolVersion.allCases, ProtocolVersion.allCases)
    func `the first request chooses any version served`(
        from: ProtocolVersion, to: ProtocolVersion
    ) throws {
        let server = try server()
        let client = server.connect(from)
        client.version = to
        #expect(client.ask(select("\(to.rawValue)")) == .ok())
        #expect(client.channel.fault == nil)
        let reply = client.ask(Request.stat("a.txt", .size, version: to))
        #expect(reply?.attributes?.size == 12)
        #expect(reply?.attributes?.type == (to == .v3 ? nil : .regular))
        #expect(server.entries.last?.record.version == to.rawValue)
    }

    @Test(arguments: ["2", "7", "", "03", "3,4", "x@example.com"] as [Text])
    func `a version that is not served is refused and the channel closed`(
        version: Text
    ) throws {
        let server = try server()
        let client = server.connect(.v6)
        client.send(select(version) + Request.realpath("."))
        #expect(
            client.takeReplies() == [
                .status(7, .invalidParameter, "Not one of the versions offered")
            ])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
        #expect(server.entries.map(\.status) == [.invalidParameter])
    }

    @Test func `a version the scenario does not serve is refused`() throws {
        let client = try server(.v3 ... .v4).connect(.v3)
        #expect(client.ask(select("5"))?.code == .failure)
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test(arguments: [nil, .off] as [ExtensionMode?])
    func `without the announcement of versions there is nothing to choose from`(
        mode: ExtensionMode?
    ) throws {
        let client = try server(mode: mode).connect(.v3)
        #expect(client.ask(select("6"))?.code == .failure)
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `a hidden announcement is honoured`() throws {
        let client = try server(mode: .hidden).connect(.v3)
        #expect(client.ask(select("6")) == .ok())
        #expect(client.channel.fault == nil)
    }

    @Test func `behind another request it is refused and the channel closed`() throws {
        let client = try server().connect(.v6)
        #expect(client.ask(Request.realpath("/")) != nil)
        client.send(select("6") + Request.realpath("."))
        #expect(
            client.takeReplies() == [
                .status(7, .badMessage, "version-select is not the first request")
            ])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `behind a packet that cannot be decoded it is not the first`() throws {
        let client = try server().connect(.v6)
        #expect(client.ask(packet("11 00000007"))?.code == .badMessage)
        #expect(client.ask(select("3"))?.code == .badMessage)
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `without a version it is refused and the channel closed`() throws {
        let client = try server().connect(.v6)
        #expect(client.ask(Request.extended("version-select", [0]))?.code == .badMessage)
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `a rule that delays it leaves it the first request`() throws {
        let server = try server(rules: #"{"on": "extended", "do": {"delay": "1ms"}}"#)
        let client = server.connect(.v3)
        client.send(select("6") + Request.stat("a.txt", .size, version: .v6))
        client.advance(by: 1_000_000)
        client.version = .v6
        let replies = client.takeReplies()
        #expect(replies.first == .ok())
        #expect(replies.last?.attributes?.type == .regular)
    }

    @Test func `a rule that delays the refusal delays the end of the channel`() throws {
        let server = try server(
            rules: #"{"on": "extended", "do": {"delay": {"for": "1ms", "holds": "reply"}}}"#)
        let client = server.connect(.v3)
        client.send(select("9"))
        #expect(client.channel.fault == nil)
        client.advance(by: 1_000_000)
        #expect(client.takeReplies().map(\.code) == [.failure])
        #expect(client.channel.fault == .closeChannel(exitStatus: 1))
    }

    @Test func `after a second INIT the next request is the first again`() throws {
        let client = try server().connect(.v6)
        #expect(client.ask(Request.realpath("/")) != nil)
        client.send(Request.initialize(6))
        _ = client.takeOutput()
        #expect(client.ask(select("6")) == .ok())
    }
}
