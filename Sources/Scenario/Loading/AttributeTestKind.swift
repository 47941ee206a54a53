import SFTPWire
import StrictJSON

/// The keys of a test on attributes.
enum AttributeTestKeys {
    private static let sizes = Kind<NumberMatcher>.matcher(.size, name: "sizes")
    private static let numbers = Kind<NumberMatcher>.matcher(
        .integer(0...UInt64(UInt32.max)), name: "ids")
    private static let times = Kind<NumberMatcher>.matcher(
        Kind<Timestamp>.time.map { AttributeTest.ordered($0.seconds) }, name: "times"
    ).titled("time, array of them, or bounds")
    private static let bits = Kind<BitsMatcher>.bits(
        .flag("attribute bit", AttributeBits.self, prefixes: ["SSH_FILEXFER_ATTR_FLAGS_"]),
        name: "attributeBitsTest")
    private static let modes = Kind<[UInt32]>.oneOrMore(.mode(0...0o177_7777))
    private static let types = Kind<[FileType]>.oneOrMore(
        .name("type of a file", FileType.table.map { ($0.name, $0.type) }))

    /// One line per attribute, with an example.
    static let values: [(key: Key<Condition>, example: String)] = [
        (
            key("size", sizes, "The size.") { .attribute(.size($0)) },
            #""size": {"above": "1GiB"}"#
        ),
        (
            key("allocationSize", sizes, "Bytes it occupies.") {
                .attribute(.allocationSize($0))
            }, #""allocationSize": "0B""#
        ),
        (
            key("mode", modes, "The permissions; the whole field where type bits are given.") {
                .attribute(.mode($0))
            }, #""mode": ["0777", "0666"]"#
        ),
        (key("type", types, "The type.") { .attribute(.type($0)) }, #""type": "SYMLINK""#),
        (key("uid", numbers, "The owner's number.") { .attribute(.uid($0)) }, #""uid": 0"#),
        (key("gid", numbers, "The group's number.") { .attribute(.gid($0)) }, #""gid": 0"#),
        (
            key("owner", .pattern, "The owner's name.") { .text(.owner, $0) },
            #""owner": "root""#
        ),
        (
            key("group", .pattern, "The group's name.") { .text(.group, $0) },
            #""group": "wheel""#
        ),
        (
            key("atime", times, "The last access.") { .attribute(.accessTime($0)) },
            #""atime": 0"#
        ),
        (
            key("mtime", times, "The last modification.") { .attribute(.modifyTime($0)) },
            #""mtime": {"below": "2000-01-01T00:00:00Z"}"#
        ),
        (
            key("createTime", times, "The creation.") { .attribute(.createTime($0)) },
            #""createTime": {"atLeast": 0}"#
        ),
        (
            key("bits", bits, "What it is beside its permissions.") { .attribute(.bits($0)) },
            #""bits": {"has": "HIDDEN"}"#
        ),
        (
            key("bitsValid", bits, "Which of the bits mean anything.") {
                .attribute(.bitsValid($0))
            }, #""bitsValid": "READONLY""#
        ),
        (
            key("linkCount", numbers, "The number of hard links.") { .attribute(.linkCount($0)) },
            #""linkCount": {"above": 1}"#
        ),
        (
            key("mimeType", .pattern, "The MIME type.") { .text(.mimeType, $0) },
            #""mimeType": "text/*""#
        ),
        (
            key("extended", .pattern, "The name of an extended pair; one has to match.") {
                .text(.extended, $0)
            }, #""extended": "*@example.com""#
        ),
    ]

    private static func key<Value>(
        _ name: String, _ kind: Kind<Value>, _ summary: String,
        _ condition: @escaping @Sendable (Value) -> Condition
    ) -> Key<Condition> {
        Key(name, kind.map(condition), summary)
    }

    /// The keys that look at values, for the reference.
    static let documented = values.map { DocumentKey($0.key, $0.example) }
}

extension Kind where Value == Condition {
    /// A test on which attributes a request carries, and on their values.
    static var attributeTest: Kind {
        let keys = FlagKeys(Kind<AttributeFlags>.attributeName.map(\.rawValue))
        let values = AttributeTestKeys.values.map(\.key)
        return anyOf([
            keys.flags.map { bits, node in
                .attributes(BitsMatcher(has: bits, text: node.text))
            },
            .object("the attributes", keys.all + values) { reader in
                let has = reader.read(keys.has) ?? 0
                let lacks = reader.read(keys.lacks) ?? 0
                let equals = reader.read(keys.equals)
                if has & lacks != 0 { reader.node.error("a flag both to have and to lack") }
                if reader.node.members?.isEmpty == true {
                    reader.node.error("the attributes are empty")
                }
                let tests = values.compactMap { reader.read($0) }
                let bits = BitsMatcher(
                    has: has, lacks: lacks, equals: equals, text: reader.node.text)
                let asksForFlags = has != 0 || lacks != 0 || equals != nil
                return .all((asksForFlags ? [.attributes(bits)] : []) + tests)
            },
        ]).titled("attribute, array of them, or object with has, lacks, equals, values")
            .defined(as: "attributeTest")
    }
}
