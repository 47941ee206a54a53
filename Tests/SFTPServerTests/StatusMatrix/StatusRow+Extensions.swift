import SFTPFileSystem
import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    /// What extensions answer besides what all requests on paths and handles do.
    static let extensions: [StatusRow] = [
        StatusRow("EXTENDED", "nobody knows the name", "8 8 8 8") {
            $0.ask(Request.extended("no-such@example.com", []))
        },
        StatusRow("posix-rename@openssh.com", "a directory onto a file", "2 2 2 19") {
            $0.ask(Request.posixRename("void", "a.txt"))
        },
        StatusRow(
            "posix-rename@openssh.com", "the files are read-only", "3 12 12 12", on: .readOnly
        ) {
            $0.ask(Request.posixRename("a.txt", "b.txt"))
        },
        StatusRow("expand-path@openssh.com", "nobody has the name behind the tilde", "2 2 2 2") {
            $0.ask(Request.expandPath("~nobody/x"))
        },
        StatusRow("home-directory", "nobody has the name", "2 2 2 2") {
            $0.ask(Request.homeDirectory("nobody"))
        },
        StatusRow("copy-data", "both handles are the same", "4 4 4 23") {
            let handle = try $0.open("a.txt", .readWrite)
            return $0.ask(Request.copyData(handle, to: handle))
        },
        StatusRow("copy-data", "the target is not open to write", "3 3 3 3") {
            let source = try $0.open("a.txt")
            return $0.ask(Request.copyData(source, to: try $0.open("b.txt")))
        },
        StatusRow("copy-data", "the quota is used up", "4 4 15 15", on: .quota) {
            let source = try $0.open("a.txt")
            return $0.ask(Request.copyData(source, to: try $0.open("b.txt", .write)))
        },
        StatusRow("copy-file", "the target exists", "4 11 11 11") {
            $0.ask(Request.copyFile("a.txt", "b.txt", version: $0.version))
        },
        StatusRow("copy-file", "the source is a directory", "4 4 4 24") {
            $0.ask(Request.copyFile("dir", "new", version: $0.version))
        },
        StatusRow("check-file-name", "no algorithm is known", "8 8 8 8") {
            $0.ask(Request.checkFile("a.txt", "rot13", version: $0.version))
        },
        StatusRow("check-file-name", "blocks below 256 bytes", "4 4 4 23") {
            $0.ask(Request.checkFile("a.txt", "md5", blockSize: 255, version: $0.version))
        },
        StatusRow("check-file-name", "the range begins behind the end", "1 1 1 1") {
            $0.ask(Request.checkFile("a.txt", "md5", offset: 99, version: $0.version))
        },
        StatusRow("check-file-name", "the path is a directory", "4 4 4 24") {
            $0.ask(Request.checkFile("dir", "md5", version: $0.version))
        },
        StatusRow("check-file-name", "there is more in the range than 64 GiB", "4 4 4 23") {
            $0.grow("a.txt", to: 1 << 40)
            return $0.ask(Request.checkFile("a.txt", "md5", version: $0.version))
        },
        StatusRow("md5-hash", "there is more in the range than 64 GiB", "4 4 4 23") {
            $0.grow("a.txt", to: 1 << 40)
            return $0.ask(Request.md5("a.txt"))
        },
        StatusRow("text-seek", "the file is not open as text", "- 4 4 23") {
            $0.ask(Request.textSeek(try $0.open("a.txt"), 0, version: $0.version))
        },
        StatusRow("text-seek", "there is no such line", "- 1 1 1") {
            $0.ask(Request.textSeek(try $0.open("a.txt", .text), 9, version: $0.version))
        },
        StatusRow("make-temp-folder", "no file is left of the quota", "4 4 15 15", on: .quota) {
            $0.ask(Request.extended("make-temp-folder", []))
        },
        StatusRow("version-select", "it is not the first request", "5 5 5 5") {
            _ = $0.ask(Request.opendir("dir"))
            return $0.ask(Request.extended("version-select", Request.string(Array("4".utf8))))
        },
        StatusRow("version-select", "the version was not offered", "4 4 4 23") {
            $0.ask(Request.extended("version-select", Request.string(Array("9".utf8))))
        },
    ]

    /// What the disk behind a request reports; every request can meet it.
    static let failures: [StatusRow] = [
        failure("the disk cannot be read (EIO)", .inputOutput, "4 4 4 4"),
        failure("the disk's structure is damaged (EUCLEAN)", .corrupt, "4 4 4 28"),
        failure("there is no medium in the drive (ENOMEDIUM)", .noMedia, "4 13 13 13"),
    ]

    private static func failure(
        _ situation: String, _ error: FileSystemError, _ codes: String
    ) -> StatusRow {
        StatusRow("STAT", situation, codes) {
            $0.askFailing(error, Request.stat("a.txt", .size, version: $0.version))
        }
    }
}
