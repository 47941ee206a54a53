import SFTPWire

/// Requests of versions 4 to 6 on the files of `RequestCase.files`, for packets at random.
enum VersionRequests {
    /// One request of each kind the version has, some with fields only it has.
    static func all(_ version: ProtocolVersion) -> [[UInt8]] {
        opened(version) + attributes(version) + paths(version)
            + (version == .v6 ? newest : [Request.symlink(target: "x", at: "new")])
    }

    private static func opened(_ version: ProtocolVersion) -> [[UInt8]] {
        let handles = RequestCase.self
        let opens =
            version == .v4
            ? [
                Request.open("a.txt", [.read, .write], laterAttributes, version: .v4),
                Request.open("new", [.write, .create], laterAttributes, version: .v4),
            ]
            : [
                packet(#"03 00000007 "a.txt" 00000003 00000002 00000000 01"#),
                packet(#"03 00000007 "new" 00010002 00000000 00000004 01 000001ff"#),
                packet(#"03 00000007 "empty" 00000001 00000083 00000000 01"#),
            ]
        return opens + [
            Request.opendir("dir"), Request.close(handles.file), Request.read(handles.file),
            Request.write(handles.file, "xyz"), Request.readdir(handles.directory),
            Request.close(handles.directory),
        ]
    }

    private static func attributes(_ version: ProtocolVersion) -> [[UInt8]] {
        let handle = RequestCase.file
        var rich = laterAttributes
        rich.acl = AccessControlList(
            flags: 3,
            entries: [AccessControlEntry(type: 0, mask: .readData, who: Array("OWNER@".utf8))])
        rich.bits = .hidden
        return [
            Request.stat("a.txt", .ownerGroup, version: version),
            Request.lstat("link", version: version), Request.fstat(handle, version: version),
            Request.setstat("a.txt", laterAttributes, version: version),
            Request.setstat("a.txt", rich, version: version),
            Request.fsetstat(handle, FileAttributes(size: 3), version: version),
            Request.mkdir("new", laterAttributes, version: version),
        ]
    }

    private static var laterAttributes: FileAttributes {
        var attributes = FileAttributes(
            permissions: 0o640, modifyTime: Timestamp(seconds: 1, nanoseconds: 2))
        attributes.owner = Array("demo".utf8)
        attributes.group = Array("users".utf8)
        return attributes
    }

    private static func paths(_ version: ProtocolVersion) -> [[UInt8]] {
        [
            Request.remove("a.txt"), Request.rmdir("void"), Request.realpath("."),
            Request.readlink("link"), Request.rename("a.txt", "moved", version: version),
            Request.rename("moved", "empty", .overwrite, version: version),
        ]
    }

    private static let newest: [[UInt8]] = [
        Request.link("new", to: "a.txt", isSymbolic: false),
        Request.link("new", to: "x", isSymbolic: true),
        Request.realpath("dir", .statIf, ["..", "a.txt"]),
        packet("16 00000007 00000008 0000000000000000 0000000000000000 0000000000000004 000000c0"),
        packet("17 00000007 00000008 0000000000000000 0000000000000000 0000000000000004"),
    ]
}
