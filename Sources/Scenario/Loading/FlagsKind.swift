import SFTPWire
import StrictJSON

extension Kind where Value == BitsMatcher {
    /// A test on open flags: names they have to include, or `has`, `lacks`, `equals`.
    static var openFlags: Kind {
        bits(
            .name(
                "open flag", OpenFlags.table.map { ($0.name, $0.flag.rawValue) },
                otherNames: OpenFlags.table.map { ("SSH_FXF_" + $0.name, $0.flag.rawValue) }),
            name: "openFlags")
    }

    /// A test on which attributes a request carries.
    static var attributeFlags: Kind {
        bits(Kind<AttributeFlags>.attributeName.map(\.rawValue), name: "attributeFlags")
    }

    private static func bits(_ flag: Kind<UInt32>, name: String) -> Kind {
        let keys = FlagKeys(flag)
        return anyOf([
            keys.flags.map { bits, node in BitsMatcher(has: bits, text: node.text) },
            .object("the flags", keys.all) { reader in
                let has = reader.read(keys.has) ?? 0
                let lacks = reader.read(keys.lacks) ?? 0
                if has & lacks != 0 { reader.node.error("a flag both to have and to lack") }
                if reader.node.members?.isEmpty == true {
                    reader.node.error("the flags are empty")
                }
                return BitsMatcher(
                    has: has, lacks: lacks, equals: reader.read(keys.equals), text: reader.node.text
                )
            },
        ]).titled("\(flag.title), array of them, or object with has, lacks, equals")
            .defined(as: name)
    }
}

extension Kind where Value == AttributeFlags {
    /// The name of a group of attribute fields.
    static var attributeName: Kind { .name("attribute", AttributeNames.table) }
}

/// The keys of a test on flags.
struct FlagKeys: Sendable {
    let flags: Kind<UInt32>
    let has: Key<UInt32>
    let lacks: Key<UInt32>
    let equals: Key<UInt32>

    /// The keys, with `flag` as the kind of one flag.
    init(_ flag: Kind<UInt32>) {
        flags = Kind<[UInt32]>.oneOrMore(flag).map { $0.reduce(0, |) }
        has = Key("has", flags, "Flags that have to be there.")
        lacks = Key("lacks", flags, "Flags that must not be there.")
        equals = Key("equals", flags, "Exactly these flags.")
    }

    /// All of them.
    var all: [any KeyDescriptor] { [has, lacks, equals] }

    /// The keys with examples, for the reference.
    static var documented: [DocumentKey] {
        let keys = FlagKeys(Kind<UInt32>.name("flag", []))
        return [
            DocumentKey(keys.has, #""has": ["READ", "WRITE"]"#),
            DocumentKey(keys.lacks, #""lacks": "EXCL""#),
            DocumentKey(keys.equals, #""equals": "READ""#),
        ]
    }
}
