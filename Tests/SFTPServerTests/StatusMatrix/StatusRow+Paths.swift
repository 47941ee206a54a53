import SFTPServer
import SFTPWire
import Testing

/// A request about a path, with everything else in it right.
struct MatrixPathRequest: Sendable {
    let name: String
    /// The versions that have it.
    let versions: ClosedRange<ProtocolVersion>
    /// Whether the path may name nothing: it is to be made, or only to be resolved.
    let acceptsNothing: Bool
    let make: @Sendable (Text, ProtocolVersion) -> [UInt8]

    init(
        _ name: String, _ versions: ClosedRange<ProtocolVersion> = .v3 ... .v6,
        acceptsNothing: Bool = false,
        _ make: @escaping @Sendable (Text, ProtocolVersion) -> [UInt8]
    ) {
        self.name = name
        self.versions = versions
        self.acceptsNothing = acceptsNothing
        self.make = make
    }

    private static let mode = FileAttributes(permissions: 0o600)

    static let all: [MatrixPathRequest] = [
        MatrixPathRequest("OPEN") { Request.open($0, .read, version: $1) },
        MatrixPathRequest("OPEN, to create", acceptsNothing: true) {
            Request.open($0, .create, version: $1)
        },
        MatrixPathRequest("OPENDIR") { path, _ in Request.opendir(path) },
        MatrixPathRequest("STAT") { Request.stat($0, .size, version: $1) },
        MatrixPathRequest("LSTAT") { Request.lstat($0, .size, version: $1) },
        MatrixPathRequest("SETSTAT") { Request.setstat($0, mode, version: $1) },
        MatrixPathRequest("REMOVE") { path, _ in Request.remove(path) },
        MatrixPathRequest("MKDIR", acceptsNothing: true) { Request.mkdir($0, version: $1) },
        MatrixPathRequest("RMDIR") { path, _ in Request.rmdir(path) },
        MatrixPathRequest("RENAME, of it") { Request.rename($0, "new", version: $1) },
        MatrixPathRequest("RENAME, to it", acceptsNothing: true) {
            Request.rename("a.txt", $0, version: $1)
        },
        MatrixPathRequest("READLINK") { path, _ in Request.readlink(path) },
        MatrixPathRequest("REALPATH", .v3 ... .v5, acceptsNothing: true) { path, _ in
            Request.realpath(path)
        },
        MatrixPathRequest("REALPATH, STAT_ALWAYS", .v6 ... .v6) { path, _ in
            Request.realpath(path, .statAlways)
        },
        MatrixPathRequest("SYMLINK", .v3 ... .v5, acceptsNothing: true) { path, _ in
            Request.symlink(target: "x", at: path)
        },
        MatrixPathRequest("LINK, symbolic", .v6 ... .v6, acceptsNothing: true) { path, _ in
            Request.link(path, to: "x", isSymbolic: true)
        },
        MatrixPathRequest("LINK, hard", .v6 ... .v6, acceptsNothing: true) { path, _ in
            Request.link(path, to: "a.txt", isSymbolic: false)
        },
        MatrixPathRequest("LINK, hard, to it", .v6 ... .v6) { path, _ in
            Request.link("new", to: path, isSymbolic: false)
        },
        MatrixPathRequest("posix-rename@openssh.com") { path, _ in Request.posixRename(path, "new")
        },
        MatrixPathRequest("hardlink@openssh.com") { path, _ in Request.hardlink(path, "new") },
        MatrixPathRequest("lsetstat@openssh.com") { path, version in
            Request.built {
                LsetstatRequest(id: 7, path: path.bytes.span.bytes, attributes: mode)
                    .write(to: &$0, version: version)
            }
        },
        MatrixPathRequest("statvfs@openssh.com") { path, _ in Request.statvfs(path) },
        MatrixPathRequest("expand-path@openssh.com", acceptsNothing: true) { path, _ in
            Request.expandPath(path)
        },
        MatrixPathRequest("space-available") { path, version in
            Request.built {
                SpaceAvailableRequest(id: 7, path: path.bytes.span.bytes)
                    .write(to: &$0, version: version)
            }
        },
        MatrixPathRequest("copy-file") { path, version in
            Request.copyFile(path, "new", version: version)
        },
        MatrixPathRequest("check-file-name") { Request.checkFile($0, "md5", version: $1) },
        MatrixPathRequest("md5-hash") { path, version in
            Request.built {
                MD5HashRequest(
                    id: 7, path: path.bytes.span.bytes,
                    range: MD5HashRange(offset: 0, length: 0, quickCheckHash: RawSpan())
                ).write(to: &$0, version: version)
            }
        },
    ]
}

extension StatusRow {
    private struct PathSituation {
        let text: String
        let path: Text
        let codes: String
        let isAboutNothing: Bool

        init(_ text: String, _ path: Text, _ codes: String, isAboutNothing: Bool = false) {
            self.text = text
            self.path = path
            self.codes = codes
            self.isAboutNothing = isAboutNothing
        }
    }

    private static let situations = [
        PathSituation("nothing is there", "nope", "2 2 2 2", isAboutNothing: true),
        PathSituation("a folder on the way is missing", "no/pe", "2 10 10 10"),
        PathSituation("a file is on the way", "a.txt/x", "2 2 2 19"),
        PathSituation("a link on the way leads to itself", "loop/x", "4 4 4 21"),
        PathSituation("a folder on the way may not be searched", "sealed/inner", "3 3 3 3"),
        PathSituation(
            "a name has more than 255 bytes",
            Text([UInt8](repeating: UInt8(ascii: "n"), count: 256)), "4 4 4 20"),
        PathSituation("a zero byte is in the path", "a.txt\u{0}", "5 5 5 20"),
    ]

    /// Every request with a path in every state a path can be in.
    static let paths: [StatusRow] = MatrixPathRequest.all.flatMap { request in
        situations.compactMap { situation in
            if situation.isAboutNothing, request.acceptsNothing { return nil }
            let codes = zip(ProtocolVersion.allCases, situation.codes.split(separator: " "))
                .map { request.versions.contains($0) ? String($1) : "-" }
            return StatusRow(
                request.name, situation.text, codes.joined(separator: " ")
            ) { $0.ask(request.make(situation.path, $0.version)) }
        }
    }
}

extension Request {
    /// copy-file, which does not overwrite.
    static func copyFile(_ from: Text, _ to: Text, version: ProtocolVersion) -> [UInt8] {
        built {
            CopyFileRequest(
                id: 7, source: from.bytes.span.bytes, destination: to.bytes.span.bytes,
                overwrites: false
            ).write(to: &$0, version: version)
        }
    }

    /// check-file-name of a whole file.
    static func checkFile(
        _ path: Text, _ algorithm: Text, offset: UInt64 = 0, blockSize: UInt32 = 0,
        version: ProtocolVersion
    ) -> [UInt8] {
        built {
            CheckFileNameRequest(
                id: 7, path: path.bytes.span.bytes,
                range: CheckFileRange(
                    algorithms: algorithm.bytes.span.bytes, offset: offset, length: 0,
                    blockSize: blockSize)
            ).write(to: &$0, version: version)
        }
    }
}
