import SFTPWire
import Scenario
import Testing

/// SYMLINK's two orders and LINK (draft-02 section 6.10, draft-13 8.7).
@Suite struct LinkTests {
    @Test func `LINK makes a symbolic link whose text is kept as it is`() throws {
        let server = try Server()
        let client = server.connect(.v6)
        #expect(client.ask(Request.link("new", to: "../x//y", isSymbolic: true)) == .ok())
        #expect(client.ask(Request.readlink("new"))?.names?.map(\.name) == ["../x//y"])
        let entry = try #require(server.entries.first)
        #expect(entry.kind == .linkCreate)
        #expect(entry.record.request == .link)
        #expect(entry.path == Array("/home/demo/new".utf8))
        #expect(entry.target == Array("../x//y".utf8))
    }

    @Test func `LINK makes a hard link, a second name of the file`() throws {
        let server = try Server()
        let client = server.connect(.v6)
        #expect(client.ask(Request.link("new", to: "a.txt", isSymbolic: false)) == .ok())
        #expect(client.ask(Request.stat("new", .size, version: .v6))?.attributes?.size == 12)
        let entry = try #require(server.entries.first)
        #expect(entry.path == Array("/home/demo/a.txt".utf8))
        #expect(entry.newPath == Array("/home/demo/new".utf8))
    }

    @Test(arguments: [.v3, .v4, .v5] as [ProtocolVersion], [true, false])
    func `SYMLINK takes the paths in the order the scenario says`(
        version: ProtocolVersion, isDraftOrder: Bool
    ) throws {
        var spec = ProtocolSpec()
        spec.symlinkOrder = isDraftOrder ? .draft : .openssh
        let client = try Server(protocolSpec: spec).connect(version)
        client.send(packet(#"14 00000007 "one" "two""#))
        #expect(client.takeReplies() == [.ok()])
        let (link, target): (Text, Text) = isDraftOrder ? ("one", "two") : ("two", "one")
        #expect(client.ask(Request.readlink(link))?.names?.map(\.name) == [target])
    }
}
