import SFTPFileSystem
import SSHTransport
import Scenario
import StrictJSON
import Testing

@testable import SFTPDouble

struct ConfigurationTests {
    private func configuration(_ json: String) throws -> Configuration {
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "t.json", text: json)])
        let loaded = try #require(scenario, "\(diagnostics.map { $0.render() })")
        return try Configuration(loaded, drawnSeed: 42)
    }

    private func nodes(_ configuration: Configuration) -> [FileTree.Node] {
        guard case .memory(let tree) = configuration.files else { return [] }
        return tree.nodes
    }

    @Test func `no scenario gives user demo with an empty home`() throws {
        let configuration = try Configuration(Scenario(), drawnSeed: 7)
        #expect(configuration.accounts.map(\.name) == ["demo"])
        #expect(configuration.accounts.map(\.password) == ["demo"])
        #expect(configuration.seed == 7)
        #expect(
            nodes(configuration) == [
                .init(
                    path: Array("/home/demo".utf8), entry: .directory, uid: 1000, gid: 1000)
            ])
    }

    @Test func `users are numbered from 1000 and own what lies in their homes`() throws {
        let configuration = try configuration(
            """
            {"version": 1, "seed": 3,
             "users": [{"name": "alice", "password": "a"}, {"name": "bob", "password": "b"}],
             "files": {"/home/bob/x.txt": {"text": "hi"}, "/etc/motd": {"text": ""}}}
            """)
        #expect(configuration.accounts.map(\.uid) == [1000, 1001])
        #expect(configuration.seed == 3)
        let found = nodes(configuration)
        let file = found.first { $0.path == Array("/home/bob/x.txt".utf8) }
        #expect(file?.uid == 1001)
        #expect(file?.entry == .file(.bytes(Array("hi".utf8))))
        #expect(found.first { $0.path == Array("/etc/motd".utf8) }?.uid == nil)
    }

    @Test func `an identification line loses the prefix the transport writes`() throws {
        let configuration = try configuration(
            """
            {"version": 1, "server": {"identification": "SSH-2.0-OpenSSH_9.2"}}
            """)
        #expect(configuration.identification == "OpenSSH_9.2")
    }

    @Test func `serving a folder moves every home to the start`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.serveFolder("/srv")
        #expect(configuration.accounts.map(\.home) == [Array("/".utf8)])
        configuration.serveFolder("/", start: Array("/tmp".utf8))
        #expect(configuration.accounts.map(\.home) == [Array("/tmp".utf8)])
    }

    @Test func `over a folder, who has no files in the scenario begins at the start`() throws {
        var configuration = try configuration(
            """
            {"version": 1,
             "users": [{"name": "bob", "password": "b"}, {"name": "bobby", "password": "b"}],
             "files": {"/home/bob/x.txt": {"text": "hi"}, "/a": {"text": ""}}}
            """)
        configuration.overlayFolder("/srv", start: Array("/in".utf8))
        let homes = configuration.accounts.map { String(decoding: $0.home, as: UTF8.self) }
        #expect(homes == ["/home/bob", "/in"])
        guard case .overlay("/srv", let tree) = configuration.files else {
            Issue.record("\(configuration.files)")
            return
        }
        let paths = tree.nodes.map { String(decoding: $0.path, as: UTF8.self) }
        #expect(paths.sorted() == ["/a", "/home/bob", "/home/bob/x.txt"])
    }

    @Test func `a missing folder below an overlay is one line`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.overlayFolder("/nonexistent/folder")
        #expect(
            throws: StartError.root("root folder /nonexistent/folder: no such folder")
        ) {
            _ = try TestDouble(configuration)
        }
    }

    @Test func `files that cannot be built name the path`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.files = .memory(
            FileTree([.init(path: Array("a".utf8), entry: .directory)]))
        let reason = FileTreeError.Reason.notAbsolute.sentence
        #expect(throws: StartError.scenario("files: a: \(reason)")) {
            _ = try TestDouble(configuration)
        }
    }

    @Test func `a missing root folder is one line`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.serveFolder("/nonexistent/folder")
        #expect(
            throws: StartError.root("root folder /nonexistent/folder: no such folder")
        ) {
            _ = try TestDouble(configuration)
        }
    }
}
