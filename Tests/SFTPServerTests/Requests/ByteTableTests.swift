import SFTPWire
import Testing

/// Requests and their replies byte by byte (draft-02 sections 6 to 8), from a session whose only
/// open object has the handle `00000000 00000000`.
@Suite struct ByteTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// What is opened first, if anything: a file, or a directory when it ends in a slash.
        var opened = ""
        let request: String
        let reply: String

        var testDescription: String { name }
    }

    @Test(arguments: rows)
    func `a request and its reply are these bytes`(row: Row) throws {
        let client = try Server().connect()
        if row.opened.hasSuffix("/") {
            _ = try client.opendir("\(row.opened)")
        } else if !row.opened.isEmpty {
            _ = try client.open("\(row.opened)", [.read, .write])
        }
        client.send(wire(row.request))
        #expect(hex(client.takeOutput()) == hex(wire(row.reply)))
    }

    private static let success = "0000001b 65 00000007 00000000 00000008 'Success.' 00000002 'en'"

    static let rows: [Row] = [
        Row(
            name: "OPEN",
            request: "00000016 03 00000007 00000005 'a.txt' 00000001 00000000",
            reply: "00000011 66 00000007 00000008 00000000 00000000"),
        Row(
            name: "CLOSE", opened: "a.txt",
            request: "00000011 04 00000007 00000008 00000000 00000000", reply: success),
        Row(
            name: "READ", opened: "a.txt",
            request:
                "0000001d 05 00000007 00000008 00000000 00000000 0000000000000007 00000005",
            reply: "0000000e 67 00000007 00000005 'world'"),
        Row(
            name: "READ at the end", opened: "a.txt",
            request:
                "0000001d 05 00000007 00000008 00000000 00000000 000000000000000c 00000005",
            reply:
                "0000001f 65 00000007 00000001 0000000c 'End of file.' 00000002 'en'"),
        Row(
            name: "READ of a foreign handle",
            request: "00000017 05 00000007 00000002 'zz' 0000000000000007 00000005",
            reply:
                "00000021 65 00000007 00000004 0000000e 'Invalid handle' 00000002 'en'"),
        Row(
            name: "WRITE", opened: "a.txt",
            request:
                """
                0000001f 06 00000007 00000008 00000000 00000000 0000000000000007 00000002 'hi'
                """, reply: success),
        Row(
            name: "LSTAT of a link",
            request: "0000000d 07 00000007 00000004 'link'",
            reply:
                """
                00000025 69 00000007 0000000f 0000000000000005
                000003e8 00000064 0000a1ff 6553f100 6553f100
                """),
        Row(
            name: "FSTAT", opened: "a.txt",
            request: "00000011 08 00000007 00000008 00000000 00000000",
            reply:
                """
                00000025 69 00000007 0000000f 000000000000000c
                000003e8 00000064 000081a4 6553f100 6553f100
                """),
        Row(
            name: "SETSTAT",
            request: "00000016 09 00000007 00000005 'a.txt' 00000004 00000180", reply: success),
        Row(
            name: "FSETSTAT", opened: "a.txt",
            request:
                """
                0000001d 0a 00000007 00000008 00000000 00000000 00000008 6553f100 6553f101
                """, reply: success),
        Row(
            name: "OPENDIR", request: "0000000a 0b 00000007 00000001 '.'",
            reply: "00000011 66 00000007 00000008 00000000 00000000"),
        Row(
            name: "READDIR", opened: "void/",
            request: "00000011 0c 00000007 00000008 00000000 00000000",
            reply:
                """
                000000cd 68 00000007 00000002
                00000001 '.'
                00000038 'drwxr-xr-x   2 demo     users        4096 Nov 14 22:13 .'
                0000000f 0000000000001000 000003e8 00000064 000041ed 6553f100 6553f100
                00000002 '..'
                00000039 'drwxr-xr-x   4 demo     users        4096 Nov 14 22:13 ..'
                0000000f 0000000000001000 000003e8 00000064 000041ed 6553f100 6553f100
                """),
        Row(
            name: "REMOVE", request: "0000000e 0d 00000007 00000005 'empty'", reply: success),
        Row(
            name: "MKDIR", request: "00000010 0e 00000007 00000003 'new' 00000000",
            reply: success),
        Row(name: "RMDIR", request: "0000000d 0f 00000007 00000004 'void'", reply: success),
        Row(
            name: "REALPATH", request: "0000000a 10 00000007 00000001 '.'",
            reply:
                """
                00000029 68 00000007 00000001
                0000000a '/home/demo' 0000000a '/home/demo' 00000000
                """),
        Row(
            name: "STAT", request: "0000000e 11 00000007 00000005 'a.txt'",
            reply:
                """
                00000025 69 00000007 0000000f 000000000000000c
                000003e8 00000064 000081a4 6553f100 6553f100
                """),
        Row(
            name: "STAT of nothing", request: "0000000d 11 00000007 00000004 'nope'",
            reply:
                "0000001f 65 00000007 00000002 0000000c 'No such file' 00000002 'en'"),
        Row(
            name: "RENAME",
            request: "00000017 12 00000007 00000005 'empty' 00000005 'moved'", reply: success),
        Row(
            name: "READLINK", request: "0000000d 13 00000007 00000004 'link'",
            reply: "0000001f 68 00000007 00000001 00000005 'a.txt' 00000005 'a.txt' 00000000"),
        Row(
            name: "SYMLINK, target first",
            request: "00000015 14 00000007 00000005 'a.txt' 00000003 'new'", reply: success),
        Row(
            name: "home-directory",
            request: "0000001e c8 00000007 0000000e 'home-directory' 00000003 'eve'",
            reply:
                """
                00000027 68 00000007 00000001
                00000009 '/home/eve' 00000009 '/home/eve' 00000000
                """),
        Row(
            name: "limits",
            request: "0000001b c8 00000007 00000012 'limits@openssh.com'",
            reply:
                """
                00000025 c9 00000007 0000000000040000 000000000003fc00
                000000000003fc00 0000000000010000
                """),
        Row(
            name: "users-groups-by-id",
            request:
                """
                0000003b c8 00000007 0000001e 'users-groups-by-id@openssh.com'
                00000008 000003e8 0000270f 00000004 00000064
                """,
            reply:
                """
                00000022 c9 00000007 0000000c 00000004 'demo' 00000000
                00000009 00000005 'users'
                """),
        Row(
            name: "an extension nobody knows",
            request: "0000000a c8 00000007 00000001 'x'",
            reply:
                """
                00000029 65 00000007 00000008 00000016 'Operation unsupported.' 00000002 'en'
                """),
        Row(
            name: "a path longer than its packet",
            request: "0000000a 11 00000007 00000002 'x'",
            reply:
                """
                0000005a 65 00000007 00000005 00000047
                'Bad message. (malformed SSH_FXP_STAT: lengthOverrun at 9 in field path)'
                00000002 'en'
                """),
    ]
}
