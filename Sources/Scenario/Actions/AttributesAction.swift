import SFTPWire
import StrictJSON

/// Changes attributes: of the answer where attributes are asked for, else of the request.
enum AttributesAction {
    private static let size = Key("size", Kind<UInt64>.size, "Size of the file.")
    private static let uid = Key("uid", Kind<UInt32>.integer, "Numeric owner; needs `gid` too.")
    private static let gid = Key("gid", Kind<UInt32>.integer, "Numeric group; needs `uid` too.")
    private static let mode = Key(
        "mode", Kind<UInt32>.mode(0...0o177_7777),
        "The whole permissions field, type bits included: `\"0100644\"` is a regular file.")
    private static let accessTime = Key(
        "atime", Kind<Timestamp>.time, "Last access; needs `mtime` too.")
    private static let modifyTime = Key(
        "mtime", Kind<Timestamp>.time, "Last modification; needs `atime` too.")
    private static let setKeys: [any KeyDescriptor] = [
        size, uid, gid, mode, accessTime, modifyTime,
    ]

    private static let values = Kind<FileAttributes>.object("set", setKeys) { reader in
        var attributes = FileAttributes()
        attributes.size = reader.read(size)
        attributes.uid = reader.read(uid)
        attributes.gid = reader.read(gid)
        attributes.permissions = reader.read(mode)
        attributes.accessTime = reader.read(accessTime)
        attributes.modifyTime = reader.read(modifyTime)
        // Version 3 has one bit for each of the pairs.
        if reader.has(uid) != reader.has(gid) { reader.node.error("uid and gid come together") }
        if reader.has(accessTime) != reader.has(modifyTime) {
            reader.node.error("atime and mtime come together")
        }
        if reader.node.members?.isEmpty == true { reader.node.error("set is empty") }
        return attributes
    }

    private static let set = Key("set", values, "Fields that are replaced or added.")
    private static let omit = Key(
        "omit", Kind<[AttributeFlags]>.oneOrMore(.attributeName), "Fields that are left out.")

    private static let patch = Kind<AttributePatch>.object("attributes", [set, omit]) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("attributes is empty") }
        let omitted = reader.read(omit) ?? []
        let attributes = reader.read(set) ?? FileAttributes()
        let omit = omitted.reduce(into: AttributeFlags()) { $0.formUnion($1) }
        if !attributes.flags.isDisjoint(with: omit) {
            reader.node.error("a field both set and omitted")
        }
        return AttributePatch(set: attributes, omit: omit)
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "attributes", patch,
            "On getAttributes and dirRead, changes what the client is told; on fileOpen, dirCreate "
                + "and setAttributes, what it asks for. "
                + "On getAttributes before, it also answers for "
                + "what does not exist."),
        on: [.getAttributes, .dirRead, .fileOpen, .dirCreate, .setAttributes],
        conflicts: [
            ("connection", "the connection ends without a reply, so attributes are never seen")
        ],
        example: #""attributes": {"set": {"size": "0B"}, "omit": "ACMODTIME"}"#,
        details: [
            KeyTable(
                title: "attributes",
                keys: [
                    DocumentKey(set, #""set": {"mode": "0100644"}"#),
                    DocumentKey(omit, #""omit": ["SIZE", "UIDGID"]"#),
                ]),
            KeyTable(
                title: "attributes: set",
                keys: [
                    DocumentKey(size, #""size": "1TiB""#),
                    DocumentKey(uid, #""uid": 0"#),
                    DocumentKey(gid, #""gid": 0"#),
                    DocumentKey(mode, #""mode": "0120777""#),
                    DocumentKey(accessTime, #""atime": 0"#),
                    DocumentKey(modifyTime, #""mtime": "2106-02-07T06:28:15Z""#),
                ]),
        ]
    ) { ActionResult(effects: [.attributes($0)]) }

    /// Events on which the request is changed, so that the after phase is too late.
    static let requestEvents: Set<EventKind> = [.fileOpen, .dirCreate, .setAttributes]
}
