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
    private static let flags = Key(
        "flags",
        Kind<UInt32>.oneFlagOrMore(Kind<AttributeFlags>.attributeName.map(\.rawValue)),
        "The flags word as it is sent, whatever fields follow it; on getAttributes and dirRead.")

    private static let patch = Kind<AttributePatch>.object(
        "attributes", [set, omit, flags]
    ) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("attributes is empty") }
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
        return AttributePatch(set: attributes, omit: omitted, rawFlags: reader.read(flags))
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
                    DocumentKey(flags, #""flags": ["SIZE", "ACL"]"#),
                ]),
            KeyTable(title: "attributes: set", keys: AttributeValues.keys),
        ]
    ) { ActionResult(effects: [.attributes($0)]) }

    /// Events on which the request is changed, so that the after phase is too late.
    static let requestEvents: Set<EventKind> = [.fileOpen, .dirCreate, .setAttributes]

    /// Whether an effect says what the flags word of the answer is.
    static func setsFlags(_ effect: Effect) -> Bool {
        if case .attributes(let patch) = effect { patch.rawFlags != nil } else { false }
    }
}
