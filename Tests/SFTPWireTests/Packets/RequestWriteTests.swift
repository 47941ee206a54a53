import SFTPWire
import Testing

/// Requests as a client writes them: values in, the layouts' bytes out.
struct RequestWriteTests {
    typealias Write = @Sendable (inout WireBuffer) -> Void

    private static let cases: [(String, Write)] = [
        ("CLOSE", { HandleRequest(.close, id: 2, handle: h).write(to: &$0, version: .v3) }),
        (
            "READ",
            {
                ReadRequest(id: 3, handle: h, offset: 0x0102_0304_0506_0708, length: 32768)
                    .write(to: &$0, version: .v3)
            }
        ),
        (
            "WRITE",
            {
                WriteRequest(
                    id: 4, handle: h, offset: 1 << 32, data: RawSpan(literal: "hello")
                ).write(to: &$0, version: .v3)
            }
        ),
        ("LSTAT", { StatRequest(.lstat, id: 5, path: a).write(to: &$0, version: .v3) }),
        ("FSTAT", { FstatRequest(id: 6, handle: h).write(to: &$0, version: .v3) }),
        (
            "FSETSTAT",
            {
                var attributes = FileAttributes()
                attributes.size = 0
                FsetstatRequest(id: 8, handle: h, attributes: attributes)
                    .write(to: &$0, version: .v3)
            }
        ),
        (
            "OPENDIR",
            {
                PathRequest(.opendir, id: 9, path: RawSpan(literal: "/")).write(
                    to: &$0, version: .v3)
            }
        ),
        (
            "READDIR",
            {
                HandleRequest(.readdir, id: 10, handle: RawSpan(literal: "h2"))
                    .write(to: &$0, version: .v3)
            }
        ),
        ("REMOVE", { PathRequest(.remove, id: 11, path: a).write(to: &$0, version: .v3) }),
        (
            "MKDIR",
            {
                PathAttributesRequest(.mkdir, id: 12, path: RawSpan(literal: "/d")).write(
                    to: &$0, version: .v3)
            }
        ),
        (
            "RMDIR",
            {
                PathRequest(.rmdir, id: 13, path: RawSpan(literal: "/d")).write(
                    to: &$0, version: .v3)
            }
        ),
        (
            "REALPATH",
            { RealpathRequest(id: 14, path: RawSpan(literal: ".")).write(to: &$0, version: .v3) }
        ),
        ("STAT", { StatRequest(.stat, id: 15, path: a).write(to: &$0, version: .v3) }),
        (
            "RENAME",
            {
                RenameRequest(id: 16, oldpath: a, newpath: RawSpan(literal: "/b"))
                    .write(to: &$0, version: .v3)
            }
        ),
        (
            "READLINK",
            {
                PathRequest(.readlink, id: 17, path: RawSpan(literal: "/l")).write(
                    to: &$0, version: .v3)
            }
        ),
        (
            "EXTENDED of an unknown name",
            {
                let payload = hex("ffffffff00")
                ExtendedRequest(
                    id: 19, name: RawSpan(literal: "x@y"), payload: payload.span.bytes
                ).write(to: &$0, version: .v3)
            }
        ),
        ("limits@openssh.com", { LimitsRequest(id: 20).write(to: &$0, version: .v3) }),
        ("HANDLE", { HandleReply(id: 2, handle: h).write(to: &$0, version: .v3) }),
        (
            "DATA",
            { DataReply(id: 3, data: RawSpan(literal: "hello")).write(to: &$0, version: .v3) }
        ),
        (
            "EXTENDED_REPLY",
            {
                let payload = hex("0000000000000001")
                ExtendedReply(id: 6, payload: payload.span.bytes).write(to: &$0, version: .v3)
            }
        ),
    ]

    private static var h: RawSpan {
        @_lifetime(immortal)
        get { RawSpan(literal: "h1") }
    }

    private static var a: RawSpan {
        @_lifetime(immortal)
        get { RawSpan(literal: "/a") }
    }

    @Test(arguments: cases)
    func `values are written as the layout says`(name: String, write: Write) throws {
        #expect(written(write) == (try layout(name).bytes))
    }

    @Test func `OPEN without attributes ends in empty flags`() {
        #expect(
            written { buffer in
                OpenRequest(id: 1, filename: RawSpan(literal: "f"), flags: [.read])
                    .write(to: &buffer, version: .v3)
            } == hex("00000012 03 00000001 00000001 66 00000001 00000000"))
    }
}
