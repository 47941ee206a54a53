import SFTPWire

extension PacketLayout {
    /// Every request of version 3 and every known extension, laid out by field.
    static let requests: [PacketLayout] = [
        PacketLayout(
            "INIT", .request,
            [
                fixed("type", "01"), fixed("version", "00000003"),
                string("extension_name", "00000009", "newline@x", .optional),
                string("extension_data", "00000001", "1"),
            ]),
        PacketLayout(
            "OPEN", .request,
            [
                fixed("type", "03"), fixed("id", "00000001"),
                string("filename", "00000006", "/a.txt"), fixed("pflags", "0000001a"),
                fixed("flags", "00000004"), fixed("permissions", "000001a4"),
            ]),
        PacketLayout(
            "CLOSE", .request,
            [fixed("type", "04"), fixed("id", "00000002"), string("handle", "00000002", "h1")]),
        PacketLayout(
            "READ", .request,
            [
                fixed("type", "05"), fixed("id", "00000003"),
                string("handle", "00000002", "h1"),
                fixed("offset", "0102030405060708"), fixed("len", "00008000"),
            ]),
        PacketLayout(
            "WRITE", .request,
            [
                fixed("type", "06"), fixed("id", "00000004"),
                string("handle", "00000002", "h1"),
                fixed("offset", "0000000100000000"), string("data", "00000005", "hello"),
            ]),
        PacketLayout(
            "LSTAT", .request,
            [fixed("type", "07"), fixed("id", "00000005"), string("path", "00000002", "/a")]),
        PacketLayout(
            "FSTAT", .request,
            [fixed("type", "08"), fixed("id", "00000006"), string("handle", "00000002", "h1")]),
        PacketLayout(
            "SETSTAT", .request,
            [
                fixed("type", "09"), fixed("id", "00000007"), string("path", "00000002", "/a"),
                fixed("flags", "8000000f"), fixed("size", "0000000000000400"),
                fixed("uid", "000003e8"), fixed("gid", "000003e9"),
                fixed("permissions", "000081a4"), fixed("atime", "65920080"),
                fixed("mtime", "65920081"), count("extended_count", "00000000", leastBytes: 0),
            ]),
        PacketLayout(
            "FSETSTAT", .request,
            [
                fixed("type", "0a"), fixed("id", "00000008"),
                string("handle", "00000002", "h1"), fixed("flags", "00000001"),
                fixed("size", "0000000000000000"),
            ]),
        PacketLayout(
            "OPENDIR", .request,
            [fixed("type", "0b"), fixed("id", "00000009"), string("path", "00000001", "/")]),
        PacketLayout(
            "READDIR", .request,
            [fixed("type", "0c"), fixed("id", "0000000a"), string("handle", "00000002", "h2")]),
        PacketLayout(
            "REMOVE", .request,
            [fixed("type", "0d"), fixed("id", "0000000b"), string("filename", "00000002", "/a")]),
        PacketLayout(
            "MKDIR", .request,
            [
                fixed("type", "0e"), fixed("id", "0000000c"), string("path", "00000002", "/d"),
                fixed("flags", "00000000"),
            ]),
        PacketLayout(
            "RMDIR", .request,
            [fixed("type", "0f"), fixed("id", "0000000d"), string("path", "00000002", "/d")]),
        PacketLayout(
            "REALPATH", .request,
            [fixed("type", "10"), fixed("id", "0000000e"), string("path", "00000001", ".")]),
        PacketLayout(
            "STAT", .request,
            [fixed("type", "11"), fixed("id", "0000000f"), string("path", "00000002", "/a")]),
        PacketLayout(
            "RENAME", .request,
            [
                fixed("type", "12"), fixed("id", "00000010"),
                string("oldpath", "00000002", "/a"), string("newpath", "00000002", "/b"),
            ]),
        PacketLayout(
            "READLINK", .request,
            [fixed("type", "13"), fixed("id", "00000011"), string("path", "00000002", "/l")]),
        PacketLayout(
            "SYMLINK", .request,
            [
                fixed("type", "14"), fixed("id", "00000012"),
                string("targetpath", "00000003", "../"), string("linkpath", "00000002", "/l"),
            ]),
        PacketLayout(
            "EXTENDED of an unknown name", .request,
            [
                fixed("type", "c8"), fixed("id", "00000013"),
                string("extended-request", "00000003", "x@y"), payload("ffffffff00"),
            ]),
    ]

