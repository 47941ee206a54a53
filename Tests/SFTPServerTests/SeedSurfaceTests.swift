import SFTPServer
import SFTPWire
import Scenario
import Synchronization
import Testing

/// What users of IPWorks SSH and SecureBlackbox can do that a naive double would miss.
///
/// The 25 points of the research page on these components; those about the connection and its
/// login are in SeedSurfaceConnectionTests, and on the wire in the probes of Tests/Clients.
struct SeedSurfaceTests {
    private func client(_ rules: String) throws -> Client { try Server(rules: rules).connect() }

    @Test func `1 lie after success, and after failure`() throws {
        let client = try client(
            #"""
            {"on": "fileRemove", "phase": "after", "when": {"outcome": "OK"},
             "do": {"status": "PERMISSION_DENIED"}},
            {"on": "fileRemove", "phase": "after", "do": {"status": "OK"}}
            """#)
        #expect(client.ask(Request.remove("a.txt"))?.code == .permissionDenied)
        #expect(client.ask(Request.stat("a.txt"))?.code == .noSuchFile)
        #expect(client.ask(Request.remove("nothing"))?.code == .ok)
    }

    @Test func `2 the after phase sees the true outcome and decides on it`() throws {
        let client = try client(
            #"""
            {"on": "dirRemove", "phase": "after", "when": {"outcome": "DIR_NOT_EMPTY"},
             "do": {"status": {"code": "FAILURE", "message": "not empty"}}}
            """#)
        #expect(
            client.ask(Request.rmdir("dir", id: 1))
                == .status(1, .failure, message: "not empty", language: "en"))
        #expect(client.ask(Request.rmdir("void"))?.code == .ok)
    }

    @Test func `3 refused before any effect, nothing was touched`() throws {
        let server = try Server(rules: #"{"on": "fileOpen", "do": {"status": "NO_MEDIA"}}"#)
        let client = server.connect()
        #expect(client.ask(Request.open("a.txt", [.write, .truncate]))?.code == .noMedia)
        #expect(client.ask(Request.open("new", [.write, .create]))?.code == .noMedia)
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == 12)
        #expect(client.ask(Request.stat("new"))?.code == .noSuchFile)
    }

    @Test func `4 one block fails, not the transfer`() throws {
        let client = try client(
            #"""
            {"on": "fileWrite", "when": {"offset": "4B"}, "times": 1,
             "do": {"status": "NO_SPACE_ON_FILESYSTEM"}}
            """#)
        let handle = try client.open("new", [.write, .create])
        let codes = [0, 4, 8, 4].map {
            client.ask(Request.write(handle, $0, "four"))?.code
        }
        #expect(codes == [.ok, .noSpaceOnFilesystem, .ok, .ok])
    }

    @Test func `5 other data, fewer bytes, end of file early`() throws {
        let client = try client(
            #"""
            {"on": "fileRead", "times": 1, "do": {"data": "HELLO, WORLD"}},
            {"on": "fileRead", "times": 1, "do": {"data": "he"}},
            {"on": "fileRead", "times": 1, "do": {"status": "EOF"}}
            """#)
        let handle = try client.open("a.txt")
        let replies = (1...4).map { client.ask(Request.read(handle, 0, 12, id: $0)) }
        #expect(
            replies == [
                .data(1, Text("HELLO, WORLD").bytes), .data(2, Text("he").bytes),
                .status(3, .eof, message: "End of file.", language: "en"),
                .data(4, Text("hello, world").bytes),
            ])
    }

    @Test func `6 the block to be written can be looked into before it is stored`() throws {
        let server = try Server()
        server.context.on(.fileWrite, .before) { event in
            if event.data?.starts(with: [0x4D, 0x5A]) == true { event.answer(.permissionDenied) }
        }
        let client = server.connect()
        let handle = try client.open("new", [.write, .create])
        #expect(client.ask(Request.write(handle, 0, "MZ program"))?.code == .permissionDenied)
        #expect(client.ask(Request.write(handle, 0, "text"))?.code == .ok)
        #expect(client.ask(Request.stat("new"))?.attributes?.size == 4)
    }

    @Test(arguments: ["h", String(repeating: "x", count: 300), ""])
    func `7 the handle is the scenario's choice, also too long or empty or twice`(
        handle: String
    ) throws {
        let client = try client(
            #"{"on": "fileOpen", "do": {"handle": "\#(handle)"}}"#)
        #expect(client.ask(Request.open("a.txt"))?.handle == Array(handle.utf8))
        #expect(client.ask(Request.open("empty"))?.handle == Array(handle.utf8))
    }

    @Test(arguments: [("file", false), ("directory", true)])
    func `8 CLOSE fails, of files and of directories`(kind: String, isFolder: Bool) throws {
        let client = try client(
            #"""
            {"on": "fileClose", "phase": "after", "when": {"handleKind": "\#(kind)"},
             "do": {"status": "QUOTA_EXCEEDED"}}
            """#)
        let file = try client.open("a.txt")
        let folder = try client.opendir("dir")
        #expect(client.ask(Request.close(file))?.code == (isFolder ? .ok : .quotaExceeded))
        #expect(client.ask(Request.close(folder))?.code == (isFolder ? .quotaExceeded : .ok))
    }

    @Test func `10 the listing says another thing than STAT`() throws {
        let client = try client(
            #"{"on": "dirRead", "phase": "after", "do": {"attributes": {"set": {"size": "7B"}}}}"#)
        let handle = try client.opendir("dir")
        let names = client.ask(Request.readdir(handle))?.names
        #expect(names?.first { $0.name == "inner" }?.attributes.size == 7)
        #expect(client.ask(Request.stat("dir/inner"))?.attributes?.size == 3)
    }

    @Test func `12 a text of one's own beside the code, per connection`() throws {
        let server = try Server(
            rules: #"""
                {"on": "linkRead", "when": {"connection": 2},
                 "do": {"status": {"code": "FAILURE", "message": "zwei", "language": "de"}}},
                {"on": "linkRead", "do": {"status": {"code": "FAILURE", "message": "one"}}}
                """#)
        for (connection, message, language) in [(1, "one", "en"), (2, "zwei", "de")] {
            let client = Client(server, connection: connection)
            client.send(Request.initialize())
            _ = client.takeOutput()
            #expect(
                client.ask(Request.readlink("link"))
                    == .status(7, .failure, message: message, language: language))
        }
    }

    @Test(arguments: ["server", "script", "abort"])
    func `21 the server does it, the script does it, or nobody`(choice: String) throws {
        let rules = [
            "server": #"{"on": "fileRemove", "do": {"delay": "0s"}}"#,
            "script": #"{"on": "fileRemove", "do": {"effect": "skip"}}"#,
            "abort": #"{"on": "fileRemove", "do": {"status": "PERMISSION_DENIED"}}"#,
        ]
        let client = try client(try #require(rules[choice]))
        let code = client.ask(Request.remove("a.txt"))?.code
        let isThere = client.ask(Request.stat("a.txt"))?.attributes != nil
        #expect(code == (choice == "abort" ? .permissionDenied : .ok))
        #expect(isThere == (choice != "server"))
    }

    @Test(arguments: [
        ("NO_CONNECTION", 6), ("CONNECTION_LOST", 7), ("LOCK_CONFLICT", 17),
        ("NO_MATCHING_BYTE_RANGE_LOCK", 31), ("4711", 4711),
    ])
    func `22 codes no server may send, and codes above the version`(
        name: String, number: UInt32
    ) throws {
        let spelled = UInt32(name) == nil ? "\"\(name)\"" : name
        let client = try client(#"{"on": "fileRemove", "do": {"status": \#(spelled)}}"#)
        #expect(client.ask(Request.remove("a.txt"))?.code?.rawValue == number)
    }

    @Test func `23 the journal has bytes asked for and bytes moved, and no password`() throws {
        let server = try Server()
        let client = server.connect()
        let handle = try client.open("a.txt")
        _ = client.ask(Request.read(handle, 8, 1000))
        let record = try #require(server.entries.last?.record)
        #expect(record.asked == 1000 && record.moved == 4)
    }

    @Test func `24 offsets have 64 bits`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRead", "when": {"offset": {"above": "8388607TiB"}},
                 "do": {"data": "far"}}
                """#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(
            client.ask(Request.read(handle, 1 << 63, 3, id: 1))
                == .data(1, Text("far").bytes))
        #expect(client.ask(Request.read(handle, 1 << 62, 3))?.code == .eof)
        #expect(server.entries.dropLast().last?.record.offset == 1 << 63)
    }

    @Test func `25 what is removed or renamed is told by the request, not the event alone`() throws
    {
        let client = try client(
            #"""
            {"on": ["fileRemove", "dirRemove"], "when": {"request": "RMDIR"},
             "do": {"status": "WRITE_PROTECT"}},
            {"on": "fileRename", "when": {"path": "**/dir"}, "do": {"status": "NO_MEDIA"}}
            """#)
        #expect(client.ask(Request.rmdir("void"))?.code == .writeProtect)
        #expect(client.ask(Request.remove("empty"))?.code == .ok)
        #expect(client.ask(Request.rename("dir", "other"))?.code == .noMedia)
        #expect(client.ask(Request.rename("a.txt", "b.txt"))?.code == .ok)
    }
}
