import SFTPFileSystem
import SFTPWire
import Scenario
import Testing

/// A request of every kind that a status can answer, on the files of `RequestCase.files`.
struct RequestCase: Sendable, CustomTestStringConvertible {
    let name: String
    let event: EventKind
    let request: [UInt8]

    var testDescription: String { name }

    init(_ name: String, _ event: EventKind, _ request: [UInt8]) {
        self.name = name
        self.event = event
        self.request = request
    }

    /// Handles of the files and the directory that `opened` opens.
    static let file = wire("00000000 00000000")
    static let target = wire("00000001 00000000")
    static let directory = wire("00000002 00000000")

    /// The requests that open what the cases' handles stand for.
    static let opened = [
        Request.open("a.txt", [.read, .write]), Request.open("empty", .write),
        Request.opendir("dir"),
    ]

    static let files: [FileTree.Node] = [
        .init(path: "/home/demo/a.txt", .file(.bytes(Array("hello, world".utf8)))),
        .init(path: "/home/demo/empty", .file(.bytes([]))),
        .init(path: "/home/demo/dir/inner", .file(.bytes([1]))),
        .init(path: "/home/demo/void", .directory),
        .init(path: "/home/demo/link", .symlink(target: Array("a.txt".utf8))),
    ]

    private static let mode = FileAttributes(permissions: 0o600)
    private static let times = FileAttributes(
        accessTime: Timestamp(seconds: 1), modifyTime: Timestamp(seconds: 2))

    static let all: [RequestCase] = [
        RequestCase("OPEN new", .fileOpen, Request.open("new", [.write, .create])),
        RequestCase("OPEN and empty", .fileOpen, Request.open("a.txt", [.write, .truncate])),
        RequestCase("CLOSE file", .fileClose, Request.close(file)),
        RequestCase("CLOSE directory", .fileClose, Request.close(directory)),
        RequestCase("READ", .fileRead, Request.read(file, 0, 5)),
        RequestCase("WRITE", .fileWrite, Request.write(file, 3, "xyz")),
        RequestCase("LSTAT", .getAttributes, Request.lstat("link")),
        RequestCase("FSTAT", .getAttributes, Request.fstat(file)),
        RequestCase("SETSTAT", .setAttributes, Request.setstat("a.txt", mode)),
        RequestCase("FSETSTAT", .setAttributes, Request.fsetstat(file, FileAttributes(size: 1))),
        RequestCase("OPENDIR", .dirList, Request.opendir("dir")),
        RequestCase("READDIR", .dirRead, Request.readdir(directory)),
        RequestCase("REMOVE", .fileRemove, Request.remove("a.txt")),
        RequestCase("MKDIR", .dirCreate, Request.mkdir("new")),
        RequestCase("RMDIR", .dirRemove, Request.rmdir("void")),
        RequestCase("REALPATH", .resolvePath, Request.realpath(".")),
        RequestCase("STAT", .getAttributes, Request.stat("a.txt")),
        RequestCase("RENAME", .fileRename, Request.rename("a.txt", "moved")),
        RequestCase("READLINK", .linkRead, Request.readlink("link")),
        RequestCase("SYMLINK", .linkCreate, Request.symlink(target: "x", at: "new")),
        RequestCase("posix-rename", .fileRename, Request.posixRename("a.txt", "empty")),
        RequestCase("hardlink", .linkCreate, Request.hardlink("a.txt", "second")),
        RequestCase("lsetstat", .setAttributes, Request.lsetstat("link", times)),
        RequestCase("expand-path", .resolvePath, Request.expandPath("~")),
        RequestCase("statvfs", .extended, Request.statvfs("/")),
        RequestCase("fstatvfs", .extended, Request.fstatvfs(file)),
        RequestCase("fsync", .extended, Request.fsync(file)),
        RequestCase("limits", .extended, Request.limits()),
        RequestCase("copy-data", .extended, Request.copyData(file, to: target)),
        RequestCase("home-directory", .extended, Request.homeDirectory("")),
        RequestCase("users-groups-by-id", .extended, Request.names(uids: [1000], gids: [])),
        RequestCase("unknown extension", .extended, Request.extended("x", [])),
    ]
}
