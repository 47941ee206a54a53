import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Names from version 4 on: UTF-8 unless the scenario wants bytes (draft-04 section 6.2, draft-13
/// 6 and 7.13).
@Suite struct NameEncodingTests {
    static let later: [ProtocolVersion] = [.v4, .v5, .v6]
    /// Latin-1, an overlong form, a surrogate, a cut sequence.
    static let invalid: [Text] = [
        [0xe9], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x61, 0xf0, 0x9f],
    ]

    private func server(_ names: NamePolicy, files: [FileTree.Node] = Server.files) throws
        -> Server
    {
        var spec = ProtocolSpec()
        spec.names = names
        return try Server(files: files, protocolSpec: spec)
    }

    @Test(arguments: invalid, later)
    func `a name that is not UTF-8 is an invalid name for every request`(
        name: Text, version: ProtocolVersion
    ) throws {
        let server = try server(.utf8)
        let client = server.connect(version)
        let requests = [
            Request.stat(name, version: version), Request.mkdir(name, version: version),
            Request.setstat(name, FileAttributes(permissions: 0), version: version),
            Request.opendir(name), Request.remove(name), Request.rmdir(name),
            Request.readlink(name), Request.realpath(name),
            Request.rename("a.txt", name, version: version),
            Request.rename(name, "x", version: version),
            version == .v6
                ? Request.link("new", to: name, isSymbolic: true)
                : Request.symlink(target: name, at: "new"),
        ]
        for request in requests {
            #expect(
                client.ask(request)
                    == .status(
                        7, version == .v6 ? .invalidFilename : .failure,
                        "The name is not UTF-8"), "\(hex(request))")
            #expect(server.entries.last?.record.outcome ?? .invalidFilename == .invalidFilename)
        }
        #expect(client.ask(Request.stat("a.txt", version: version))?.attributes != nil)
    }

    @Test(arguments: ["é", "日本", "e\u{301}", "🙂"] as [Text], later)
    func `names in UTF-8 are kept byte for byte`(name: Text, version: ProtocolVersion) throws {
        let client = try server(.utf8).connect(version)
        #expect(client.ask(Request.mkdir(name, version: version)) == .ok())
        let directory = try client.opendir(".")
        let names = client.ask(Request.readdir(directory))?.names?.map(\.name)
        #expect(names?.contains(name) == true)
    }

    @Test(arguments: later)
    func `a scenario that wants bytes gets them`(version: ProtocolVersion) throws {
        let client = try server(.raw).connect(version)
        #expect(client.ask(Request.mkdir([0xe9], version: version)) == .ok())
        let directory = try client.opendir(".")
        let names = client.ask(Request.readdir(directory))?.names?.map(\.name)
        #expect(names?.contains([0xe9]) == true)
    }

    private static let files = [
        FileTree.Node(path: [0x2f, 0x64, 0x2f, 0x63, 0xe9], .directory),
        FileTree.Node(path: "/l", .symlink(target: [0xe9])),
    ]

    @Test(arguments: later)
    func `a stored name that is not UTF-8 is repaired, and version 6 is given the true one`(
        version: ProtocolVersion
    ) throws {
        let client = try server(.utf8, files: Self.files).connect(version)
        let directory = try client.opendir("/d")
        let names = try #require(client.ask(Request.readdir(directory))?.names)
        let entry = try #require(names.last)
        #expect(entry.name == "c\u{fffd}")
        #expect(entry.attributes.untranslatedName == (version == .v6 ? [0x63, 0xe9] : nil))
        let isMarked = entry.attributes.bits?.contains(.translationError) ?? false
        #expect(isMarked == (version == .v6))
    }

    @Test(arguments: later)
    func `the target of a link is repaired likewise`(version: ProtocolVersion) throws {
        let client = try server(.utf8, files: Self.files).connect(version)
        let names = client.ask(Request.readlink("/l"))?.names
        #expect(names?.map(\.name) == ["\u{fffd}"])
    }

    @Test func `the name behind a handle is not asked again`() throws {
        let server = try server(.utf8, files: Self.files)
        let client = server.connect(.v3)
        let handle = try client.opendir([0x2f, 0x64, 0x2f, 0x63, 0xe9])
        client.send(Request.initialize(6))
        _ = client.takeOutput()
        client.version = .v6
        #expect(client.ask(Request.fstat(handle, version: .v6))?.attributes?.type == .directory)
    }
}
