import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    private static func block(
        _ situation: String, _ code: Int, _ offset: UInt64, _ length: UInt64, _ mask: LockMask,
        way: Opening = .readWrite
    ) -> StatusRow {
        StatusRow("BLOCK", situation, "- - - \(code)") {
            $0.ask(Request.block(try $0.open("a.txt", way), offset, length, mask))
        }
    }

    /// Requests that name a file by a path while its deletion is pending; some are told beside
    /// the other rows of their request.
    private static let pending: [StatusRow] = MatrixPathRequest.all.filter {
        ["STAT", "LSTAT", "SETSTAT", "RENAME, of it", "RENAME, to it", "hardlink@openssh.com"]
            .contains($0.name)
    }.map { request in
        // Without flags, or before there are any, a target that exists is refused first.
        let code = request.name == "RENAME, to it" ? "4 11 11 11" : "4 4 4 27"
        return StatusRow(request.name, "the file is about to be deleted", code) {
            try $0.pendDeletion(of: "b.txt")
            return $0.ask(request.make("b.txt", $0.version))
        }
    }

    /// BLOCK and UNBLOCK, and what other handles keep requests on paths from.
    static let locks: [StatusRow] =
        pending + [
            StatusRow("SETSTAT", "another handle blocks writing, the size", "4 4 17 17") {
                _ = try $0.otherOpens("a.txt", Opening(.read, modes: .blockWrite))
                return $0.ask(
                    Request.setstat("a.txt", FileAttributes(size: 1), version: $0.version))
            },
            block("the bytes are locked", 0, 0, 4, .write),
            block("the range ends beyond 2^64", 23, .max, 2, .write),
            block("a bit nobody defined", 23, 0, 1, LockMask(rawValue: 1)),
            block(
                "the handle neither reads nor writes", 26, 0, 1, .write,
                way: Opening(flags: [], access: .readAttributes, modes: OpenModes(.openExisting))),
            StatusRow("BLOCK", "another handle has locked bytes of the range", "- - - 26") {
                let other = try $0.otherOpens("a.txt", .readWrite)
                _ = other.client.ask(Request.block(other.handle, 0, 4, [.read, .write]))
                return $0.ask(
                    Request.block(try $0.open("a.txt", .readWrite), 2, 4, [.read, .write]))
            },
            StatusRow("BLOCK", "the handle is that of a directory", "- - - 8") {
                $0.ask(Request.block(try $0.client.opendir("dir"), 0, 1, .write))
            },
            StatusRow("UNBLOCK", "the handle is that of a directory", "- - - 8") {
                $0.ask(Request.unblock(try $0.client.opendir("dir"), 0, 1))
            },
            StatusRow("UNBLOCK", "no such lock was given", "- - - 31") {
                $0.ask(Request.unblock(try $0.open("a.txt", .readWrite), 0, 4))
            },
            StatusRow("UNBLOCK", "the lock is another handle's", "- - - 31") {
                let other = try $0.otherOpens("a.txt", .readWrite)
                _ = other.client.ask(Request.block(other.handle, 0, 4, .write))
                return $0.ask(Request.unblock(try $0.open("a.txt", .readWrite), 0, 4))
            },
        ]
}