    /// Every reply of version 3, laid out by field.
    static let replies: [PacketLayout] = [
        PacketLayout(
            "VERSION", .reply,
            [
                fixed("type", "02"), fixed("version", "00000003"),
                string(
                    "extension_name", "00000018", "posix-rename@openssh.com",
                    .optional),
                string("extension_data", "00000001", "1"),
                string("extension_name", "00000003", "a@b", .optional),
                string("extension_data", "00000000", ""),
            ]),
        PacketLayout(
            "STATUS", .reply,
            [
                fixed("type", "65"), fixed("id", "00000001"), fixed("code", "00000002"),
                string("message", "00000004", "gone", .tolerated),
                string("language", "00000002", "en", .tolerated),
            ]),
        PacketLayout(
            "HANDLE", .reply,
            [fixed("type", "66"), fixed("id", "00000002"), string("handle", "00000002", "h1")]),
        PacketLayout(
            "DATA", .reply,
            [fixed("type", "67"), fixed("id", "00000003"), string("data", "00000005", "hello")]),
        PacketLayout(
            "NAME", .reply,
            [
                fixed("type", "68"), fixed("id", "00000004"),
                count("count", "00000001", leastBytes: 12),
                string("filename", "00000001", "a"),
                string("longname", "00000004", "-rw-"),
                fixed("flags", "80000004"), fixed("permissions", "000081a4"),
                count("extended_count", "00000001", leastBytes: 8),
                string("extended_type", "00000003", "t@x"),
                string("extended_data", "00000002", "vv"),
            ]),
        PacketLayout(
            "ATTRS", .reply,
            [
                fixed("type", "69"), fixed("id", "00000005"), fixed("flags", "0000000f"),
                fixed("size", "0000000000000400"), fixed("uid", "000003e8"),
                fixed("gid", "000003e9"), fixed("permissions", "000081a4"),
                fixed("atime", "65920080"), fixed("mtime", "65920081"),
            ]),
        PacketLayout(
            "EXTENDED_REPLY", .reply,
            [fixed("type", "c9"), fixed("id", "00000006"), payload("0000000000000001")]),
    ]

    /// All packets of version 3.
    static let version3 = unchanged(in: .v3)

    /// The layouts of version 3 and the extensions, whatever version these begin with.
    private static let first = requests + extensions + replies

    /// The packets of version 3 whose layout `version` did not change.
    static func unchanged(in version: ProtocolVersion) -> [PacketLayout] {
        var changed: Set<String> = []
        if version >= .v4 {
            changed.formUnion([
                "OPEN", "LSTAT", "FSTAT", "SETSTAT", "FSETSTAT", "MKDIR", "STAT", "NAME", "ATTRS",
                "lsetstat@openssh.com",
            ])
        }
        if version >= .v5 { changed.formUnion(["RENAME", "STATUS"]) }
        if version >= .v6 { changed.formUnion(["REALPATH", "SYMLINK", "DATA"]) }
        // An extension the version lacks is opaque bytes behind a name, whatever its name.
        for name in ExtensionName.allCases where name.row.requests?.contains(version) != true {
            changed.insert(name.rawValue)
        }
        return first.filter { !changed.contains($0.name) }.map { $0.at(version) }
    }

    /// Every packet of every version.
    static let all = version3 + version4 + version5 + version6

    /// The packets behind whose last field nothing belongs.
    static let closed = all.filter(\.isClosed)
}
