import SFTPFileSystem
import SFTPServer
import SFTPWire
import Testing

/// get-temp-folder, make-temp-folder and space-available
/// (draft-ietf-secsh-filexfer-extensions-00).
@Suite struct TempFolderTests {
    private static let get = Request.extended("get-temp-folder", [])
    private static let make = Request.extended("make-temp-folder", [])

    @Test func `the folder is /tmp where there is one, the session's own otherwise`() throws {
        #expect(try Server().connect().ask(Self.get) == .path("/home/demo"))
        let files = Server.files + [.init(path: "/tmp", .directory)]
        #expect(try Server(files: files).connect().ask(Self.get) == .path("/tmp"))
        let file = Server.files + [.init(path: "/tmp", .file(.bytes([])))]
        #expect(try Server(files: file).connect().ask(Self.get) == .path("/home/demo"))
    }

    @Test func `a new folder is made for its owner, with the next free name`() throws {
        let files =
            Server.files + [
                .init(path: "/tmp", .directory), .init(path: "/tmp/temp-1-2", .file(.bytes([]))),
            ]
        let client = try Server(files: files).connect()
        #expect(client.ask(Self.make) == .path("/tmp/temp-1-1"))
        #expect(client.ask(Self.make) == .path("/tmp/temp-1-3"))
        let attributes = client.ask(Request.stat("/tmp/temp-1-3"))?.attributes
        #expect(attributes?.permissions == 0o40_700)
        #expect(attributes?.uid == 1000)
    }

    @Test func `a folder that cannot be written is said to be so`() throws {
        let files = Server.files + [.init(path: "/tmp", .directory, mode: 0o555)]
        let client = try Server(files: files).connect()
        #expect(client.ask(Self.make)?.code == .permissionDenied)
    }

    @Test func `space-available gives the numbers of statvfs in bytes`() throws {
        let client = try Server().connect()
        client.send(Request.statvfs("/"))
        let output = client.takeOutput()
        var reader = try WireReader(packet: output.span.bytes)
        let counts = try StatvfsReply(from: &reader, version: .v3)
        client.send(Request.spaceAvailable("a.txt"))
        let answer = client.takeOutput()
        #expect(answer.count == 9 + 4 * 8 + 4)
        var answerReader = try WireReader(packet: answer.span.bytes)
        let space = try SpaceAvailableReply(from: &answerReader, version: .v3)
        #expect(space.bytesOnDevice == counts.blocks * 4_096)
        #expect(space.unusedBytesOnDevice == counts.freeBlocks * 4_096)
        #expect(space.bytesAvailableToUser == counts.blocks * 4_096)
        #expect(space.unusedBytesAvailableToUser == counts.availableBlocks * 4_096)
        #expect(space.bytesPerAllocationUnit == 4_096)
        #expect(client.ask(Request.spaceAvailable("nowhere"))?.code == .noSuchFile)
    }
}
