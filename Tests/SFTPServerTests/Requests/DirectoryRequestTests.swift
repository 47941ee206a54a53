import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// OPENDIR, READDIR, MKDIR and RMDIR (draft-02 sections 6.6 and 6.7).
@Suite struct DirectoryRequestTests {
    /// Lists a directory to its end; every reply's names.
    private func list(_ path: Text, _ client: Client) throws -> [[Reply.Name]] {
        let handle = try client.opendir(path)
        var batches: [[Reply.Name]] = []
        while let names = client.ask(Request.readdir(handle))?.names { batches.append(names) }
        #expect(client.ask(Request.readdir(handle)) == .status(7, .eof, "End of file."))
        #expect(client.ask(Request.close(handle)) == .ok())
        return batches
    }

    @Test func `a listing has the dots and every name once, links not followed`() throws {
        let client = try Server().connect()
        let names = try list(".", client).flatMap(\.self)
        #expect(
            names.map(\.name.description) == [
                ".", "..", "a.txt", "empty", "big", "dir", "void", "locked", "link", "dangling",
                "loop", "up",
            ])
        let link = names.first { $0.name == "link" }
        #expect(link?.attributes.permissions == 0o120_777)
        #expect(link?.attributes.size == 5)
    }

    @Test func `10,000 names come in batches of about 32 KB, each name once`() throws {
        let made = (0..<10_000).map { Text("/many/file-\($0)") }
        let files = made.map { FileTree.Node(path: $0, .file(.bytes([]))) }
        let client = try Server(files: files + Server.files).connect()
        let handle = try client.opendir("/many")
        var names: [Text] = []
        var replies = 0
        while true {
            client.send(Request.readdir(handle))
            let output = client.takeOutput()
            #expect(output.count < 64_000)
            guard let batch = Client.replies(in: output).first?.names else { break }
            replies += 1
            names += batch.map(\.name)
        }
        #expect(names.count == 10_002)
        let expected = [".", ".."] + made.map { Text(Array($0.bytes.dropFirst(6))) }
        #expect(Set(names) == Set(expected))
        #expect(replies < 100)
    }

    @Test func `names of 255 bytes that are not UTF-8 come as they are`() throws {
        let name = Text((0..<255).map { UInt8($0 % 127 + 128) })
        let client = try Server().connect()
        #expect(client.ask(Request.open(name, [.write, .create]))?.handle != nil)
        #expect(client.ask(Request.stat(name))?.attributes?.size == 0)
        let entry = try list(".", client).flatMap(\.self).last
        #expect(entry?.name == name)
        #expect(entry?.longName.bytes.suffix(256).elementsEqual([32] + name.bytes) == true)
    }

    @Test func `names removed while listing are left out, names made then too`() throws {
        let client = try Server().connect()
        let handle = try client.opendir("dir")
        #expect(client.ask(Request.remove("dir/inner")) == .ok())
        _ = try client.open("dir/later", [.write, .create])
        let names = client.ask(Request.readdir(handle))?.names
        #expect(names?.map(\.name) == [".", ".."])
    }

    @Test func `two listings of one directory do not disturb each other`() throws {
        let client = try Server().connect()
        let first = try client.opendir("dir")
        let second = try client.opendir("dir")
        #expect(client.ask(Request.readdir(first))?.names?.count == 3)
        #expect(client.ask(Request.readdir(second))?.names?.count == 3)
    }

    @Test func `MKDIR takes attributes less the umask, RMDIR takes it away again`() throws {
        let client = try Server().connect()
        let wanted = FileAttributes(permissions: 0o777)
        #expect(client.ask(Request.mkdir("new", wanted)) == .ok())
        #expect(client.ask(Request.stat("new"))?.attributes?.permissions == 0o40_755)
        #expect(client.ask(Request.rmdir("new")) == .ok())
        #expect(client.ask(Request.stat("new"))?.code == .noSuchFile)
    }

    @Test func `the journal tells the names listed and the end`() throws {
        let server = try Server()
        let client = server.connect()
        _ = try list("dir", client)
        let entries = server.entries
        #expect(entries.map(\.kind) == [.dirList, .dirRead, .dirRead, .dirRead, .fileClose])
        #expect(entries.map(\.record.moved) == [nil, 3, nil, nil, nil])
        #expect(entries.map(\.status) == [.ok, .ok, .eof, .eof, .ok])
        #expect(entries.allSatisfy { $0.path == Array("/home/demo/dir".utf8) })
    }

    @Test func `a directory handle stands for the directory that was opened`() throws {
        // By its text far/.. is /home/demo; the link leads below /deep.
        let files =
            Server.files + [
                FileTree.Node(path: "/deep/below", .directory, mode: 0o700),
                FileTree.Node(path: "/home/demo/far", .symlink(target: Array("/deep/below".utf8))),
            ]
        let client = try Server(files: files).connect()
        let handle = try client.opendir("far/..")
        #expect(client.ask(Request.readdir(handle))?.names?.map(\.name) == [".", "..", "below"])
        let mode = FileAttributes(permissions: 0o711)
        #expect(client.ask(Request.fsetstat(handle, mode)) == .ok())
        #expect(client.ask(Request.fstat(handle))?.attributes?.permissions == 0o40_711)
        #expect(client.ask(Request.stat("/deep"))?.attributes?.permissions == 0o40_711)
        #expect(client.ask(Request.stat("/home/demo"))?.attributes?.permissions == 0o40_755)
    }
}
