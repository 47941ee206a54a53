import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    private static func onPath(
        _ request: String, _ situation: String, _ codes: String, _ path: Text,
        on server: MatrixServer = .plain,
        _ make: @escaping @Sendable (Text, ProtocolVersion) -> [UInt8]
    ) -> StatusRow {
        StatusRow(request, situation, codes, on: server) { $0.ask(make(path, $0.version)) }
    }

    private static func mkdir(
        _ situation: String, _ codes: String, _ path: Text, on server: MatrixServer = .plain,
        _ attributes: FileAttributes = FileAttributes()
    ) -> StatusRow {
        onPath("MKDIR", situation, codes, path, on: server) {
            Request.mkdir($0, attributes, version: $1)
        }
    }

    private static func rmdir(
        _ situation: String, _ codes: String, _ path: Text, on server: MatrixServer = .plain
    ) -> StatusRow {
        onPath("RMDIR", situation, codes, path, on: server) { path, _ in Request.rmdir(path) }
    }

    private static func remove(
        _ situation: String, _ codes: String, _ path: Text, on server: MatrixServer = .plain
    ) -> StatusRow {
        onPath("REMOVE", situation, codes, path, on: server) { path, _ in Request.remove(path) }
    }

    /// OPENDIR, READDIR, MKDIR and RMDIR.
    static let directories: [StatusRow] = [
        onPath("OPENDIR", "the path is a file", "2 2 2 19", "a.txt") { path, _ in
            Request.opendir(path)
        },
        onPath("OPENDIR", "the folder may not be listed", "3 3 3 3", "unlisted") { path, _ in
            Request.opendir(path)
        },
        StatusRow("READDIR", "all names were given", "1 1 1 1") {
            let handle = try $0.client.opendir("void")
            _ = $0.ask(Request.readdir(handle))
            return $0.ask(Request.readdir(handle))
        },
        mkdir("the directory is made", "0 0 0 0", "new"),
        mkdir("something is there", "4 11 11 11", "a.txt"),
        mkdir("the folder may not be written", "3 3 3 3", "frozen/new"),
        mkdir("the folder has IMMUTABLE", "3 3 3 3", "rocks/new"),
        mkdir("the files are read-only", "3 12 12 12", "new", on: .readOnly),
        mkdir("no file is left of the quota", "4 4 15 15", "new", on: .quota),
        mkdir("no file is left of the capacity", "4 4 14 14", "new", on: .full),
        mkdir("the owner is nobody", "- 4 16 16", "new", .owned("nobody", "users")),
        mkdir("the owner is a group", "- 3 3 29", "new", .owned("users", "users")),
        mkdir("the group is a user", "- 3 3 30", "new", .owned("demo", "demo")),
        rmdir("the directory has entries", "4 4 4 18", "dir"),
        rmdir("the path is a file", "2 2 2 19", "a.txt"),
        rmdir("the path is a link", "2 2 2 19", "link"),
        rmdir("the path is the root", "4 4 4 23", "/"),
        rmdir("the directory has IMMUTABLE", "3 3 3 22", "rocks"),
        rmdir("the folder may not be written", "3 3 3 3", "frozen/sub"),
        rmdir("the files are read-only", "3 12 12 12", "void", on: .readOnly),
    ]

    /// REMOVE.
    static let removal: [StatusRow] = [
        remove("the file is removed", "0 0 0 0", "a.txt"),
        remove("the path is a directory", "4 4 4 24", "void"),
        remove("the file has READONLY", "3 3 3 22", "readonly"),
        remove("the file has APPEND_ONLY", "3 3 3 22", "log"),
        remove("the file has IMMUTABLE", "3 3 3 22", "rock"),
        remove("the folder may not be written", "3 3 3 3", "frozen/inner"),
        remove("the files are read-only", "3 12 12 12", "a.txt", on: .readOnly),
        StatusRow("REMOVE", "another handle blocks deleting", "4 4 17 17") {
            _ = try $0.otherOpens("a.txt", Opening(.read, modes: .blockDelete))
            return $0.ask(Request.remove("a.txt"))
        },
        StatusRow("REMOVE", "the file is about to be deleted", "4 4 4 27") {
            try $0.pendDeletion(of: "a.txt")
            return $0.ask(Request.remove("a.txt"))
        },
    ]

    private static func rename(
        _ situation: String, _ codes: String, _ from: Text, _ to: Text,
        _ flags: RenameFlags = [], on server: MatrixServer = .plain
    ) -> StatusRow {
        StatusRow("RENAME", situation, codes, on: server) {
            $0.ask(Request.rename(from, to, flags, version: $0.version))
        }
    }

    /// RENAME.
    static let renaming: [StatusRow] = [
        rename("the file is moved", "0 0 0 0", "a.txt", "new"),
        rename("the target exists", "4 11 11 11", "a.txt", "b.txt"),
        rename("OVERWRITE: the target is replaced", "- - 0 0", "a.txt", "b.txt", .overwrite),
        rename("a directory into itself", "4 4 4 23", "dir", "dir/sub/x"),
        rename("the root", "4 4 4 23", "/", "x"),
        rename("a file to a name with a slash", "2 2 2 19", "a.txt", "new/"),
        rename("OVERWRITE: a directory onto a file", "- - 2 19", "void", "a.txt", .overwrite),
        rename("OVERWRITE: a file onto a directory", "- - 4 24", "a.txt", "void", .overwrite),
        rename("OVERWRITE: the target has entries", "- - 4 18", "void", "dir", .overwrite),
        rename("OVERWRITE: the target has READONLY", "- - 3 22", "a.txt", "readonly", .overwrite),
        rename("a flag nobody defined", "- - 8 8", "a.txt", "new", RenameFlags(rawValue: 8)),
        rename("the file has IMMUTABLE", "3 3 3 3", "rock", "new"),
        rename("the folder may not be written", "3 3 3 3", "a.txt", "frozen/new"),
        rename("the files are read-only", "3 12 12 12", "a.txt", "new", on: .readOnly),
        StatusRow("RENAME", "another handle blocks deleting", "4 4 17 17") {
            _ = try $0.otherOpens("a.txt", Opening(.read, modes: .blockDelete))
            return $0.ask(Request.rename("a.txt", "new", version: $0.version))
        },
        StatusRow("RENAME", "OVERWRITE: a handle of the target blocks deleting", "- - 17 17") {
            _ = try $0.otherOpens("b.txt", Opening(.read, modes: .blockDelete))
            return $0.ask(Request.rename("a.txt", "b.txt", .overwrite, version: $0.version))
        },
    ]

    private static func symlink(
        _ situation: String, _ number: String, _ path: Text, target: Text = "x",
        on server: MatrixServer = .plain
    ) -> [StatusRow] {
        let codes = number.split(separator: " ").map(String.init)
        return [
            StatusRow(
                "SYMLINK", situation, "\(codes[0]) \(codes[1]) \(codes[2]) -", on: server
            ) { $0.ask(Request.symlink(target: target, at: path)) },
            StatusRow("LINK, symbolic", situation, "- - - \(codes[3])", on: server) {
                $0.ask(Request.link(path, to: target, isSymbolic: true))
            },
        ]
    }

    private static func link(
        _ situation: String, _ v3: Int, _ v4: Int, _ v5: Int, _ v6: Int, _ path: Text,
        to existing: Text, on server: MatrixServer = .plain
    ) -> [StatusRow] {
        [
            StatusRow("LINK, hard", situation, "- - - \(v6)", on: server) {
                $0.ask(Request.link(path, to: existing, isSymbolic: false))
            },
            StatusRow("hardlink@openssh.com", situation, "\(v3) \(v4) \(v5) \(v6)", on: server) {
                $0.ask(Request.hardlink(existing, path))
            },
        ]
    }

    /// READLINK, SYMLINK, LINK and hardlink@openssh.com.
    static let links: [StatusRow] =
        [
            StatusRow("READLINK", "the path is no link", "4 4 4 23") {
                $0.ask(Request.readlink("a.txt"))
            }
        ]
        + symlink("something is there", "4 11 11 11", "a.txt")
        + symlink("the target is empty", "2 2 2 2", "new", target: "")
        + symlink("the folder may not be written", "3 3 3 3", "frozen/new")
        + symlink("the files are read-only", "3 12 12 12", "new", on: .readOnly)
        + symlink("no file is left of the quota", "4 4 15 15", "new", on: .quota)
        + symlink("no file is left of the capacity", "4 4 14 14", "new", on: .full)
        + link("something is there", 4, 11, 11, 11, "b.txt", to: "a.txt")
        + link("of a directory", 3, 3, 3, 3, "new", to: "dir")
        + link("the file has IMMUTABLE", 3, 3, 3, 3, "new", to: "rock")
        + link("the folder may not be written", 3, 3, 3, 3, "frozen/new", to: "a.txt")
        + link("the files are read-only", 3, 12, 12, 12, "new", to: "a.txt", on: .readOnly)
}
