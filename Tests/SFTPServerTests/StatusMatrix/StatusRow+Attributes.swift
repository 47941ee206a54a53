import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    /// SETSTAT and FSETSTAT.
    static let attributes: [StatusRow] =
        pathOnly
        + changes.flatMap { change in
            [
                StatusRow("SETSTAT", change.situation, change.codes) {
                    $0.ask(Request.setstat("a.txt", change.attributes, version: $0.version))
                },
                StatusRow("FSETSTAT", change.situation, change.codes) {
                    let handle = try $0.open("a.txt", .write)
                    return $0.ask(
                        Request.fsetstat(handle, change.attributes, version: $0.version))
                },
            ]
        }

    private static func setstat(
        _ situation: String, _ codes: String, _ path: Text, _ attributes: FileAttributes,
        on server: MatrixServer = .plain
    ) -> StatusRow {
        StatusRow("SETSTAT", situation, codes, on: server) {
            $0.ask(Request.setstat(path, attributes, version: $0.version))
        }
    }

    private static let size = FileAttributes(size: 1)
    private static let mode = FileAttributes(permissions: 0o600)

    private static let pathOnly: [StatusRow] = [
        setstat("the attributes are set", "0 0 0 0", "a.txt", mode),
        setstat("the size of a directory", "4 4 4 24", "dir", size),
        setstat("the size of a file that may not be written", "3 3 3 3", "fixed", size),
        setstat("the file has READONLY, its size", "3 3 3 3", "readonly", size),
        setstat("the file has IMMUTABLE", "3 3 3 3", "rock", mode),
        setstat("the files are read-only", "3 12 12 12", "a.txt", mode, on: .readOnly),
        setstat(
            "the quota has no room for the size", "4 4 15 15", "a.txt", FileAttributes(size: 99),
            on: .quota),
        setstat(
            "the capacity has no room for the size", "4 4 14 14", "a.txt",
            FileAttributes(size: 99), on: .full),
        StatusRow("SETSTAT", "another handle has locked bytes the size cuts off", "4 4 4 25") {
            let other = try $0.otherOpens("a.txt", .readWrite)
            _ = other.client.ask(Request.block(other.handle, 4, 4, .write))
            return $0.ask(Request.setstat("a.txt", size, version: $0.version))
        },
        StatusRow("FSETSTAT", "the size, and the file is not open to write", "3 3 3 3") {
            $0.ask(Request.fsetstat(try $0.open("a.txt"), size, version: $0.version))
        },
        StatusRow("lsetstat@openssh.com", "the size of a link", "4 4 4 23") { stage in
            stage.ask {
                LsetstatRequest(
                    id: 7, path: Text("link").bytes.span.bytes, attributes: size
                ).write(to: &$0, version: $1)
            }
        },
        StatusRow("lsetstat@openssh.com", "the mode of a link", "8 8 8 8") { stage in
            stage.ask {
                LsetstatRequest(
                    id: 7, path: Text("link").bytes.span.bytes, attributes: mode
                ).write(to: &$0, version: $1)
            }
        },
    ]

    private struct Change {
        let situation: String
        let codes: String
        let attributes: FileAttributes

        init(_ situation: String, _ codes: String, _ attributes: FileAttributes) {
            self.situation = situation
            self.codes = codes
            self.attributes = attributes
        }

        init(
            _ situation: String, _ codes: String, _ change: (inout FileAttributes) -> Void
        ) {
            var attributes = FileAttributes()
            change(&attributes)
            self.init(situation, codes, attributes)
        }
    }

    private static let changes: [Change] = [
        Change("the size is over 2^63", "4 4 4 23", FileAttributes(size: 1 << 63)),
        Change("the owner is nobody", "- 4 16 16", .owned("nobody", "users")),
        Change("the owner is a group", "- 3 3 29", .owned("users", "users")),
        Change("the group is a user", "- 3 3 30", .owned("demo", "demo")),
        Change("the ACL names nobody", "- 4 16 16", .acl(type: 0, who: "nobody")),
        Change("an ACL entry has a type nobody defined", "- 4 4 23", .acl(type: 9, who: "demo")),
        Change("bits only a server can set", "- - 8 8", .bits(.caseInsensitive)),
        Change("permission bits nobody defined", "- 4 4 23") { $0.permissions = 0o200_000 },
        Change("a time with a second of nanoseconds", "- 5 5 23") {
            $0.modifyTime = Timestamp(seconds: 1, nanoseconds: 1_000_000_000)
        },
        Change("the allocation size is below the size", "- - - 23") {
            $0.size = 2
            $0.allocationSize = 1
        },
        Change("the link count", "- - - 23") { $0.linkCount = 1 },
        Change("the text hint", "- - - 23") { $0.textHint = .knownText },
        Change("the name before its translation", "- - - 23") { $0.untranslatedName = [0x78] },
        Change("the ctime", "- - - 8") { $0.ctime = Timestamp(seconds: 1) },
        Change("an extended attribute", "- - - 8") {
            $0.extended = [ExtendedPair(name: Array("x@y".utf8), value: [])]
        },
    ]
}

extension FileAttributes {
    /// An ACL of one entry.
    fileprivate static func acl(type: UInt32, who: Text) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.acl = AccessControlList(
            flags: AccessControlList.controlIncluded | AccessControlList.controlPresent,
            entries: [AccessControlEntry(type: type, mask: .readData, who: who.bytes)])
        return attributes
    }
}
