import SFTPServer
import SFTPWire
import Testing

/// A request on a handle, with everything else in it right.
struct MatrixHandleRequest: Sendable {
    let name: String
    let versions: ClosedRange<ProtocolVersion>
    /// Whether a directory's handle does as well as a file's.
    let takesDirectories: Bool
    let make: @Sendable ([UInt8], ProtocolVersion) -> [UInt8]

    init(
        _ name: String, _ versions: ClosedRange<ProtocolVersion> = .v3 ... .v6,
        takesDirectories: Bool = false,
        _ make: @escaping @Sendable ([UInt8], ProtocolVersion) -> [UInt8]
    ) {
        self.name = name
        self.versions = versions
        self.takesDirectories = takesDirectories
        self.make = make
    }

    static let all: [MatrixHandleRequest] = [
        MatrixHandleRequest("CLOSE", takesDirectories: true) { handle, _ in Request.close(handle) },
        MatrixHandleRequest("READ") { handle, _ in Request.read(handle, 0, 4) },
        MatrixHandleRequest("WRITE") { handle, _ in Request.write(handle, "x") },
        MatrixHandleRequest("FSTAT", takesDirectories: true) {
            Request.fstat($0, .size, version: $1)
        },
        MatrixHandleRequest("FSETSTAT", takesDirectories: true) {
            Request.fsetstat($0, FileAttributes(permissions: 0o700), version: $1)
        },
        MatrixHandleRequest("BLOCK", .v6 ... .v6, takesDirectories: true) { handle, _ in
            Request.block(handle, 0, 1, .read)
        },
        MatrixHandleRequest("UNBLOCK", .v6 ... .v6, takesDirectories: true) { handle, _ in
            Request.unblock(handle, 0, 1)
        },
        MatrixHandleRequest("fstatvfs@openssh.com", takesDirectories: true) { handle, _ in
            Request.fstatvfs(handle)
        },
        MatrixHandleRequest("fsync@openssh.com") { handle, _ in Request.fsync(handle) },
        MatrixHandleRequest("copy-data") { handle, _ in Request.copyData(handle, to: handle) },
        MatrixHandleRequest("check-file-handle") { handle, version in
            Request.built {
                CheckFileHandleRequest(
                    id: 7, handle: handle.span.bytes,
                    range: CheckFileRange(
                        algorithms: Text("md5").bytes.span.bytes, offset: 0, length: 0,
                        blockSize: 0)
                ).write(to: &$0, version: version)
            }
        },
        MatrixHandleRequest("md5-hash-handle") { handle, version in
            Request.built {
                MD5HashHandleRequest(
                    id: 7, handle: handle.span.bytes,
                    range: MD5HashRange(offset: 0, length: 0, quickCheckHash: RawSpan())
                ).write(to: &$0, version: version)
            }
        },
        MatrixHandleRequest("text-seek", .v4 ... .v6) { Request.textSeek($0, 0, version: $1) },
    ]

    static let readdir = MatrixHandleRequest("READDIR") { handle, _ in Request.readdir(handle) }

    /// The codes of a row, blank where the version has no such request.
    func codes(_ codes: String) -> String {
        zip(ProtocolVersion.allCases, codes.split(separator: " "))
            .map { versions.contains($0) ? String($1) : "-" }.joined(separator: " ")
    }
}

extension StatusRow {
    /// Every request with a handle that stands for nothing, or for the wrong thing.
    static let handles: [StatusRow] =
        (MatrixHandleRequest.all + [MatrixHandleRequest.readdir]).flatMap { request in
            [
                StatusRow(request.name, "the handle was never given", request.codes("4 9 9 9")) {
                    $0.ask(request.make([0xAB, 0xCD], $0.version))
                },
                StatusRow(request.name, "the handle has no bytes", request.codes("4 9 9 9")) {
                    $0.ask(request.make([], $0.version))
                },
                StatusRow(request.name, "the handle was closed", request.codes("4 9 9 9")) {
                    let handle = try $0.open("a.txt", .readWrite)
                    _ = $0.ask(Request.close(handle))
                    return $0.ask(request.make(handle, $0.version))
                },
            ]
        }
        + MatrixHandleRequest.all.filter { !$0.takesDirectories }.map { request in
            StatusRow(
                request.name, "the handle is that of a directory", request.codes("4 9 9 9")
            ) {
                let handle = try $0.client.opendir("dir")
                return $0.ask(request.make(handle, $0.version))
            }
        }
        + [
            StatusRow("READDIR", "the handle is that of a file", "4 9 9 9") {
                $0.ask(Request.readdir(try $0.open("a.txt")))
            },
            StatusRow("CLOSE", "the file is closed", "0 0 0 0") {
                $0.ask(Request.close(try $0.open("a.txt")))
            },
        ]
}

extension Request {
    /// BLOCK, which only version 6 has.
    static func block(
        _ handle: [UInt8], _ offset: UInt64, _ length: UInt64, _ mask: LockMask
    ) -> [UInt8] {
        built {
            BlockRequest(
                id: 7, handle: handle.span.bytes, offset: offset, length: length, mask: mask
            ).write(to: &$0, version: .v6)
        }
    }

    /// UNBLOCK, which only version 6 has.
    static func unblock(_ handle: [UInt8], _ offset: UInt64, _ length: UInt64) -> [UInt8] {
        built {
            UnblockRequest(id: 7, handle: handle.span.bytes, offset: offset, length: length)
                .write(to: &$0, version: .v6)
        }
    }

    /// text-seek.
    static func textSeek(
        _ handle: [UInt8], _ line: UInt64, version: ProtocolVersion
    ) -> [UInt8] {
        built {
            TextSeekRequest(id: 7, handle: handle.span.bytes, lineNumber: line)
                .write(to: &$0, version: version)
        }
    }
}
