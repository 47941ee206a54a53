import SFTPFileSystem
import SFTPWire

/// One request on a path that is meant to lead out of the served folder.
struct EscapeAttempt: Sendable {
    let name: String
    /// Carries it out and tells what came back of content, names, sizes and targets.
    let perform: @Sendable (_ files: any FileSystem, _ path: String) throws -> String

    init(
        _ name: String,
        _ perform: @escaping @Sendable (any FileSystem, String) throws -> String
    ) {
        self.name = name
        self.perform = perform
    }

    /// One that answers nothing but success.
    init(
        silent name: String, _ perform: @escaping @Sendable (any FileSystem, String) throws -> Void
    ) {
        self.init(name) { files, path in
            try perform(files, path)
            return ""
        }
    }

    /// What an attempt answers that saw the attributes of the file outside.
    static let preySize = size(31_337)

    private static func size(_ size: UInt64?) -> String {
        "size \(size.map { "\($0)" } ?? "unknown")"
    }

    /// Every kind of request a file system knows.
    static let all = reading + writing + naming

    static let reading: [EscapeAttempt] = [
        // The size alone: among the digits of a time, of nanoseconds, any number can be.
        .init("stat") { size(try $0.status($1).size) },
        .init("lstat") { size(try $0.linkStatus($1).size) },
        .init("identity") { files, path in
            let path = Array(path.utf8)
            return "\(try files.identity(path.span.bytes, followingSymlinks: true))"
        },
        .init("read") { try $0.text(of: $1) },
        .init("open without following") { files, path in
            try files.open(path, [.read, .noFollow]).text(100, at: 0)
        },
        .init("list") { "\(try $0.names($1))" },
        .init(silent: "statvfs") { try $0.counts($1) },
        .init(silent: "realpath") { _ = try $0.canonical($1) },
    ]

    static let writing: [EscapeAttempt] = [
        .init(silent: "open to write") { try $0.open($1, .write).write("changed", at: 0) },
        .init(silent: "append") { try $0.open($1, [.write, .append]).write("changed", at: 0) },
        .init(silent: "truncate") { try $0.open($1, [.write, .truncate]) },
        .init(silent: "create") { try $0.open($1, [.write, .create]).write("changed", at: 0) },
        .init(silent: "create anew") { try $0.open($1, [.write, .create, .exclusive]) },
        .init(silent: "size") { files, path in try files.set(path) { $0.size = 0 } },
        .init(silent: "space") { files, path in try files.set(path) { $0.allocationSize = 0 } },
        .init(silent: "mode") { try $0.setMode(0o777, of: $1) },
        .init(silent: "owner") { files, path in try files.set(path) { $0.uid = 65_534 } },
        .init(silent: "owner of the link") { files, path in
            try files.set(path, following: false) { $0.gid = 65_534 }
        },
        .init(silent: "times") { files, path in
            try files.set(path) { $0.modifyTime = Timestamp(seconds: 5) }
        },
        .init(silent: "MIME type") { files, path in try files.set(path) { $0.mimeType = [0x61] } },
    ]

    static let naming: [EscapeAttempt] = [
        .init(silent: "mkdir") { try $0.makeDirectory($1) },
        .init(silent: "mkdir below") { try $0.makeDirectory("\($1)/new") },
        .init(silent: "rmdir") { try $0.removeDirectory($1) },
        .init(silent: "remove") { try $0.removeFile($1) },
        .init(silent: "rename from") { try $0.rename($1, "/stolen") },
        .init(silent: "rename to") { try $0.rename("/bait", $1) },
        .init(silent: "rename to unasked") { try $0.rename("/bait", $1, replacing: false) },
        .init(silent: "link from") { try $0.makeHardLink("/stolen", to: $1) },
        .init(silent: "link to") { try $0.makeHardLink($1, to: "/bait") },
        .init(silent: "symlink") { try $0.makeSymlink($1, to: "bait") },
        .init("readlink") { try $0.readSymlink($1) },
    ]
}
