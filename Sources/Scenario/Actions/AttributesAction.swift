import SFTPWire
import StrictJSON

/// Changes attributes: of the answer where attributes are asked for, else of the request.
enum AttributesAction {
    private static let set = Key("set", AttributeValues.kind, "Fields that are replaced or added.")
    private static let omit = Key(
        "omit", Kind<[AttributeFlags]>.oneOrMore(omitted),
        "Fields that are left out. `UIDGID` and `OWNERGROUP` are the owner in every version, "
            + "`ACMODTIME` is `ACCESSTIME` and `MODIFYTIME`.")
    /// A rule leaves out the same in every version, though versions have other names for it.
    private static let omitted = Kind<AttributeFlags>.name(
        "attribute",
        AttributeFlags.named.map { row in
            switch row.name {
            case "UIDGID", "OWNERGROUP": (row.name, [.uidGid, .ownerGroup])
            case "ACMODTIME": (row.name, [.accessTime, .modifyTime])
            default: (row.name, row.flag)
            }
        })
    private static let flagNames = Kind<UInt32>.oneFlagOrMore(
        Kind<AttributeFlags>.attributeName.map(\.rawValue))
    private static let addedFlags = Key(
        "add", flagNames, "Bits that are set besides those of the fields.")
    private static let removedFlags = Key(
        "remove", flagNames, "Bits that are not set although their fields are sent.")
    private static let flags = Key(
        "flags",
        Kind<AttributesShape>.anyOf([
            flagNames.map { AttributesShape(flags: $0) },
            .object("flags", [addedFlags, removedFlags]) { reader in
                if reader.node.members?.isEmpty == true { reader.node.error("flags is empty") }
                return AttributesShape(
                    addedFlags: reader.read(addedFlags) ?? 0,
                    removedFlags: reader.read(removedFlags) ?? 0)
            },
        ]).titled("attribute, array of them, number, or object with add, remove"),
        "The flags word as it is sent, whatever fields follow it; on getAttributes and dirRead.")
    private static let modeMask = Key(
        "modeMask", Kind<UInt32>.mode(0...0o177_7777),
        "The bits of the permissions field that stay: `\"07777\"` takes the type away.")
    private static let layout = Key(
        "layoutVersion", VersionsDocument.version,
        "The version whose layout they are sent in, whatever is spoken; on getAttributes and "
            + "dirRead.")
    private static let raw = Key(
        "raw", Kind<[UInt8]>.payload,
        "The bytes sent in their place, flags word and all; on getAttributes and dirRead.")
    private static let names = Key(
        "names", Kind<NameFilter>.names, "The names they are changed for; on dirRead.")

    private static let ownKeys = [
        DocumentKey(set, #""set": {"mode": "0100644"}"#),
        DocumentKey(omit, #""omit": ["SIZE", "UIDGID"]"#),
        DocumentKey(modeMask, #""modeMask": "0777""#),
        DocumentKey(flags, #""flags": {"add": "ACL"}"#),
        DocumentKey(layout, #""layoutVersion": 4"#),
        DocumentKey(raw, #""raw": {"hex": "00000001"}"#),
    ]
    private static let documented = ownKeys + [DocumentKey(names, #""names": "*.csv""#)]

    private static let patch = Kind<AttributePatch>.object(
        "attributes", documented.map(\.key)
    ) { reader in
        var patch = read(reader, documented.map(\.key))
        patch.names = reader.read(names)
        return patch
    }

    /// The kind of the attributes of one name that a rule lists.
    static let ownKind = Kind<AttributePatch>.object(
        "attributes", ownKeys.map(\.key)
    ) { read($0, ownKeys.map(\.key)) }

    private static func read(
        _ reader: ObjectReader, _ keys: [any KeyDescriptor]
    ) -> AttributePatch {
        if reader.node.members?.isEmpty == true { reader.node.error("attributes is empty") }
        if reader.has(raw) {
            for key in keys where key.name != raw.name && key.name != names.name {
                guard reader.has(key) else { continue }
                reader.error("\"\(key.name)\" beside \"raw\", which is sent as it is", at: key)
            }
        }
        let attributes = reader.read(set) ?? FileAttributes()
        let omitted = (reader.read(omit) ?? []).reduce(into: AttributeFlags()) {
            $0.formUnion($1)
        }
        let present = ProtocolVersion.allCases.reduce(into: AttributeFlags()) {
            $0.formUnion(attributes.flags(for: $1))
        }
        if !present.isDisjoint(with: omitted) {
            reader.node.error("a field both set and omitted")
        }
        var patch = AttributePatch(
            set: attributes, omit: omitted, modeMask: reader.read(modeMask))
        patch.shape = reader.read(flags) ?? AttributesShape()
        patch.shape.layout = reader.read(layout)
        patch.shape.raw = reader.read(raw)
        return patch
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
            KeyTable(title: "attributes", keys: documented),
            KeyTable(
                title: "attributes: flags",
                keys: [
                    DocumentKey(addedFlags, #""add": ["SIZE", "ACL"]"#),
                    DocumentKey(removedFlags, #""remove": "SIZE""#),
                ]),
            KeyTable(title: "attributes: set", keys: AttributeValues.keys),
        ]
    ) { ActionResult(effects: [.attributes($0)]) }

    /// Events on which the request is changed, so that the after phase is too late.
    private static let requestEvents: Set<EventKind> = [.fileOpen, .dirCreate, .setAttributes]

    /// What is wrong with the action's effects on an event in a phase.
    static func problem(
        _ effects: [Effect], on event: EventKind, _ phase: EventPhase
    ) -> String? {
        guard case .attributes(let patch) = effects.first else { return nil }
        if patch.names != nil, event != .dirRead {
            return "\"names\" in \"attributes\" has no meaning on \(event.rawValue)"
        }
        guard requestEvents.contains(event) else { return nil }
        let keys = [
            (patch.shape.flags != nil, flags.name), (patch.shape.addedFlags != 0, flags.name),
            (patch.shape.removedFlags != 0, flags.name),
            (patch.shape.layout != nil, layout.name), (patch.shape.raw != nil, raw.name),
        ]
        if let key = keys.first(where: \.0)?.1 {
            return "\"\(key)\" in \"attributes\" has no meaning on \(event.rawValue)"
        }
        guard phase == .after else { return nil }
        return "on \(event.rawValue) \"attributes\" changes the request; use the before phase"
    }
}
