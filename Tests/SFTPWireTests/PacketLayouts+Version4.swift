import SFTPWire

extension PacketLayout {
    /// The packets draft-04 changes or adds.
    private static let changed4: [PacketLayout] = [
        PacketLayout(
            "OPEN", .request,
            [
                fixed("type", "03"), fixed("id", "00000001"),
                string("filename", "00000006", "/a.txt"), fixed("pflags", "0000005a"),
                fixed("flags", "00000084"), fixed("type", "01"),
                string("owner", "00000004", "anna"), string("group", "00000005", "staff"),
                fixed("permissions", "000001a4"),
            ]),
        PacketLayout(
            "LSTAT", .request,
            [
                fixed("type", "07"), fixed("id", "00000005"), string("path", "00000002", "/a"),
                fixed("flags", "800001fd", .tolerated),
            ]),
        PacketLayout(
            "FSTAT", .request,
            [
                fixed("type", "08"), fixed("id", "00000006"),
                string("handle", "00000002", "h1"), fixed("flags", "00000000", .tolerated),
            ]),
        PacketLayout(
            "SETSTAT", .request,
            [fixed("type", "09"), fixed("id", "00000007"), string("path", "00000002", "/a")]
                + everything4),
        PacketLayout(
            "FSETSTAT", .request,
            [
                fixed("type", "0a"), fixed("id", "00000008"),
                string("handle", "00000002", "h1"), fixed("flags", "00000021"),
                fixed("type", "05"), fixed("size", "0000000000000000"),
                fixed("mtime", "ffffffffffffffff"),
            ]),
        PacketLayout(
            "MKDIR", .request,
            [
                fixed("type", "0e"), fixed("id", "0000000c"), string("path", "00000002", "/d"),
                fixed("flags", "00000000"), fixed("type", "02"),
            ]),
        PacketLayout(
            "STAT", .request,
            [
                fixed("type", "11"), fixed("id", "0000000f"), string("path", "00000002", "/a"),
                fixed("flags", "00000001", .tolerated),
            ]),
        extended(
            "lsetstat@openssh.com", "00000014",
            [
                string("path", "00000002", "/l"), fixed("flags", "00000008"),
                fixed("type", "03"), fixed("atime", "0000000000000001"),
            ]),
        PacketLayout(
            "NAME", .reply,
            [
                fixed("type", "68"), fixed("id", "00000004"),
                count("count", "00000002", leastBytes: 18),
                string("filename", "00000001", "a"), fixed("flags", "00000004"),
                fixed("type", "03"), fixed("permissions", "000081a4"),
                string("filename", "00000000", ""), fixed("flags", "00000000"),
                fixed("type", "05"),
            ]),
        PacketLayout(
            "ATTRS", .reply, [fixed("type", "69"), fixed("id", "00000005")] + everything4),
    ]

    /// ATTRS with every field of version 4 (draft-04 section 5).
    private static let everything4 =
        everything(flags: "800001fd") + [
            nested("acl", "00000034", [count("ace-count", "00000002", leastBytes: 32)] + entries),
            count("extended_count", "00000001", leastBytes: 8),
            string("extended_type", "00000003", "t@x"),
            string("extended_data", "00000002", "vv"),
        ]

    /// What ATTRS with every field begins with in versions 4 and 5.
    static func everything(flags: String) -> [Field] {
        [
            fixed("flags", flags), fixed("type", "01"), fixed("size", "0000000000000400"),
            string("owner", "00000004", "anna"), string("group", "00000005", "staff"),
            fixed("permissions", "000001a4"),
            fixed("atime", "0000000065920080"), fixed("atime_nseconds", "00000001"),
            fixed("createtime", "ffffffffffffffff"), fixed("createtime_nseconds", "1dcd6500"),
            fixed("mtime", "0000000065920081"), fixed("mtime_nseconds", "3b9ac9ff"),
        ]
    }

    /// Two entries of an ACL, 48 bytes.
    static let entries: [Field] = [
        fixed("ace-type", "00000000"), fixed("ace-flag", "00000043"),
        fixed("ace-mask", "001f01ff"), string("who", "00000006", "OWNER@"),
        fixed("ace-type", "00000003"), fixed("ace-flag", "00000000"),
        fixed("ace-mask", "00000000"), string("who", "0000000a", "EVERYONE@x"),
    ]

    /// All packets of version 4.
    static let version4 = unchanged(in: .v4) + changed4.map { $0.at(.v4) }
}
