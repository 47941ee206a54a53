import SFTPWire

extension PacketLayout {
    /// An EXTENDED request of a known extension.
    static func extended(
        _ name: String, _ length: String, _ fields: [Field]
    ) -> PacketLayout {
        PacketLayout(
            name, .request,
            [
                fixed("type", "c8"), fixed("id", "00000014"),
                string("extended-request", length, name),
            ] + fields)
    }

    /// Every known extension's request, laid out by field: OpenSSH PROTOCOL section 4,
    /// draft-13 sections 5.5, 6 and 8.1.1.3, draft-05 section 8.1, the rest
    /// draft-ietf-secsh-filexfer-extensions-00.
    static let extensions: [PacketLayout] = [
        extended(
            "posix-rename@openssh.com", "00000018",
            [string("oldpath", "00000002", "/a"), string("newpath", "00000002", "/b")]),
        extended("statvfs@openssh.com", "00000013", [string("path", "00000001", "/")]),
        extended("fstatvfs@openssh.com", "00000014", [string("handle", "00000002", "h1")]),
        extended(
            "hardlink@openssh.com", "00000014",
            [string("oldpath", "00000002", "/a"), string("newpath", "00000002", "/b")]),
        extended("fsync@openssh.com", "00000011", [string("handle", "00000002", "h1")]),
        extended(
            "lsetstat@openssh.com", "00000014",
            [
                string("path", "00000002", "/l"), fixed("flags", "00000008"),
                fixed("atime", "00000001"), fixed("mtime", "ffffffff"),
            ]),
        extended("limits@openssh.com", "00000012", []),
        extended("expand-path@openssh.com", "00000017", [string("path", "00000002", "~/")]),
        extended(
            "copy-data", "00000009",
            [
                string("read-from-handle", "00000002", "h1"),
                fixed("read-from-offset", "0000000000000001"),
                fixed("read-data-length", "0000000000000002"),
                string("write-to-handle", "00000002", "h2"),
                fixed("write-to-offset", "0000000000000003"),
            ]),
        extended("home-directory", "0000000e", [string("username", "00000004", "anna")]),
        extended(
            "users-groups-by-id@openssh.com", "0000001e",
            [list("uids", "00000008", "00000000 000003e8"), list("gids", "00000004", "00000064")]),
        extended("version-select", "0000000e", [string("version-from-list", "00000001", "6")]),
        extended(
            "text-seek", "00000009",
            [
                string("file-handle", "00000002", "h1"),
                fixed("line-number", "0000000000000007"),
            ]),
        extended(
            "vendor-id", "00000009",
            [
                string("vendor-name", "00000001", "v"), string("product-name", "00000001", "p"),
                string("product-version", "00000003", "1.2"),
                fixed("product-build-number", "0000000000000102"),
            ]),
        extended(
            "filename-translation-control", "0000001c", [fixed("do-translate", "01")]),
        extended("check-file", "0000000a", [string("handle", "00000002", "h1")] + checkFileRange),
        extended(
            "check-file-handle", "00000011",
            [string("handle", "00000002", "h1")] + checkFileRange),
        extended(
            "check-file-name", "0000000f", [string("name", "00000002", "/a")] + checkFileRange),
        extended("md5-hash", "00000008", [string("filename", "00000002", "/a")] + md5Range),
        extended(
            "md5-hash-handle", "0000000f", [string("file-handle", "00000002", "h1")] + md5Range),
        extended("space-available", "0000000f", [string("path", "00000001", "/")]),
        extended(
            "copy-file", "00000009",
            [
                string("source-file", "00000002", "/a"),
                string("destination-file", "00000002", "/b"),
                fixed("overwrite-destination", "01"),
            ]),
        extended("get-temp-folder", "0000000f", []),
        extended("make-temp-folder", "00000010", []),
    ]

    private static let checkFileRange = [
        string("hash-algorithm-list", "00000008", "sha1,md5"),
        fixed("start-offset", "0000000000000001"), fixed("length", "0000000000000002"),
        fixed("block-size", "00000100"),
    ]

    private static let md5Range = [
        fixed("start-offset", "0000000000000001"), fixed("length", "0000000000000002"),
        list("quick-check-hash", "00000002", "0a0b"),
    ]
}
