import SFTPWire
import Testing

/// Which rights a handle needs for FSTAT and FSETSTAT (draft-13 sections 8.1.1.2 and 8.6).
@Suite struct HandleRightsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// The `desired-access` of OPEN.
        let access: String
        let code: StatusCode?
        let attributes: FileAttributes?

        var testDescription: String { name }
    }

    private static let mode = FileAttributes(permissions: 0o600)
    private static let size = FileAttributes(size: 1)
    private static var owner: FileAttributes {
        var attributes = FileAttributes()
        attributes.owner = Array("demo".utf8)
        attributes.group = Array("users".utf8)
        return attributes
    }
    private static var list: FileAttributes {
        var attributes = FileAttributes()
        attributes.acl = AccessControlList(flags: 3)
        return attributes
    }

    static let rows: [Row] = [
        Row(name: "mode, READ_DATA", access: "00000001", code: denied, attributes: mode),
        Row(name: "mode, WRITE_ATTRIBUTES", access: "00000101", code: .ok, attributes: mode),
        Row(name: "size, WRITE_ATTRIBUTES", access: "00000101", code: denied, attributes: size),
        Row(name: "size, WRITE_DATA", access: "00000002", code: .ok, attributes: size),
        Row(name: "owner, WRITE_ATTRIBUTES", access: "00000101", code: denied, attributes: owner),
        Row(name: "owner, WRITE_OWNER", access: "00080001", code: .ok, attributes: owner),
        Row(name: "ACL, WRITE_OWNER", access: "00080001", code: denied, attributes: list),
        Row(name: "ACL, WRITE_ACL", access: "00040001", code: .ok, attributes: list),
        Row(name: "FSTAT, WRITE_OWNER", access: "00080000", code: denied, attributes: nil),
        Row(name: "FSTAT, READ_ATTRIBUTES", access: "00000080", code: nil, attributes: nil),
        Row(name: "FSTAT, READ_DATA", access: "00000001", code: nil, attributes: nil),
        Row(name: "FSTAT, WRITE_DATA", access: "00000002", code: nil, attributes: nil),
    ]

    private static let denied = StatusCode.permissionDenied

    @Test(arguments: rows, [.v5, .v6] as [ProtocolVersion])
    func `a handle is good for what it was opened for`(
        row: Row, version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let opened = client.ask(
            packet(#"03 00000007 "a.txt" \#(row.access) 00000002 00000000 01"#))
        let handle = try #require(opened?.handle)
        let reply =
            row.attributes.map { client.ask(Request.fsetstat(handle, $0, version: version)) }
            ?? client.ask(Request.fstat(handle, version: version))
        #expect(reply?.code == row.code)
    }

    @Test(arguments: [.v3, .v4] as [ProtocolVersion])
    func `versions without rights let any handle change the mode`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let opened = client.ask(Request.open("a.txt", version: version))
        let handle = try #require(opened?.handle)
        #expect(client.ask(Request.fsetstat(handle, Self.mode, version: version)) == .ok())
        let size = client.ask(Request.fsetstat(handle, Self.size, version: version))
        #expect(size?.code == .permissionDenied)
    }
}
