import SFTPFileSystem
import SFTPWire

extension Refusal {
    static let paths: [Refusal] = [
        .init("empty path", .notFound) { try $0.status("") },
        .init("missing", .notFound) { try $0.status("/missing") },
        .init("missing folder", .parentNotFound) { try $0.status("/missing/x") },
        .init("missing folder before a dot", .parentNotFound) { try $0.status("/missing/.") },
        .init("missing folder before dots", .parentNotFound) { try $0.status("/missing/..") },
        .init("missing with a slash", .notFound) { try $0.status("/missing/") },
        .init("file used as a folder", .notADirectory) { try $0.status("/file/x") },
        .init("file used as a folder by a dot", .notADirectory) { try $0.status("/file/.") },
        .init("file used as a folder by dots", .notADirectory) { try $0.status("/file/..") },
        .init("file with a slash", .notADirectory) { try $0.status("/file/") },
        .init("link to a file with a slash", .notADirectory) { try $0.linkStatus("/link/") },
        .init("dangling link", .notFound) { try $0.status("/dangling") },
        .init("link into a missing folder", .notFound) { try $0.status("/deepdangling") },
        .init("dangling link as a folder", .parentNotFound) { try $0.status("/dangling/x") },
        .init("link to itself", .linkLoop) { try $0.status("/loop") },
        .init("link to itself as a folder", .linkLoop) { try $0.status("/loop/x") },
        .init("41 links", .linkLoop) { try $0.status("/chain1") },
        .init("name of 256 bytes", .invalidName) { try $0.status("/\(longName)") },
        .init("folder of 256 bytes", .invalidName) { try $0.status("/\(longName)/x") },
        .init("path of 4096 bytes", .invalidName) {
            try $0.status(String(repeating: "/", count: 4_096))
        },
        .init("NUL", .invalidName) { try $0.status("/fi\0le") },
        .init("no search permission", .permissionDenied) { try $0.status("/nosearch/inner") },
        .init("no search permission, dots", .permissionDenied) { try $0.status("/nosearch/..") },
        .init("canonical path below nothing", .parentNotFound) { _ = try $0.canonical("/no/x") },
        .init("canonical path of a loop", .linkLoop) { _ = try $0.canonical("/loop") },
        .init("canonical path below a file", .notADirectory) { _ = try $0.canonical("/file/x") },
        .init("canonical path into nothing", .notFound) { _ = try $0.canonical("/deepdangling") },
        .init("identity of nothing", .notFound) { _ = try $0.identify("/missing") },
        .init("identity of a dangling link", .notFound) { _ = try $0.identify("/dangling") },
        .init("identity below nothing", .parentNotFound) { _ = try $0.identify("/missing/x") },
        .init("identity of a loop", .linkLoop) { _ = try $0.identify("/loop") },
        .init("statistics of nothing", .notFound) { try $0.counts("/missing") },
        .init("statistics below nothing", .parentNotFound) { try $0.counts("/missing/x") },
    ]

    static let attributes: [Refusal] = [
        .init("mode of nothing", .notFound) { try $0.setMode(0o600, of: "/missing") },
        .init("size of a folder", .isADirectory) { try $0.set("/dir") { $0.size = 0 } },
        .init("size of a fixed file", .permissionDenied) { try $0.set("/fixed") { $0.size = 0 } },
        .init("size of a link", .invalidArgument) {
            try $0.set("/link", following: false) { $0.size = 0 }
        },
        .init("size over 2^63", .invalidArgument) { try $0.set("/file") { $0.size = 1 << 63 } },
        .init("mode of a link", .unsupported) {
            try $0.set("/link", following: false) { $0.permissions = 0o600 }
        },
        .init("allocation size over 2^63", .invalidArgument) {
            try $0.set("/file") { $0.allocationSize = 1 << 63 }
        },
        .init("allocation size below the size", .invalidArgument) {
            try $0.set("/file") {
                $0.size = 2
                $0.allocationSize = 1
            }
        },
        .init("allocation size of a folder", .isADirectory) {
            try $0.set("/dir") { $0.allocationSize = 0 }
        },
        .init("allocation size of a fixed file", .permissionDenied) {
            try $0.set("/fixed") { $0.allocationSize = 0 }
        },
        .init("link count", .invalidArgument) { try $0.set("/file") { $0.linkCount = 1 } },
        .init("text hint", .invalidArgument) { try $0.set("/file") { $0.textHint = .knownText } },
        .init("name before translation", .invalidArgument) {
            try $0.set("/file") { $0.untranslatedName = [0x78] }
        },
        .init("ctime", .unsupported) { try $0.set("/file") { $0.ctime = Timestamp(seconds: 1) } },
        .init("ctime of a folder", .unsupported) {
            try $0.set("/dir") { $0.ctime = Timestamp(seconds: 1) }
        },
        .init("bits that are the server's to tell", .unsupported) {
            try $0.set("/dir") { $0.bits = .caseInsensitive }
        },
        .init("bits of a link", .unsupported) {
            try $0.set("/link", following: false) { $0.bits = .hidden }
        },
        .init("a second of nanoseconds", .invalidArgument) {
            try $0.set("/file") {
                $0.modifyTime = Timestamp(seconds: 0, nanoseconds: 1_000_000_000)
            }
        },
        .init("nanoseconds that mean now to utimensat", .invalidArgument) {
            try $0.set("/file") {
                $0.accessTime = Timestamp(seconds: 0, nanoseconds: (1 << 30) - 1)
            }
        },
    ]

