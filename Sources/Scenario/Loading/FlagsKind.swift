import SFTPWire
import StrictJSON

extension Kind where Value == BitsMatcher {
    /// A test on the rights OPEN asks for.
    static var accessMask: Kind {
        bits(.flag("right", AccessMask.self, prefixes: ["ACE4_"]), name: "accessMask")
    }

    /// A test on how OPEN opens, the disposition aside.
    static var openModes: Kind {
        bits(.flag("open mode", OpenModes.self, prefixes: ["SSH_FXF_"]), name: "openModes")
    }

    /// A test on what BLOCK keeps others from.
    static var lockMask: Kind {
        bits(
            .flag("kind of lock", LockMask.self, prefixes: ["SSH_FXF_BLOCK_", "BLOCK_"]),
            name: "lockMask")
    }

    /// A test on which attributes a request carries.
    static var attributeFlags: Kind {
        bits(Kind<AttributeFlags>.attributeName.map(\.rawValue), name: "attributeFlags")
    }

    /// A test on flags.
    static func bits(_ flag: Kind<UInt32>, name: String) -> Kind {
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

extension Kind where Value == Condition {
    /// A test on the flags of OPEN below version 5, or on those of RENAME: by their names.
    static var requestFlags: Kind {
        // The names tell which; their bits are kept apart until all of a test are read.
        let open = OpenFlags.named.map { (name: $0.name, value: $0.flag.rawValue) }
        let rename = RenameFlags.named.map { (name: $0.name, value: $0.flag.rawValue << shift) }
        let spelled =
            open.map { (name: "SSH_FXF_" + $0.name, value: $0.value) }
            + ["SSH_FXF_RENAME_", "SSH_FXP_RENAME_"].flatMap { prefix in
                rename.map { (name: prefix + $0.name, value: $0.value) }
            }
        return Kind<BitsMatcher>.bits(
            .name("flag", open + rename, otherNames: spelled), name: "requestFlags"
        ).map { bits, node in
            let all = bits.has | bits.lacks | (bits.equals ?? 0)
            guard all >> shift != 0 else { return .flags(bits) }
            if all & mask != 0 { node.error("flags of OPEN and of RENAME in one test") }
            return .renameFlags(
                BitsMatcher(
                    has: bits.has >> shift, lacks: bits.lacks >> shift,
                    equals: bits.equals.map { $0 >> shift }, text: bits.text))
        }
    }

    private static var shift: UInt32 { 16 }
    private static var mask: UInt32 { 0xffff }
}

extension Kind where Value == UInt32 {
    /// The name of a flag, with or without one of the prefixes of the drafts.
    static func flag<Flags: VersionedFlags>(
        _ noun: String, _ flags: Flags.Type, prefixes: [String]
    ) -> Kind {
        let table = Flags.named.map { (name: $0.name, value: $0.flag.rawValue) }
        return .name(
            noun, table,
            otherNames: prefixes.flatMap { prefix in
                table.map { (name: prefix + $0.name, value: $0.value) }
            })
    }
}

extension Kind where Value == AttributeFlags {
    /// The name of a group of attribute fields.
    static var attributeName: Kind {
        let table = AttributeFlags.named.map { (name: $0.name, value: $0.flag) }
        return .name(
            "attribute", table,
            otherNames: table.map { (name: "SSH_FILEXFER_ATTR_" + $0.name, value: $0.value) })
    }
}

extension Kind where Value == [OpenDisposition] {
    /// What OPEN does about a file that exists or does not.
    static var dispositions: Kind {
        let table = OpenDisposition.allCases.map { (name: $0.name, value: $0) }
        return .oneOrMore(
            .name(
                "disposition", table,
                otherNames: table.map { (name: "SSH_FXF_" + $0.name, value: $0.value) }))
    }
}

extension Kind where Value == [RealpathControl] {
    /// What REALPATH does about a path that does not exist.
    static var controls: Kind {
        let table = RealpathControl.table.map { (name: $0.name, value: $0.control) }
        return .oneOrMore(
            .name(
                "control byte", table,
                otherNames: table.map { (name: "SSH_FXP_REALPATH_" + $0.name, value: $0.value) }))
    }
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
