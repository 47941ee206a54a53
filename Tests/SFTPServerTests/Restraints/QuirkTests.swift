import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Habits of real servers that a scenario asks for.
@Suite struct QuirkTests {
    private func client(_ quirks: String) throws -> (Server, Client) {
        let server = try Server(scenario: #""server": {"quirks": {\#(quirks)}}"#)
        return (server, server.connect())
    }

    @Test func `blocks in order are written, the first at the start or the end; others refused`()
        throws
    {
        let (server, client) = try client(#""writes": "sequential""#)
        let handle = try client.open("new", [.write, .create])
        #expect(client.ask(Request.write(handle, 2, "x"))?.code == .failure)
        #expect(client.ask(Request.write(handle, 0, "ab")) == .ok())
        #expect(client.ask(Request.write(handle, 3, "x"))?.code == .failure)
        #expect(client.ask(Request.write(handle, 0, "x"))?.code == .failure)
        #expect(client.ask(Request.write(handle, 2, "cd")) == .ok())
        let resumed = try client.open("new", .write)
        #expect(client.ask(Request.write(resumed, 4, "ef")) == .ok())
        #expect(server.text("/home/demo/new") == "abcdef")
    }

    @Test func `the status of a block out of order is the scenario's`() throws {
        let (_, client) = try client(#""writes": "sequential", "outOfOrder": "OP_UNSUPPORTED""#)
        let handle = try client.open("new", [.write, .create])
        #expect(client.ask(Request.write(handle, 1, "x"))?.code == .opUnsupported)
    }

    @Test func `offsets are ignored: blocks go to the end in the order they come`() throws {
        let (server, client) = try client(#""writes": "appended""#)
        let handle = try client.open("new", [.write, .create])
        for (offset, text) in [(100, "a"), (0, "b"), (0, "c")] as [(UInt64, Text)] {
            #expect(client.ask(Request.write(handle, offset, text)) == .ok())
        }
        #expect(server.text("/home/demo/new") == "abc")
    }

    @Test func `the flag to append is ignored: blocks go to their offset`() throws {
        let (server, client) = try client(#""appendFlag": "ignored""#)
        let handle = try client.open("a.txt", [.write, .append])
        #expect(client.ask(Request.write(handle, 0, "HELL")) == .ok())
        #expect(server.text("/home/demo/a.txt") == "HELLo, world")
    }

    @Test(arguments: [
        ("error", Reply.status(7, .noSuchFile, "No such file")), ("empty", .path("")),
        ("normalized", .path("/home/demo/none")),
    ])
    func `REALPATH of what is missing`(answer: String, expected: Reply) throws {
        let (_, client) = try client(#""missingRealpath": "\#(answer)""#)
        #expect(client.ask(Request.realpath("none")) == expected)
        #expect(client.ask(Request.realpath("dir/../link")) == .path("/home/demo/a.txt"))
    }

    @Test func `REALPATH below what is missing is its text when paths are made up`() throws {
        let (_, client) = try client(#""missingRealpath": "normalized""#)
        #expect(client.ask(Request.realpath("none/x/../y")) == .path("/home/demo/none/y"))
    }

    @Test func `a READ of no bytes is answered as the scenario says`() throws {
        let (_, client) = try client(#""emptyRead": "EOF""#)
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, 0, 0))?.code == .eof)
        #expect(client.ask(Request.read(handle, 0, 5))?.data == Array("hello".utf8))
    }

    @Test func `a rule gives one session habits`() throws {
        let server = try Server(
            rules: #"{"on": "init", "times": 1, "do": {"quirks": {"emptyRead": "EOF"}}}"#)
        for code in [StatusCode.eof, nil] {
            let client = server.connect()
            let handle = try client.open("a.txt")
            #expect(client.ask(Request.read(handle, 0, 0))?.code == code)
        }
    }

    @Test func `names are found whatever their case, and listed as they were made`() throws {
        let (server, client) = try client(#""fileNames": "insensitive""#)
        #expect(client.ask(Request.stat("/HOME/Demo/A.TXT"))?.attributes?.size == 12)
        let handle = try client.open("A.txt", [.write, .create, .truncate])
        #expect(client.ask(Request.write(handle, "new")) == .ok())
        #expect(server.text("/home/demo/a.txt") == "new")
        #expect(client.ask(Request.mkdir("DIR"))?.code == .failure)
        #expect(client.ask(Request.realpath("DIR/INNER")) == .path("/home/demo/dir/inner"))
        #expect(client.ask(Request.rename("DIR/Inner", "dir/Inner")) == .ok())
        #expect(client.ask(Request.realpath("dir/inner")) == .path("/home/demo/dir/Inner"))
        #expect(client.ask(Request.stat("LOCKE"))?.code == .noSuchFile)
    }
}
