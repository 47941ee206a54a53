import SFTPServer
import SFTPWire
import Scenario
import Testing

/// INIT and VERSION (draft-02 section 4), and what is sent before them.
@Suite struct HandshakeTests {
    private static let extensions = [
        "posix-rename@openssh.com=1", "statvfs@openssh.com=2", "fstatvfs@openssh.com=2",
        "hardlink@openssh.com=1", "fsync@openssh.com=1", "lsetstat@openssh.com=1",
        "limits@openssh.com=1", "expand-path@openssh.com=1", "copy-data=1", "home-directory=1",
        "users-groups-by-id@openssh.com=1",
    ]

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, UInt32.max])
    func `a server of version 3 answers every version with 3 and all extensions`(
        version: UInt32
    ) throws {
        let server = try Server(protocolSpec: .only(.v3))
        let client = Client(server)
        let reply = client.ask(Request.initialize(version))
        #expect(reply == .version(3, extensions: Self.extensions))
        #expect(client.channel.fault == nil)
        let entry = try #require(server.journal.entries.first)
        #expect(entry.kind == .`init`)
        #expect(entry.record.version == version)
        #expect(entry.record.requestID == nil)
        #expect(entry.status == .ok)
    }

    @Test func `VERSION is laid out as length, type, version, pairs`() throws {
        let client = Client(try Server())
        client.send(wire("00000005 01 00000003"))
        #expect(
            hex(client.takeOutput())
                == hex(
                    wire(
                        """
                        0000013e 02 00000003
                        00000018 'posix-rename@openssh.com' 00000001 '1'
                        00000013 'statvfs@openssh.com' 00000001 '2'
                        00000014 'fstatvfs@openssh.com' 00000001 '2'
                        00000014 'hardlink@openssh.com' 00000001 '1'
                        00000011 'fsync@openssh.com' 00000001 '1'
                        00000014 'lsetstat@openssh.com' 00000001 '1'
                        00000012 'limits@openssh.com' 00000001 '1'
                        00000017 'expand-path@openssh.com' 00000001 '1'
                        00000009 'copy-data' 00000001 '1'
                        0000000e 'home-directory' 00000001 '1'
                        0000001e 'users-groups-by-id@openssh.com' 00000001 '1'
                        """)))
    }

    @Test func `extension pairs of the client are not answered and need not be whole`() throws {
        let client = Client(try Server())
        let reply = client.ask(wire("00000010 01 00000003 00000003 'x@y' 000000ff"))
        #expect(reply == .version(3, extensions: Self.extensions))
    }

    @Test func `a second INIT is answered again and leaves handles open`() throws {
        let server = try Server()
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.initialize()) == .version(3, extensions: Self.extensions))
        #expect(client.ask(Request.read(handle, 0, 5)) == .data(7, Array("hello".utf8)))
    }

    @Test func `a request before INIT is a bad message and does nothing`() throws {
        let server = try Server()
        let client = Client(server)
        let reply = client.ask(Request.mkdir("/new"))
        #expect(
            reply
                == .status(7, .badMessage, "Bad message. (SSH_FXP_MKDIR before SSH_FXP_INIT)"))
        let entry = try #require(server.journal.entries.first)
        #expect(entry.kind == .error)
        #expect(entry.record.request == .mkdir)
        #expect(entry.message == "SSH_FXP_MKDIR before SSH_FXP_INIT")
        client.send(Request.initialize())
        _ = client.takeOutput()
        #expect(client.ask(Request.stat("/new"))?.code == .noSuchFile)
    }

    @Test func `an INIT without a version is a bad message with id 0, the next one is answered`()
        throws
    {
        let server = try Server()
        let client = Client(server)
        let reply = client.ask(wire("00000003 01 0000"))
        #expect(
            reply
                == .status(
                    0, .badMessage,
                    "Bad message. (malformed SSH_FXP_INIT: truncated at 5 in field version)"))
        #expect(client.ask(Request.initialize()) == .version(3, extensions: Self.extensions))
    }
}
