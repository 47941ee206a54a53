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
        let flags = Kind<[UInt32]>.oneOrMore(flag).map { $0.reduce(0, |) }
        let has = DefaultedKey("has", flags, default: 0, "Flags that have to be there.")
        let lacks = DefaultedKey("lacks", flags, default: 0, "Flags that must not be there.")
        let equals = Key("equals", flags, "Exactly these flags.")
        return anyOf([
            flags.map { bits, node in BitsMatcher(has: bits, text: node.text) },
            .object("the flags", [has, lacks, equals]) { reader in
                let has = reader.read(has)
                let lacks = reader.read(lacks)
                if has & lacks != 0 { reader.node.error("a flag both to have and to lack") }
                if reader.node.members?.isEmpty == true {
                    reader.node.error("the flags are empty")
                }
                return BitsMatcher(
                    has: has, lacks: lacks, equals: reader.read(equals), text: reader.node.text)
            },
        ]).titled("\(flag.title), array of them, or object with has, lacks, equals")
            .defined(as: name)
    }
}

extension Kind where Value == AttributeFlags {
    /// The name of a group of attribute fields.
    static var attributeName: Kind { .name("attribute", AttributeNames.table) }
}
