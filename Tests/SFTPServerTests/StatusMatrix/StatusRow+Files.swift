import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    /// OPEN.
    static let opening: [StatusRow] = openPermission + openModes + openSharing + openAttributes

    private static func open(
        _ situation: String, _ codes: String, _ path: Text, _ way: Opening,
        on server: MatrixServer = .plain
    ) -> StatusRow {
        StatusRow("OPEN", situation, codes, on: server) {
            $0.ask(Request.open(path, way, version: $0.version))
        }
    }

    private static let openPermission = [
        open("the path is a directory", "4 4 4 24", "dir", .read),
        open("CREATE_NEW (EXCL): the file exists", "4 11 11 11", "a.txt", .createNew),
        open("CREATE_NEW (EXCL): a directory is there", "4 11 11 24", "dir", .createNew),
        open("the file may not be read", "3 3 3 3", "secret", .read),
        open("the file may not be written", "3 3 3 3", "fixed", .write),
        open("the file may not be emptied", "3 3 3 3", "fixed", .truncate),
        open("the folder may not be written", "3 3 3 3", "frozen/new", .create),
        open("the file has READONLY, to write", "3 3 3 3", "readonly", .write),
        open("the file has IMMUTABLE, to write", "3 3 3 3", "rock", .write),
        open(
            "the file has APPEND_ONLY, to write without appending", "4 4 4 23", "log", .write),
        open("the files are read-only, to write", "3 12 12 12", "a.txt", .write, on: .readOnly),
        open("no file is left of the quota", "4 4 15 15", "new", .create, on: .quota),
        open("no file is left of the capacity", "4 4 14 14", "new", .create, on: .full),
        StatusRow("OPEN", "the session has as many handles as it may", "4 4 4 4", on: .oneHandle) {
            _ = try $0.open("a.txt")
            return $0.ask(Request.open("b.txt", .read, version: $0.version))
        },
    ]

    private static let openModes = [
        open(
            "NOFOLLOW: the path is a link", "- - - 21", "link",
            Opening(.read, modes: .noFollow)),
        open(
            "the disposition is none of the five", "- - 4 23", "a.txt",
            Opening(
                flags: [], access: .readData,
                modes: OpenModes(rawValue: OpenModes.accessDisposition.rawValue))),
        open(
            "an access bit nobody defined", "- - 4 23", "a.txt",
            Opening(.read, access: AccessMask(rawValue: 1 << 31))),
        open(
            "a flag nobody defined", "- - 4 23", "a.txt",
            Opening(.read, modes: OpenModes(rawValue: 1 << 31))),
        open(
            "appending without access to write", "- - 4 23", "a.txt",
            Opening(.read, modes: .appendData)),
        open(
            "BACKUP_STREAM", "- - - 8", "a.txt", Opening(.read, modes: .backupStream)),
        open(
            "ACCESS_AUDIT_ALARM_INFO without the privilege", "- - - 3", "a.txt",
            Opening(.read, modes: .accessAuditAlarmInfo)),
        open(
            "ACCESS_BACKUP without the privilege", "- - - 3", "a.txt",
            Opening(.read, modes: .accessBackup)),
        open(
            "OVERRIDE_OWNER without WRITE_OWNER", "- - - 23", "a.txt",
            Opening(.read, modes: .overrideOwner)),
        open(
            "DELETE_ON_CLOSE: the file has READONLY", "- - - 22", "readonly",
            Opening(.read, modes: .deleteOnClose)),
        open(
            "DELETE_ON_CLOSE: the files are read-only", "- - - 12", "a.txt",
            Opening(.read, modes: .deleteOnClose), on: .readOnly),
    ]

    private static let openSharing = [
        StatusRow("OPEN", "another handle blocks reading", "4 4 17 17") {
            _ = try $0.otherOpens("a.txt", Opening(.read, modes: .blockRead))
            return $0.ask(Request.open("a.txt", .read, version: $0.version))
        },
        StatusRow("OPEN", "another handle blocks writing, to write", "4 4 17 17") {
            _ = try $0.otherOpens("a.txt", Opening(.read, modes: .blockWrite))
            return $0.ask(Request.open("a.txt", .write, version: $0.version))
        },
        StatusRow("OPEN", "it would block the reading of another handle", "- - 17 17") {
            _ = try $0.otherOpens("a.txt", .read)
            return $0.ask(
                Request.open("a.txt", Opening(.write, modes: .blockRead), version: $0.version))
        },
        StatusRow("OPEN", "the file is about to be deleted", "4 4 4 27") {
            try $0.pendDeletion(of: "a.txt")
            return $0.ask(Request.open("a.txt", .read, version: $0.version))
        },
    ]

    private static func creating(
        _ situation: String, _ codes: String, _ attributes: FileAttributes
    ) -> StatusRow {
        StatusRow("OPEN, to create", situation, codes) {
            $0.ask(Request.open("new", .create, attributes, version: $0.version))
        }
    }

    private static let openAttributes = [
        creating("the owner is nobody", "- 4 16 16", .owned("nobody", "users")),
        creating("the owner is a group", "- 3 3 29", .owned("users", "users")),
        creating("the group is a user", "- 3 3 30", .owned("demo", "demo")),
        creating("bits only a server can set", "- - 8 8", .bits(.caseInsensitive)),
    ]

    /// READ and WRITE.
    static let transfer: [StatusRow] = [
        StatusRow("READ", "the offset is at the end", "1 1 1 1") {
            $0.ask(Request.read(try $0.open("a.txt"), 12, 1))
        },
        StatusRow("READ", "the file is not open to read", "3 3 3 3") {
            $0.ask(Request.read(try $0.open("a.txt", .write), 0, 1))
        },
        StatusRow("READ", "the offset is over 2^63", "4 4 4 23") {
            $0.ask(Request.read(try $0.open("a.txt"), 1 << 63, 1))
        },
        StatusRow("READ", "another handle has locked the bytes", "4 4 4 25") {
            let other = try $0.otherOpens("a.txt", .readWrite)
            _ = other.client.ask(Request.block(other.handle, 0, 4, .read))
            return $0.ask(Request.read(try $0.open("a.txt"), 2, 4))
        },
        StatusRow("WRITE", "the bytes are written", "0 0 0 0") {
            $0.ask(Request.write(try $0.open("a.txt", .write), "x"))
        },
        StatusRow("WRITE", "the file is not open to write", "3 3 3 3") {
            $0.ask(Request.write(try $0.open("a.txt"), "x"))
        },
        StatusRow("WRITE", "the end is over 2^63", "4 4 4 23") {
            $0.ask(Request.write(try $0.open("a.txt", .write), (1 << 63) - 1, "x"))
        },
        StatusRow("WRITE", "the file has become IMMUTABLE", "3 3 3 3") {
            let handle = try $0.open("a.txt", .write)
            let other = $0.other()
            _ = other.ask(Request.setstat("a.txt", .bits(.immutable), version: .v6))
            return $0.ask(Request.write(handle, "x"))
        },
        StatusRow("WRITE", "the quota is used up", "4 4 15 15", on: .quota) {
            $0.ask(Request.write(try $0.open("a.txt", .write), 12, "xy"))
        },
        StatusRow("WRITE", "the capacity is used up", "4 4 14 14", on: .full) {
            $0.ask(Request.write(try $0.open("a.txt", .write), 12, "xy"))
        },
        StatusRow("WRITE", "another handle has locked the bytes", "4 4 4 25") {
            let other = try $0.otherOpens("a.txt", .readWrite)
            _ = other.client.ask(Request.block(other.handle, 0, 4, .write))
            return $0.ask(Request.write(try $0.open("a.txt", .write), 3, "x"))
        },
    ]
}

extension FileAttributes {
    /// Owner and group by name.
    static func owned(_ owner: Text, _ group: Text) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.owner = owner.bytes
        attributes.group = group.bytes
        return attributes
    }

    /// Attribute bits, all of which are meant.
    static func bits(_ bits: AttributeBits) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.bits = bits
        attributes.bitsValid = bits
        return attributes
    }
}
