import SFTPWire

extension PacketLayout {
    /// The packets draft-05 changes.
    private static let changed5: [PacketLayout] = [
        PacketLayout(
            "OPEN", .request,
            [
                fixed("type", "03"), fixed("id", "00000001"),
                string("filename", "00000006", "/a.txt"), fixed("desired-access", "00000082"),
                fixed("flags", "00000053"), fixed("flags", "00000200"), fixed("type", "01"),
                fixed("attrib-bits", "00000401"),
            ]),
        PacketLayout(
            "SETSTAT", .request,
            [fixed("type", "09"), fixed("id", "00000007"), string("path", "00000002", "/a")]
                + everything5),
        PacketLayout(
            "RENAME", .request,
            [
                fixed("type", "12"), fixed("id", "00000010"),
                string("oldpath", "00000002", "/a"), string("newpath", "00000002", "/b"),
                fixed("flags", "00000007"),
            ]),
        PacketLayout(
            "STATUS", .reply,
            [
                fixed("type", "65"), fixed("id", "00000001"), fixed("code", "00000002"),
                string("message", "00000004", "gone", .tolerated),
                string("language", "00000002", "en", .tolerated),
            ]),
        PacketLayout(
            "STATUS with unknown names", .reply,
            [
                fixed("type", "65"), fixed("id", "00000001"), fixed("code", "00000010"),
                string("message", "00000000", "", .tolerated),
                string("language", "00000000", "", .tolerated),
                payload("00000004 6f746f40 00000000"),
            ]),
        PacketLayout(
            "ATTRS", .reply, [fixed("type", "69"), fixed("id", "00000005")] + everything5),
    ]

    /// ATTRS with every field of version 5 (draft-05 section 5).
    private static let everything5 =
        everything(flags: "800003fd") + [
            nested("acl", "00000034", [count("ace-count", "00000002", leastBytes: 32)] + entries),
            fixed("attrib-bits", "000007ff"),
            count("extended_count", "00000001", leastBytes: 8),
            string("extended_type", "00000003", "t@x"),
            string("extended_data", "00000002", "vv"),
        ]

    /// All packets of version 5.
    static let version5 = adding(changed5, to: version4).map { $0.at(.v5) }

    /// `before`, with those packets replaced that `changed` has another layout of.
    static func adding(_ changed: [PacketLayout], to before: [PacketLayout]) -> [PacketLayout] {
        before.filter { old in !changed.contains { $0.name == old.name } } + changed
    }
}
