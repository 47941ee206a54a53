import SFTPWire

extension PacketLayout {
    /// The requests draft-13 changes or adds.
    private static let requests6: [PacketLayout] = [
        PacketLayout(
            "OPEN", .request,
            [
                fixed("type", "03"), fixed("id", "00000001"),
                string("filename", "00000006", "/a.txt"), fixed("desired-access", "001f01ff"),
                fixed("flags", "0000fffc"), fixed("flags", "00000200"), fixed("type", "01"),
                fixed("attrib-bits", "00000801"), fixed("attrib-bits-valid", "00000fff"),
            ]),
        PacketLayout(
            "LSTAT", .request,
            [
                fixed("type", "07"), fixed("id", "00000005"), string("path", "00000002", "/a"),
                fixed("flags", "8000fffd", .tolerated),
            ]),
        PacketLayout(
            "SETSTAT", .request,
            [fixed("type", "09"), fixed("id", "00000007"), string("path", "00000002", "/a")]
                + everything6),
        PacketLayout(
            "REALPATH", .request,
            [
                fixed("type", "10"), fixed("id", "0000000e"), string("path", "00000001", "."),
                fixed("control-byte", "02", .optional),
                string("compose-path", "00000002", "..", .optional),
                string("compose-path", "00000000", "", .optional),
                string("compose-path", "00000002", "/x", .optional),
            ]),
        PacketLayout(
            "LINK", .request,
            [
                fixed("type", "15"), fixed("id", "00000015"),
                string("new-link-path", "00000002", "/l"),
                string("existing-path", "00000003", "../"), fixed("sym-link", "01"),
            ]),
        PacketLayout(
            "BLOCK", .request,
            [
                fixed("type", "16"), fixed("id", "00000016"),
                string("handle", "00000002", "h1"), fixed("offset", "0000000100000000"),
                fixed("length", "0000000000000000"), fixed("uLockMask", "000003c0"),
            ]),
        PacketLayout(
            "UNBLOCK", .request,
            [
                fixed("type", "17"), fixed("id", "00000017"),
                string("handle", "00000002", "h1"), fixed("offset", "0000000100000000"),
                fixed("length", "ffffffffffffffff"),
            ]),
    ]

    /// The replies draft-13 changes.
    private static let replies6: [PacketLayout] = [
        PacketLayout(
            "DATA", .reply,
            [
                fixed("type", "67"), fixed("id", "00000003"), string("data", "00000005", "hello"),
                fixed("end-of-file", "01", .optional),
            ]),
        PacketLayout(
            "NAME", .reply,
            [
                fixed("type", "68"), fixed("id", "00000004"),
                count("count", "00000001", leastBytes: 9),
                string("filename", "00000001", "a"), fixed("flags", "00002000"),
                fixed("type", "09"), fixed("link-count", "00000002"),
                fixed("end-of-list", "00", .optional),
            ]),
        PacketLayout(
            "ATTRS", .reply, [fixed("type", "69"), fixed("id", "00000005")] + everything6),
    ]

    /// ATTRS with every field of version 6 (draft-13 section 7).
    private static let everything6: [Field] = [
        fixed("flags", "8000fffd"), fixed("type", "01"), fixed("size", "0000000000000400"),
        fixed("allocation-size", "0000000000001000"),
        string("owner", "00000004", "anna"), string("group", "00000005", "staff"),
        fixed("permissions", "000001a4"),
        fixed("atime", "0000000065920080"), fixed("atime_nseconds", "00000001"),
        fixed("createtime", "ffffffffffffffff"), fixed("createtime_nseconds", "1dcd6500"),
        fixed("mtime", "0000000065920081"), fixed("mtime_nseconds", "3b9ac9ff"),
        fixed("ctime", "8000000000000000"), fixed("ctime-nseconds", "00000000"),
        nested(
            "acl", "00000038",
            [fixed("acl-flags", "00000037"), count("ace-count", "00000002", leastBytes: 32)]
                + entries),
        fixed("attrib-bits", "00000fff"), fixed("attrib-bits-valid", "000000ff"),
        fixed("text-hint", "03"), string("mime-type", "0000000a", "text/plain"),
        fixed("link-count", "00000002"), string("untranslated-name", "00000001", "b"),
        count("extended_count", "00000001", leastBytes: 8),
        string("extended_type", "00000003", "t@x"), string("extended_data", "00000002", "vv"),
    ]

    /// All packets of version 6.
    static let version6 =
        adding(requests6 + replies6, to: version5).filter { $0.name != "SYMLINK" }
        .map { $0.at(.v6) }
}
