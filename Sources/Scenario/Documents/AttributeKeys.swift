import SFTPWire
import StrictJSON

/// The keys that give attributes of a file, for files and for rules that change attributes.
enum AttributeKeys {
    static let uid = Key("uid", Kind<UInt32>.integer, "Numeric owner (version 3).")
    static let gid = Key("gid", Kind<UInt32>.integer, "Numeric group (version 3).")
    static let accessTime = Key("atime", Kind<Timestamp>.time, "Last access.")
    static let modifyTime = Key("mtime", Kind<Timestamp>.time, "Last modification.")
    static let createTime = Key(
        "createTime", Kind<Timestamp>.time, "Creation (version 4 and up).")
    static let acl = Key(
        "acl", ACLDocument.kind, "Access control list (version 4 and up).")
    static let bits = Key(
        "bits", attributeBits, "What it is beside its permissions (version 5 and up).")
    static let mimeType = Key("mimeType", Kind<[UInt8]>.bytes, "MIME type (version 6).")

    static let attributeBits = Kind<UInt32>.oneFlagOrMore(
        .flag("attribute bit", AttributeBits.self, prefixes: ["SSH_FILEXFER_ATTR_FLAGS_"])
    ).map { AttributeBits(rawValue: $0) }
}

extension Kind where Value == UInt32 {
    /// Flags by name, or their number.
    static func oneFlagOrMore(_ flag: Kind) -> Kind {
        anyOf([Kind<[UInt32]>.oneOrMore(flag).map { $0.reduce(0, |) }, .integer])
            .titled("\(flag.title), array of them, or number")
    }
}

/// Access control lists as a scenario file says them.
enum ACLDocument {
    private static let type = DefaultedKey(
        "type", typeKind, default: AccessControlEntry.accessAllowed,
        "What the entry does; otherwise `ACCESS_ALLOWED`.")
    private static let who = Key(
        "who", Kind<[UInt8]>.bytes, required: true,
        "Whom it is about: a user, with the flag `IDENTIFIER_GROUP` a group, or `OWNER@`, "
            + "`GROUP@`, `EVERYONE@` and the like.")
    private static let rights = Key(
        "rights",
        Kind<UInt32>.oneFlagOrMore(.flag("right", AccessMask.self, prefixes: ["ACE4_"])),
        required: true, "Which rights it is about.")
    private static let flags = DefaultedKey(
        "flags", Kind<UInt32>.oneFlagOrMore(.name("flag of an entry", flagTable)), default: 0,
        "How it is inherited, and whether `who` is a group.")

    /// The keys of one entry, in the order of the reference.
    static let entryKeys = [
        DocumentKey(type, #""type": "ACCESS_DENIED""#),
        DocumentKey(who, #""who": "EVERYONE@""#),
        DocumentKey(rights, #""rights": ["READ_DATA", "READ_ACL"]"#),
        DocumentKey(flags, #""flags": "FILE_INHERIT""#),
    ]

    private static let typeKind = Kind<UInt32>.anyOf([
        .name(
            "type of an entry",
            AccessControlEntry.typeNames.enumerated().map { ($1, UInt32($0)) }),
        .integer,
    ]).titled("`ACCESS_ALLOWED`, `ACCESS_DENIED`, `SYSTEM_AUDIT`, `SYSTEM_ALARM`, or number")

    private static let flagTable = AccessControlEntry.flagNames.enumerated()
        .map { (name: $1, value: UInt32(1) << UInt32($0)) }

    private static let entry = Kind<AccessControlEntry>.object(
        "the entry", entryKeys.map(\.key)
    ) { reader in
        let type = reader.read(type)
        let flags = reader.read(flags)
        let who = reader.read(who)
        let rights = reader.read(rights)
        guard let who, let rights else { return nil }
        return AccessControlEntry(
            type: type, flag: flags, mask: AccessMask(rawValue: rights), who: who)
    }

    private static let entries = Kind<[AccessControlEntry]>.array(of: entry)
    private static let listEntries = Key("entries", entries, required: true, "The entries.")
    private static let listFlags = DefaultedKey(
        "flags", Kind<UInt32>.oneFlagOrMore(.name("flag of a list", listFlagTable)), default: 0,
        "`acl-flags` (version 6).")

    /// The keys of the long form of a list, in the order of the reference.
    static let listKeys = [
        DocumentKey(
            listEntries, #""entries": [{"who": "EVERYONE@", "rights": "READ_DATA"}]"#),
        DocumentKey(listFlags, #""flags": "CONTROL_PRESENT""#),
    ]

    private static let listFlagTable: [(name: String, value: UInt32)] = [
        ("CONTROL_INCLUDED", AccessControlList.controlIncluded),
        ("CONTROL_PRESENT", AccessControlList.controlPresent),
        ("CONTROL_INHERITED", AccessControlList.controlInherited),
        ("AUDIT_ALARM_INCLUDED", AccessControlList.auditAlarmIncluded),
        ("AUDIT_ALARM_INHERITED", AccessControlList.auditAlarmInherited),
    ]

    /// The kind of a list.
    static let kind = Kind<AccessControlList>.anyOf([
        entries.map { AccessControlList(entries: $0) },
        .object("the list", listKeys.map(\.key)) { reader in
            let flags = reader.read(listFlags)
            return reader.read(listEntries).map { AccessControlList(flags: flags, entries: $0) }
        },
    ]).titled("array of entry, or object with entries, flags").defined(as: "acl")
}
