import SFTPServer
import SFTPWire
import Scenario
import Testing

/// The life of handles (draft-02 section 6.2 calls them opaque).
@Suite struct HandleTests {
    @Test func `a handle is its slot and how often the slot was used before`() throws {
        let client = try Server().connect()
        #expect(hex(try client.open("a.txt")) == "0000000000000000")
        #expect(hex(try client.open("a.txt")) == "0000000100000000")
        #expect(client.ask(Request.close(wire("00000000 00000000"))) == .ok())
        #expect(hex(try client.opendir("dir")) == "0000000000000001")
        #expect(hex(try client.open("a.txt")) == "0000000200000000")
    }

    @Test func `a closed handle stays invalid when its slot is used again`() throws {
        let client = try Server().connect()
        let stale = try client.open("a.txt")
        #expect(client.ask(Request.close(stale)) == .ok())
        #expect(client.ask(Request.close(stale)) == .invalidHandle())
        let fresh = try client.open("empty", [.read, .write])
        #expect(client.ask(Request.read(stale)) == .invalidHandle())
        #expect(client.ask(Request.write(stale, "x")) == .invalidHandle())
        #expect(client.ask(Request.close(stale)) == .invalidHandle())
        #expect(client.ask(Request.fstat(fresh))?.attributes?.size == 0)
    }

    static let foreign: [[UInt8]] = [
        [], [0], wire("00000000 000000"), wire("00000000 00000000 00"), wire("00000000 00000001"),
        wire("00000001 00000000"), wire("ffffffff 00000000"), wire("00000000 ffffffff"),
        Array(repeating: 0, count: 256), Array(repeating: 0xff, count: 200_000),
    ]

    @Test(arguments: foreign)
    func `bytes that were never given out are no handle`(handle: [UInt8]) throws {
        let server = try Server()
        let client = server.connect()
        _ = try client.open("a.txt")
        #expect(client.ask(Request.fstat(handle)) == .invalidHandle())
        #expect(client.ask(Request.close(handle)) == .invalidHandle())
        #expect(client.ask(Request.readdir(handle)) == .invalidHandle())
    }

    @Test func `a handle is good in its own session only`() throws {
        let server = try Server()
        let handle = try server.connect().open("a.txt")
        #expect(server.connect().ask(Request.read(handle)) == .invalidHandle())
    }

    @Test func `over the limit nothing is opened, created or emptied`() throws {
        var limits = SessionLimits()
        limits.openHandles = 2
        let client = try Server(limits: limits).connect()
        let first = try client.open("a.txt")
        _ = try client.opendir("dir")
        let refusal = Reply.status(7, .failure, "Too many open handles")
        #expect(client.ask(Request.open("new", [.write, .create])) == refusal)
        #expect(client.ask(Request.open("a.txt", [.write, .truncate])) == refusal)
        #expect(client.ask(Request.opendir("dir")) == refusal)
        #expect(client.ask(Request.stat("new"))?.code == .noSuchFile)
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == 12)
        #expect(client.ask(Request.close(first)) == .ok())
        #expect(client.ask(Request.open("new", [.write, .create]))?.handle != nil)
    }

    @Test func `a session that ends says how many handles the client left open`() throws {
        let client = try Server().connect()
        let closed = try client.open("a.txt")
        _ = try client.open("a.txt")
        _ = try client.opendir("dir")
        #expect(client.ask(Request.close(closed)) == .ok())
        client.session.receivedEOF()
        #expect(client.channel.fault == .closeChannel(exitStatus: 0))
        #expect(client.session.closed() == 2)
        #expect(client.session.closed() == 0)
    }

    @Test func `a handle whose CLOSE a rule refused was not left open by the client`() throws {
        let server = try Server(
            rules: #"{"on": "fileClose", "times": 1, "do": {"status": "FAILURE"}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        _ = try client.open("a.txt")
        #expect(client.ask(Request.close(handle))?.code == .failure)
        #expect(client.ask(Request.read(handle, 0, 1))?.data != nil)
        #expect(client.session.closed() == 1)
    }

    static let unnamed: [String] = [
        #"{"on": "*", "phase": "after", "do": {"status": "FAILURE"}}"#,
        #"{"on": ["fileOpen", "dirList"], "phase": "after", "do": {"status": "OK"}}"#,
        #"{"on": ["fileOpen", "dirList"], "phase": "after", "do": {"drop": true}}"#,
        #"{"on": ["fileOpen", "dirList"], "do": {"drop": true}}"#,
        #"{"on": ["fileOpen", "dirList"], "do": {"delay": {"for": "1s", "holds": "reply"}}}"#,
        #"{"on": ["fileOpen", "dirList"], "phase": "after", "do": {"delay": "1s"}}"#,
        #"{"on": ["fileOpen", "dirList"], "do": {"delay": "1s"}}"#,
    ]

    @Test(arguments: unnamed)
    func `a handle the client was never told is not counted and takes no place`(
        rule: String
    ) throws {
        var limits = SessionLimits()
        limits.openHandles = 1
        let server = try Server(rules: rule, limits: limits)
        let client = server.connect()
        for _ in 0..<3 { client.send(Request.open("a.txt") + Request.opendir("dir")) }
        #expect(client.takeReplies().allSatisfy { $0.code != nil })
        #expect(client.session.closed() == 0)
    }

    @Test func `handles the server itself made impossible to close are not counted`() throws {
        let server = try Server(
            rules: #"{"on": "fileRead", "do": {"connection": {"closeChannel": {}}}}"#)
        let client = server.connect()
        let handle = try client.open("a.txt")
        client.send(Request.read(handle))
        #expect(client.session.closed() == 0)
    }
}
