import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What is answered and what is done go apart: nothing is stored, or only a part.
@Suite struct EffectRuleTests {
    /// The requests whose success is a plain status.
    private static let plain = RequestCase.all.filter { request in
        let names = ["fsync", "copy-data"]
        let kinds: Set<EventKind> = [
            .fileWrite, .fileClose, .fileRemove, .fileRename, .dirCreate, .dirRemove,
            .setAttributes, .linkCreate,
        ]
        return kinds.contains(request.event) || names.contains(request.name)
    }

    @Test(arguments: plain)
    func `success is reported although nothing was done`(request: RequestCase) throws {
        let rule = Rule(name: "skip", events: [request.event], effects: [.skipOperation])
        let server = try Server(files: RequestCase.files, rules: [rule])
        let client = server.connect()
        for request in RequestCase.opened { _ = client.ask(request) }
        let before = Snapshot(server.fileSystem)
        #expect(client.ask(request.request) == .ok())
        #expect(Snapshot(server.fileSystem) == before)
        #expect(server.entries.last?.rules == ["skip"])
    }

    @Test(arguments: [Text("new"), "a.txt", "no/such/new", "locked"])
    func `an OPEN that is skipped opens nothing, and its handle is that of an empty file`(
        path: Text
    ) throws {
        let server = try Server(rules: #"{"on": "fileOpen", "do": {"effect": "skip"}}"#)
        let client = server.connect()
        let before = Snapshot(server.fileSystem)
        let handle = try client.open(path, [.read, .write, .create, .truncate])
        #expect(client.ask(Request.read(handle))?.code == .eof)
        #expect(client.ask(Request.write(handle, "lost")) == .ok())
        #expect(client.ask(Request.read(handle))?.code == .eof)
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == 0)
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(client.ask(Request.close(handle))?.code == .failure)
        #expect(Snapshot(server.fileSystem) == before)
    }

    @Test func `an OPENDIR that is skipped lists nothing`() throws {
        let server = try Server(rules: #"{"on": "dirList", "do": {"effect": "skip"}}"#)
        let client = server.connect()
        for path in [Text("dir"), "nowhere"] {
            let handle = try client.opendir(path)
            #expect(client.ask(Request.readdir(handle))?.code == .eof)
        }
    }

    @Test(arguments: [
        (#"{"bytes": "2B"}"#, "xyllo, world"), (#"{"bytes": "9B"}"#, "xyzwo, world"),
        (#"{"bytes": "0B"}"#, "hello, world"), (#"{"share": 0.5}"#, "xyllo, world"),
        (#"{"share": 0}"#, "hello, world"), (#"{"share": 1}"#, "xyzwo, world"),
    ])
    func `the beginning of a block is stored and the whole reported`(
        part: String, text: String
    ) throws {
        let server = try Server(rules: #"{"on": "fileWrite", "do": {"effect": \#(part)}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt", .write)
        #expect(client.ask(Request.write(handle, "xyzw")) == .ok())
        #expect(server.text("/home/demo/a.txt") == text)
    }

    @Test func `the beginning of a block is stored and a failure reported`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileWrite", "do": {"effect": {"bytes": "2B"}}},
                {"on": "fileWrite", "phase": "after", "do": {"status": "NO_SPACE_ON_FILESYSTEM"}}
                """#)
        let client = server.connect()
        let handle = try client.open("a.txt", .write)
        #expect(client.ask(Request.write(handle, "xyzw"))?.code == .noSpaceOnFilesystem)
        #expect(server.text("/home/demo/a.txt") == "xyllo, world")
        #expect(server.entries.last?.record.moved == 2)
    }
}
