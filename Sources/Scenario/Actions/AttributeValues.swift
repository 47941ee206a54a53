import SFTPWire
import StrictJSON

/// The values of `set`: every field of ATTRS; each version sends those it has.
enum AttributeValues {
    private static let size = Key("size", Kind<UInt64>.size, "Size of the file.")
    private static let allocationSize = Key(
        "allocationSize", Kind<UInt64>.size, "Bytes it occupies (version 6).")
    private static let mode = Key(
        "mode", Kind<UInt32>.mode(0...0o177_7777),
        "The whole permissions field, type bits included: `\"0100644\"` is a regular file.")
    private static let type = Key(
        "type", typeKind, "The type, which does not follow `mode` (version 4 and up).")
    private static let owner = Key(
        "owner", Kind<[UInt8]>.bytes, "Owner by name (version 4 and up).")
    private static let group = Key(
        "group", Kind<[UInt8]>.bytes, "Group by name (version 4 and up).")
    private static let ctime = Key(
        "ctime", Kind<Timestamp>.time, "Last change of attributes (version 6).")
    private static let bitsValid = Key(
        "bitsValid", AttributeKeys.attributeBits,
        "Which of `bits` mean anything (version 6); otherwise all.")
    private static let textHint = Key(
        "textHint", hintKind, "Whether it is text (version 6).")
    private static let linkCount = Key(
        "linkCount", Kind<UInt32>.integer, "Number of hard links (version 6).")
    private static let untranslatedName = Key(
        "untranslatedName", Kind<[UInt8]>.bytes, "The name before translation (version 6).")
    private static let extended = Key(
        "extended", Kind<[Named<[UInt8]>]>.map("name", of: .bytes), "Extended pairs.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(size, #""size": "1TiB""#),
        DocumentKey(allocationSize, #""allocationSize": "4KiB""#),
        DocumentKey(mode, #""mode": "0120777""#),
        DocumentKey(type, #""type": "FIFO""#),
        DocumentKey(AttributeKeys.uid, #""uid": 0"#),
        DocumentKey(AttributeKeys.gid, #""gid": 0"#),
        DocumentKey(owner, #""owner": "root""#),
        DocumentKey(group, #""group": "wheel""#),
        DocumentKey(AttributeKeys.accessTime, #""atime": 0"#),
        DocumentKey(AttributeKeys.modifyTime, #""mtime": "2106-02-07T06:28:15Z""#),
        DocumentKey(AttributeKeys.createTime, #""createTime": "1999-12-31T23:59:59.5Z""#),
        DocumentKey(ctime, #""ctime": -1"#),
        DocumentKey(
            AttributeKeys.acl, #""acl": [{"who": "EVERYONE@", "rights": "READ_DATA"}]"#),
        DocumentKey(AttributeKeys.bits, #""bits": ["HIDDEN", "READONLY"]"#),
        DocumentKey(bitsValid, #""bitsValid": "HIDDEN""#),
        DocumentKey(textHint, #""textHint": "KNOWN_BINARY""#),
        DocumentKey(AttributeKeys.mimeType, #""mimeType": "text/plain""#),
        DocumentKey(linkCount, #""linkCount": 0"#),
        DocumentKey(untranslatedName, #""untranslatedName": {"hex": "e9"}"#),
        DocumentKey(extended, #""extended": {"tea@example.com": "green"}"#),
    ]

    private static let typeKind = Kind<FileType>.anyOf([
        .name("type of a file", FileType.table.map { ($0.name, $0.type) }),
        Kind<UInt8>.integer.map { FileType(rawValue: $0) },
    ]).titled("type of a file, by name or number")

    private static let hintKind = Kind<TextHint>.anyOf([
        .name("text hint", TextHint.table.map { ($0.name, $0.hint) }),
        Kind<UInt8>.integer.map { TextHint(rawValue: $0) },
    ]).titled("text hint, by name or number")

    /// The kind of `set`.
    static let kind = Kind<FileAttributes>.object("set", keys.map(\.key)) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("set is empty") }
        var attributes = FileAttributes()
        attributes.size = reader.read(size)
        attributes.allocationSize = reader.read(allocationSize)
        attributes.permissions = reader.read(mode)
        attributes.type = reader.read(type)
        attributes.uid = reader.read(AttributeKeys.uid)
        attributes.gid = reader.read(AttributeKeys.gid)
        attributes.owner = reader.read(owner)
        attributes.group = reader.read(group)
        attributes.accessTime = reader.read(AttributeKeys.accessTime)
        attributes.modifyTime = reader.read(AttributeKeys.modifyTime)
        attributes.createTime = reader.read(AttributeKeys.createTime)
        attributes.ctime = reader.read(ctime)
        attributes.acl = reader.read(AttributeKeys.acl)
        attributes.bits = reader.read(AttributeKeys.bits)
        attributes.bitsValid = reader.read(bitsValid)
        if reader.has(bitsValid), !reader.has(AttributeKeys.bits) {
            reader.error("bitsValid without bits", at: bitsValid)
        }
        attributes.textHint = reader.read(textHint)
        attributes.mimeType = reader.read(AttributeKeys.mimeType)
        attributes.linkCount = reader.read(linkCount)
        attributes.untranslatedName = reader.read(untranslatedName)
        attributes.extended = (reader.read(extended) ?? []).map {
            ExtendedPair(name: Array($0.name.utf8), value: $0.value)
        }
        return attributes
    }
}
