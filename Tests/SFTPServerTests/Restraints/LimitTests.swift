import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Limits of a scenario: what is over them is answered as it says, and nothing is done.
@Suite struct LimitTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test(arguments: [
        ("1", Reply.status(7, .failure, "Too many open handles")),
        (
            #"{"count": 1, "status": "PERMISSION_DENIED"}"#,
            .status(7, .permissionDenied, "Permission denied.")
        ),
    ])
    func `one handle too many is refused before anything is opened or made`(
        limit: String, refusal: Reply
    ) throws {
        let server = try Server(scenario: #""server": {"limits": {"openHandles": \#(limit)}}"#)
        let client = server.connect()
        let first = try client.open("a.txt")
        #expect(client.ask(Request.open("x", [.write, .create])) == refusal)
        #expect(client.ask(Request.opendir("x")) == refusal)
        #expect(server.text("/home/demo/x") == nil)
        #expect(client.ask(Request.close(first)) == .ok())
        _ = try client.opendir("dir")
    }

    @Test func `a packet over the limit is answered and not carried out; one on it is`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"packet": {"size": "29B", "status": "BAD_MESSAGE"}}}"#
        )
        let client = server.connect()
        let handle = try client.open("a.txt", .write)
        // Type, id, handle, offset and length take 29 bytes, so no byte of data has room.
        #expect(client.ask(Request.write(handle, "x")) == .status(7, .badMessage, "Bad message."))
        #expect(client.ask(Request.write(handle, "")) == .ok())
        #expect(server.text("/home/demo/a.txt") == "hello, world")
    }

    @Test(arguments: [
        (#""40B""#, ConnectionFault.closeChannel(exitStatus: 1)),
        (#"{"size": "40B", "connection": "reset"}"#, .reset),
    ])
    func `a packet over the limit ends the channel or the connection`(
        limit: String, fault: ConnectionFault
    ) throws {
        let server = try Server(scenario: #""server": {"limits": {"packet": \#(limit)}}"#)
        let client = server.connect()
        client.send(Request.stat("a.txt") + Request.stat("a/path/that/is/too/long/for/the/limit"))
        #expect(client.takeReplies().count == 1)
        #expect(client.channel.fault == fault)
    }

    @Test func `READ gets no more than the limit, WRITE of more is refused`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"read": "5B", "write": "3B"}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt", [.read, .write])
        #expect(client.ask(Request.read(handle, 0, 100))?.data == Array("hello".utf8))
        #expect(client.ask(Request.read(handle, 10, 5))?.data == Array("ld".utf8))
        #expect(client.ask(Request.write(handle, "abcd"))?.code == .failure)
        #expect(client.ask(Request.write(handle, "abc")) == .ok())
        #expect(server.text("/home/demo/a.txt") == "abclo, world")
    }

    @Test func `READ of more than the limit is refused when the limit has a status`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"read": {"size": "5B", "status": "BAD_MESSAGE"}}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, 0, 6))?.code == .badMessage)
        #expect(client.ask(Request.read(handle, 0, 5))?.data == Array("hello".utf8))
    }

    @Test func `limits@openssh.com says the limits there are`() throws {
        let server = try Server(
            scenario: #"""
                "server": {"limits": {
                  "openHandles": 3, "packet": "2KiB", "read": "100B", "write": "50B"}}
                """#)
        #expect(
            server.connect().ask(Request.limits())
                == .extended(
                    7,
                    wire(
                        """
                        0000000000000800 0000000000000064 0000000000000032 0000000000000003
                        """)))
    }

    @Test func `requests that come too soon are taken up in time, one session not for another`()
        throws
    {
        let server = try Server(
            scenario: #""server": {"limits": {"requests": {"perSecond": 10, "burst": 2}}}"#)
        let client = server.connect()
        client.send((1...4).flatMap { Request.stat("a.txt", id: $0) })
        #expect(client.takeReplies().map(\.id) == [1, 2])
        #expect(server.connect().ask(Request.stat("a.txt"))?.attributes != nil)
        client.advance(by: 100 * Self.millisecond - 1)
        #expect(client.takeReplies() == [])
        client.advance(by: 1)
        #expect(client.takeReplies().map(\.id) == [3])
        client.advance(by: 100 * Self.millisecond)
        #expect(client.takeReplies().map(\.id) == [4])
    }

    @Test func `rules are asked once of a request that waited for its turn`() throws {
        let server = try Server(
            scenario: #"""
                "server": {"limits": {"requests": {"perSecond": 10, "burst": 1}}},
                "rules": [{"on": "fileRemove", "times": 1, "do": {"status": "FAILURE"}}]
                """#)
        let client = server.connect()
        client.send(Request.stat("a.txt") + Request.remove("a.txt") + Request.remove("a.txt"))
        client.advance(by: 100 * Self.millisecond)
        client.advance(by: 100 * Self.millisecond)
        #expect(client.takeReplies().map(\.code) == [nil, .failure, .ok])
    }

    @Test func `requests that come too soon are answered so when the limit has a status`() throws {
        let server = try Server(
            scenario: #"""
                "server": {"limits": {
                  "requests": {"perSecond": 1, "burst": 1, "status": "NO_CONNECTION"}}}
                """#)
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        #expect(client.ask(Request.remove("a.txt"))?.code == .noConnection)
        client.advance(by: 1_000 * Self.millisecond)
        #expect(client.ask(Request.remove("a.txt")) == .ok())
    }

    @Test func `a request whose turn never came is not carried out and is in the journal`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"requests": {"perSecond": 1, "burst": 1}}}"#)
        let client = server.connect()
        client.send(Request.stat("a.txt") + Request.remove("a.txt"))
        client.session.closed()
        #expect(server.text("/home/demo/a.txt") == "hello, world")
        #expect(server.entries.map(\.kind) == [.getAttributes, .fileRemove])
        #expect(server.entries.map(\.status) == [.ok, nil])
    }

    @Test(arguments: [
        (#"{"uses": 2}"#, 2, StatusCode.failure),
        (#"{"uses": 2, "status": "NO_SUCH_FILE"}"#, 2, .noSuchFile),
        (#""1s""#, 10, .failure),
        (#"{"for": "1s", "uses": 3}"#, 3, .failure),
    ])
    func `a handle is refused after its time or uses, CLOSE too, and is closed then`(
        limit: String, good: Int, code: StatusCode
    ) throws {
        let server = try Server(scenario: #""server": {"limits": {"handleLife": \#(limit)}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        for _ in 0..<good { #expect(client.ask(Request.read(handle, 0, 1))?.data != nil) }
        client.advance(by: 1_000 * Self.millisecond)
        #expect(client.ask(Request.read(handle, 0, 1))?.code == code)
        #expect(client.ask(Request.fstat(handle))?.code == code)
        #expect(client.ask(Request.close(handle))?.code == code)
        #expect(client.ask(Request.close(handle)) == .invalidHandle())
        #expect(client.session.closed() == 0)
    }

    @Test func `CLOSE does not count as a use`() throws {
        let server = try Server(scenario: #""server": {"limits": {"handleLife": {"uses": 1}}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, 0, 1))?.data != nil)
        #expect(client.ask(Request.close(handle)) == .ok())
    }

    @Test func `a client that sends nothing for too long is cut off, and not before`() throws {
        let server = try Server(
            scenario: #""server": {"limits": {"idle": {"for": "3s", "connection": "reset"}}}"#)
        let client = server.connect()
        for _ in 0..<3 {
            client.advance(by: 2_999 * Self.millisecond)
            #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
        }
        #expect(client.channel.fault == nil)
        client.advance(by: 3_000 * Self.millisecond)
        #expect(client.channel.fault == .reset)
    }

    @Test func `a client that waits for the server is not idle`() throws {
        let server = try Server(
            scenario: #"""
                "server": {"limits": {"idle": "3s"}},
                "rules": [{"on": "getAttributes", "do": {"delay": "10s"}}]
                """#)
        let client = server.connect()
        client.send(Request.stat("a.txt"))
        for _ in 0..<10 { client.advance(by: 1_000 * Self.millisecond) }
        #expect(client.takeReplies().count == 1)
        #expect(client.channel.fault == nil)
    }

    @Test func `a rule sets limits from its event on, and lifts them`() throws {
        let server = try Server(
            rules: #"""
                {"on": "dirCreate", "do": {"limits": {"openHandles": 1, "read": "1B"}}},
                {"on": "dirRemove", "do": {"limits": "none"}}
                """#)
        let client = server.connect()
        let first = try client.open("a.txt")
        _ = try client.open("a.txt")
        #expect(client.ask(Request.mkdir("new")) == .ok())
        #expect(client.ask(Request.open("a.txt"))?.code == .failure)
        #expect(client.ask(Request.read(first))?.data?.count == 1)
        _ = try server.connect().open("a.txt")
        #expect(client.ask(Request.rmdir("new")) == .ok())
        _ = try client.open("a.txt")
        #expect(client.ask(Request.read(first))?.data?.count == 12)
    }

    @Test(arguments: [
        Request.open("dir/inner", .write), Request.open("up/new", [.write, .create]),
        Request.remove("dir/inner"), Request.rename("dir/inner", "x"),
        Request.rename("a.txt", "dir/x"), Request.mkdir("dir/x"), Request.rmdir("dir"),
        Request.setstat("dir/inner", FileAttributes(permissions: 0)),
        Request.symlink(target: "x", at: "dir/x"), Request.hardlink("a.txt", "dir/x"),
        Request.copyFile("a.txt", "dir/x"), Request.posixRename("a.txt", "dir/inner"),
    ])
    func `what may not be changed by its path is not, by another path neither`(
        request: [UInt8]
    ) throws {
        let server = try Server(scenario: #""server": {"readOnly": ["/home/*/dir"]}"#)
        let client = server.connect()
        let before = Snapshot(server.fileSystem)
        #expect(client.ask(request)?.code == .permissionDenied)
        #expect(Snapshot(server.fileSystem) == before)
    }

    @Test func `what may not be changed can be read, and the rest be changed`() throws {
        let server = try Server(scenario: #""server": {"readOnly": ["/home/*/dir"]}"#)
        let client = server.connect()
        _ = try client.open("dir/inner")
        _ = try client.opendir("dir")
        #expect(client.ask(Request.hardlink("dir/inner", "second")) == .ok())
        #expect(client.ask(Request.symlink(target: "/home/demo/dir", at: "new")) == .ok())
        #expect(client.ask(Request.remove("a.txt")) == .ok())
    }
}
