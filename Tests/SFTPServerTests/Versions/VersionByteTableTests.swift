import SFTPWire
import Testing

/// Requests of versions 4 to 6 and their replies byte by byte (draft-04 sections 5 to 7, draft-05
/// 5 to 7, draft-13 7 to 9), from a session whose only open object has the handle
/// `00000000 00000000`.
@Suite struct VersionByteTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let versions: ClosedRange<ProtocolVersion>
        /// What is opened first, if anything: a directory.
        var opened = ""
        let request: String
        let reply: String

        var testDescription: String { "\(name), \(versions)" }
    }

    @Test(arguments: rows, ProtocolVersion.allCases)
    func `a request and its reply are these bytes`(row: Row, version: ProtocolVersion) throws {
        guard row.versions.contains(version) else { return }
        let client = try Server().connect(version)
        if !row.opened.isEmpty { _ = try client.opendir("\(row.opened)") }
        client.send(packet(row.request))
        #expect(hex(client.takeOutput()) == hex(packet(row.reply)))
    }

    private static let success = #"65 00000007 00000000 "Success." "en""#
    private static let time = "000000006553f100"

    static let rows = attributeRows + changeRows + pathRows + statusRows

    private static let attributeRows: [Row] = [
        Row(
            name: "STAT of a file", versions: .v4 ... .v6,
            request: #"11 00000007 "a.txt" 000000ad"#,
            reply: """
                69 00000007 000000ad 01 000000000000000c "demo" "users" 000001a4 \(time) \(time)
                """),
        Row(
            name: "STAT of a directory, its mode only", versions: .v4 ... .v6,
            request: #"11 00000007 "dir" 00000004"#,
            reply: "69 00000007 00000004 02 000001ed"),
        Row(
            name: "LSTAT of a link, its size only", versions: .v4 ... .v6,
            request: #"07 00000007 "link" 00000001"#,
            reply: "69 00000007 00000001 03 0000000000000005"),
        Row(
            name: "FSTAT of a directory handle", versions: .v4 ... .v6, opened: "dir",
            request: "08 00000007 00000008 0000000000000000 00000084",
            reply: #"69 00000007 00000084 02 "demo" "users" 000001ed"#),
        Row(
            name: "READDIR of nobody's handle", versions: .v4 ... .v6, opened: "/",
            request: "0c 00000007 00000004 'none'",
            reply: invalidHandle),
    ]

    private static let changeRows: [Row] = [
        Row(
            name: "SETSTAT of the mode", versions: .v4 ... .v6,
            request: #"09 00000007 "a.txt" 00000004 01 00000180"#, reply: success),
        Row(
            name: "SETSTAT of the modification time with nanoseconds", versions: .v4 ... .v6,
            request: #"09 00000007 "a.txt" 00000120 01 0000000000000001 00000002"#,
            reply: success),
        Row(
            name: "SETSTAT of owner and group", versions: .v4 ... .v6,
            request: #"09 00000007 "a.txt" 00000080 01 "demo@example.org" "100""#,
            reply: success),
        Row(
            name: "FSETSTAT of the mode", versions: .v4 ... .v6, opened: "dir",
            request: "0a 00000007 00000008 0000000000000000 00000004 02 000001c0",
            reply: success),
        Row(
            name: "SETSTAT of an unknown owner", versions: .v5 ... .v6,
            request: #"09 00000007 "a.txt" 00000080 01 "bob" "users""#,
            reply: #"65 00000007 00000010 "Unknown principal: bob" "en" "bob""#),
        Row(
            name: "SETSTAT of an unknown owner", versions: .v4 ... .v4,
            request: #"09 00000007 "a.txt" 00000080 01 "bob" "users""#,
            reply: #"65 00000007 00000004 "Unknown principal: bob" "en""#),
        Row(
            name: "SETSTAT with the reserved bit", versions: .v4 ... .v6,
            request: #"09 00000007 "a.txt" 00000002 01 00000001"#,
            reply: #"""
                65 00000007 00000005
                "Bad message. (malformed SSH_FXP_SETSTAT: undefinedFlags at 18 in field flags)"
                "en"
                """#),
        Row(
            name: "MKDIR", versions: .v4 ... .v6,
            request: #"0e 00000007 "new" 00000004 02 000001c0"#, reply: success),
    ]

    private static let pathRows: [Row] = [
        Row(
            name: "REMOVE", versions: .v4 ... .v6, request: #"0d 00000007 "a.txt""#,
            reply: success),
        Row(
            name: "RMDIR", versions: .v4 ... .v6, request: #"0f 00000007 "void""#,
            reply: success),
        Row(
            name: "RENAME", versions: .v4 ... .v4, request: #"12 00000007 "a.txt" "b""#,
            reply: success),
        Row(
            name: "RENAME over a file", versions: .v5 ... .v6,
            request: #"12 00000007 "a.txt" "empty" 00000001"#, reply: success),
        Row(
            name: "REALPATH", versions: .v4 ... .v5, request: #"10 00000007 ".""#,
            reply: #"68 00000007 00000001 "/home/demo" 00000000 05"#),
        Row(
            name: "REALPATH with all its fields left out", versions: .v6 ... .v6,
            request: #"10 00000007 "link""#,
            reply: #"68 00000007 00000001 "/home/demo/link" 00000000 05"#),
        Row(
            name: "REALPATH with two parts", versions: .v6 ... .v6,
            request: #"10 00000007 "dir" 01 ".." "x""#,
            reply: #"68 00000007 00000001 "/home/demo/x" 00000000 05"#),
        Row(
            name: "READLINK", versions: .v4 ... .v6, request: #"13 00000007 "link""#,
            reply: #"68 00000007 00000001 "a.txt" 00000000 05"#),
        Row(
            name: "SYMLINK", versions: .v4 ... .v5, request: #"14 00000007 "target" "new""#,
            reply: success),
        Row(
            name: "LINK, symbolic", versions: .v6 ... .v6,
            request: #"15 00000007 "new" "target" 01"#, reply: success),
        Row(
            name: "LINK, hard", versions: .v6 ... .v6,
            request: #"15 00000007 "new" "a.txt" 00"#, reply: success),
    ]

    private static let invalidHandle = #"65 00000007 00000009 "Invalid handle" "en""#

    private static let statusRows: [Row] = [
        Row(
            name: "CLOSE of nobody's handle", versions: .v4 ... .v6,
            request: #"04 00000007 "none""#, reply: invalidHandle),
        Row(
            name: "SYMLINK", versions: .v6 ... .v6, request: #"14 00000007 "target" "new""#,
            reply: unsupported(20, 6)),
        Row(
            name: "LINK", versions: .v4 ... .v4, request: #"15 00000007 "new" "a.txt" 00"#,
            reply: unsupported(21, 4)),
        Row(
            name: "BLOCK", versions: .v5 ... .v5,
            request: #"16 00000007 "h" 0000000000000000 0000000000000001 00000040"#,
            reply: unsupported(22, 5)),
        Row(
            name: "UNBLOCK", versions: .v4 ... .v4,
            request: #"17 00000007 "h" 0000000000000000 0000000000000001"#,
            reply: unsupported(23, 4)),
    ]

    private static func unsupported(_ type: Int, _ version: Int) -> String {
        """
        65 00000007 00000008
        "Operation unsupported. (packet type \(type) is not a request of version \(version))"
        "en"
        """
    }
}