    static let opening: [Refusal] = [
        .init("open of nothing", .notFound) { try $0.open("/missing", .read) },
        .init("open below nothing", .parentNotFound) { try $0.open("/missing/x", .read) },
        .init("create below nothing", .parentNotFound) {
            try $0.open("/missing/x", [.write, .create])
        },
        .init("create below a file", .notADirectory) {
            try $0.open("/file/x", [.write, .create])
        },
        .init("open of a folder", .isADirectory) { try $0.open("/dir", .read) },
        .init("open of a folder to write", .isADirectory) { try $0.open("/dir", .write) },
        .init("create at a folder", .isADirectory) { try $0.open("/dir", [.write, .create]) },
        .init("create at the root", .isADirectory) { try $0.open("/", [.write, .create]) },
        .init("create with a slash", .isADirectory) { try $0.open("/new/", [.write, .create]) },
        .init("create anew with a slash", .isADirectory) {
            try $0.open("/new/", [.write, .create, .exclusive])
        },
        .init("create at a file with a slash", .notADirectory) {
            try $0.open("/file/", [.write, .create])
        },
        .init("create anew at a file", .alreadyExists) {
            try $0.open("/file", [.write, .create, .exclusive])
        },
        .init("create anew at a dangling link", .alreadyExists) {
            try $0.open("/dangling", [.write, .create, .exclusive])
        },
        .init("create anew at a folder", .alreadyExists) {
            try $0.open("/dir/.", [.write, .create, .exclusive])
        },
        .init("create through a link into nothing", .notFound) {
            try $0.open("/deepdangling", [.write, .create])
        },
        .init("create through a loop", .linkLoop) { try $0.open("/loop", [.write, .create]) },
        .init("create in a frozen folder", .permissionDenied) {
            try $0.open("/frozen/new", [.write, .create])
        },
        .init("create with a long name", .invalidName) {
            try $0.open("/\(longName)", [.write, .create])
        },
        .init("read a secret", .permissionDenied) { try $0.open("/secret", .read) },
        .init("read a write-only file", .permissionDenied) { try $0.open("/writeonly", .read) },
        .init("write a fixed file", .permissionDenied) { try $0.open("/fixed", .write) },
        .init("empty a fixed file", .permissionDenied) {
            try $0.open("/fixed", [.read, .truncate])
        },
    ]

    static let handles: [Refusal] = [
        .init("read of a write handle", .permissionDenied) {
            _ = try $0.open("/file", .write).read(1, at: 0)
        },
        .init("write to a read handle", .permissionDenied) {
            try $0.open("/file", .read).write("x", at: 0)
        },
        .init("size by a read handle", .permissionDenied) {
            try $0.open("/file", .read).set { $0.size = 0 }
        },
        .init("read beyond 2^63", .invalidArgument) {
            _ = try $0.open("/file", .read).read(1, at: 1 << 63)
        },
        .init("allocation size by a read handle", .permissionDenied) {
            try $0.open("/file", .read).set { $0.allocationSize = 0 }
        },
        .init("link count by a handle", .invalidArgument) {
            try $0.open("/file", .write).set { $0.linkCount = 1 }
        },
        .init("ctime by a handle", .unsupported) {
            try $0.open("/file", .write).set { $0.ctime = Timestamp(seconds: 1) }
        },
        .init("write beyond 2^63", .invalidArgument) {
            try $0.open("/file", .write).write("x", at: (1 << 63) - 1)
        },
        .init("write beyond 2^64", .invalidArgument) {
            try $0.open("/file", .write).write("xy", at: .max)
        },
        .init("size over 2^63", .invalidArgument) {
            try $0.open("/file", .write).set { $0.size = .max }
        },
        .init("read of a closed handle", .inputOutput) {
            let file = try $0.open("/file", .read)
            try file.close()
            _ = try file.read(1, at: 0)
        },
        .init("write to a closed handle", .inputOutput) {
            let file = try $0.open("/file", .write)
            try file.close()
            try file.write("x", at: 0)
        },
        .init("attributes of a closed handle", .inputOutput) {
            let file = try $0.open("/file", .read)
            try file.close()
            _ = try file.attributes()
        },
        .init("attributes to a closed handle", .inputOutput) {
            let file = try $0.open("/file", .write)
            try file.close()
            try file.set { $0.size = 0 }
        },
        .init("flush of a closed handle", .inputOutput) {
            let file = try $0.open("/file", .write)
            try file.close()
            try file.synchronize()
        },
        .init("statistics of a closed handle", .inputOutput) {
            let file = try $0.open("/file", .read)
            try file.close()
            _ = try file.statistics()
        },
        .init("close of a closed handle", .inputOutput) {
            let file = try $0.open("/file", .read)
            try file.close()
            try file.close()
        },
        .init("listing after its close", .inputOutput) {
            let directory = try $0.openDirectory(Array("/dir".utf8).span.bytes)
            directory.close()
            _ = try directory.next()
        },
    ]
}
