import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What fails without any rule, with the code version 3 has for it and the reason in words.
@Suite struct NaturalErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let request: [UInt8]
        let code: StatusCode
        let message: String

        init(_ name: String, _ request: [UInt8], _ code: StatusCode, _ message: String) {
            self.name = name
            self.request = request
            self.code = code
            self.message = message
        }

        var testDescription: String { name }
    }

    private static let readable = wire("00000000 00000000")
    private static let writable = wire("00000001 00000000")
    private static let directory = wire("00000002 00000000")
    private static let nobodys = wire("00000009 00000000")

    @Test(arguments: rows)
    func `a failure has this code and message`(row: Row) throws {
        let server = try Server()
        let client = server.connect()
        #expect(try client.open("a.txt") == Self.readable)
        #expect(try client.open("empty", .write) == Self.writable)
        #expect(try client.opendir("dir") == Self.directory)
        let reply = client.ask(row.request)
        #expect(reply == .status(7, row.code, row.message))
        let entry = try #require(server.entries.last)
        #expect(entry.status == row.code)
        #expect(entry.message == row.message)
        #expect(client.session.closed() == 3)
    }

    static let rows = fileRows + pathRows + handleRows + extensionRows

    private static let longName = Text(Array(repeating: UInt8(ascii: "n"), count: 256))
    private static let mode = FileAttributes(permissions: 0o600)
    private static let size = FileAttributes(size: 1)

    private static let fileRows: [Row] = [
        Row("OPEN nothing", Request.open("nope"), .noSuchFile, "No such file"),
        Row("OPEN in nothing", Request.open("no/pe"), .noSuchFile, "No such path"),
        Row("OPEN in a file", Request.open("a.txt/x"), .noSuchFile, "Not a directory"),
        Row("OPEN a directory", Request.open("dir"), .failure, "Is a directory"),
        Row("OPEN without permission", Request.open("locked"), .permissionDenied, denied),
        Row(
            "OPEN for a new file that exists",
            Request.open("a.txt", [.write, .create, .exclusive]), .failure, exists),
        Row("OPEN a loop", Request.open("loop"), .failure, "Too many levels of symbolic links"),
        Row("OPEN a dangling link", Request.open("dangling"), .noSuchFile, "No such file"),
        Row("OPEN a long name", Request.open(longName), .failure, "Invalid file name"),
        Row("READ without permission", Request.read(writable), .permissionDenied, denied),
        Row("READ beyond 2^63", Request.read(readable, 1 << 63), .failure, invalid),
        Row("READ at the end", Request.read(readable, 12), .eof, "End of file."),
        Row("WRITE without permission", Request.write(readable, "x"), .permissionDenied, denied),
        Row("WRITE beyond 2^63", Request.write(writable, .max, "x"), .failure, invalid),
        Row(
            "WRITE up to beyond 2^63", Request.write(writable, 1 << 63 - 1, "x"), .failure,
            invalid),
    ]

    private static let pathRows: [Row] = [
        Row("LSTAT nothing", Request.lstat("nope"), .noSuchFile, "No such file"),
        Row("STAT a dangling link", Request.stat("dangling"), .noSuchFile, "No such file"),
        Row("STAT a file as directory", Request.stat("a.txt/"), .noSuchFile, "Not a directory"),
        Row("SETSTAT nothing", Request.setstat("nope", mode), .noSuchFile, "No such file"),
        Row("SETSTAT size of a directory", Request.setstat("dir", size), .failure, isDirectory),
        Row("OPENDIR nothing", Request.opendir("nope"), .noSuchFile, "No such file"),
        Row("OPENDIR a file", Request.opendir("a.txt"), .noSuchFile, "Not a directory"),
        Row("REMOVE nothing", Request.remove("nope"), .noSuchFile, "No such file"),
        Row("REMOVE a directory", Request.remove("void"), .failure, isDirectory),
        Row("MKDIR what exists", Request.mkdir("a.txt"), .failure, exists),
        Row("MKDIR in nothing", Request.mkdir("no/pe"), .noSuchFile, "No such path"),
        Row("RMDIR nothing", Request.rmdir("nope"), .noSuchFile, "No such file"),
        Row("RMDIR a file", Request.rmdir("a.txt"), .noSuchFile, "Not a directory"),
        Row("RMDIR with entries", Request.rmdir("dir"), .failure, "Directory not empty"),
        Row("RMDIR the root", Request.rmdir("/"), .failure, invalid),
        Row("REALPATH in nothing", Request.realpath("no/pe"), .noSuchFile, "No such path"),
        Row("RENAME nothing", Request.rename("nope", "new"), .noSuchFile, "No such file"),
        Row("RENAME onto a file", Request.rename("empty", "a.txt"), .failure, exists),
        Row("RENAME into itself", Request.rename("dir", "dir/x"), .failure, invalid),
        Row("READLINK a file", Request.readlink("a.txt"), .failure, invalid),
        Row("READLINK nothing", Request.readlink("nope"), .noSuchFile, "No such file"),
        Row("SYMLINK onto a file", Request.symlink(target: "x", at: "a.txt"), .failure, exists),
    ]

    private static let handleRows: [Row] = [
        Row("CLOSE nobody's handle", Request.close(nobodys), .failure, badHandle),
        Row("READ nobody's handle", Request.read(nobodys), .failure, badHandle),
        Row("READ a directory handle", Request.read(directory), .failure, badHandle),
        Row("WRITE nobody's handle", Request.write(nobodys, "x"), .failure, badHandle),
        Row("WRITE a directory handle", Request.write(directory, "x"), .failure, badHandle),
        Row("FSTAT nobody's handle", Request.fstat(nobodys), .failure, badHandle),
        Row("FSETSTAT nobody's handle", Request.fsetstat(nobodys, mode), .failure, badHandle),
        Row(
            "FSETSTAT size without permission", Request.fsetstat(readable, size),
            .permissionDenied, denied),
        Row("READDIR nobody's handle", Request.readdir(nobodys), .failure, badHandle),
        Row("READDIR a file handle", Request.readdir(readable), .failure, badHandle),
    ]

    private static let extensionRows: [Row] = [
        Row(
            "posix-rename onto a directory", Request.posixRename("a.txt", "dir"), .failure,
            isDirectory),
        Row("hardlink of nothing", Request.hardlink("nope", "new"), .noSuchFile, "No such file"),
        Row("hardlink onto a file", Request.hardlink("empty", "a.txt"), .failure, exists),
        Row("hardlink of a directory", Request.hardlink("dir", "new"), .permissionDenied, denied),
        Row(
            "lsetstat mode of a link", Request.lsetstat("link", mode), .opUnsupported,
            "Operation unsupported"),
        Row("statvfs of nothing", Request.statvfs("nope"), .noSuchFile, "No such file"),
        Row("fstatvfs of nobody's handle", Request.fstatvfs(nobodys), .failure, badHandle),
        Row("fsync of nobody's handle", Request.fsync(nobodys), .failure, badHandle),
        Row("fsync of a directory handle", Request.fsync(directory), .failure, badHandle),
        Row("expand-path of no user", Request.expandPath("~bob/x"), .noSuchFile, "No such file"),
        Row("home-directory of no user", Request.homeDirectory("bob"), .noSuchFile, "No such file"),
        Row(
            "copy-data from nobody's handle", Request.copyData(nobodys, to: writable), .failure,
            badHandle),
        Row(
            "copy-data to a directory handle", Request.copyData(readable, to: directory), .failure,
            badHandle),
        Row(
            "copy-data from a file not opened to read", Request.copyData(writable, to: writable),
            .permissionDenied, denied),
        Row(
            "copy-data to a file not opened to write", Request.copyData(readable, to: readable),
            .permissionDenied, denied),
        Row(
            "an extension nobody knows", Request.extended("x@example.com", []), .opUnsupported,
            "Operation unsupported."),
    ]

    private static let denied = "Permission denied"
    private static let exists = "File already exists"
    private static let invalid = "Invalid argument"
    private static let isDirectory = "Is a directory"
    private static let badHandle = "Invalid handle"
}
