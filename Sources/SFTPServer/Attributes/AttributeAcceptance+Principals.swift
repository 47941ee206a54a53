internal import SFTPWire

// Whom the names of a request stand for: owner, group, and the entries of an ACL.
extension AttributeAcceptance {
    /// Names that have a meaning without being anybody's (draft-13 section 7.8).
    private static let specialNames: Set<[UInt8]> = Set(
        [
            "OWNER@", "GROUP@", "EVERYONE@", "INTERACTIVE@", "NETWORK@", "DIALUP@", "BATCH@",
            "ANONYMOUS@", "AUTHENTICATED@", "SERVICE@",
        ].map { Array($0.utf8) })

    /// How many unknown names are told; an ACL can hold thousands, and each is looked for here.
    private static let mostUnknownNames = 64

    /// Makes owner and group numbers; an empty name is an absent one (draft-13 section 7.5).
    func acceptPrincipals(
        _ attributes: inout FileAttributes, _ names: AccountNames
    ) throws(Refusal) {
        var unknown: [[UInt8]] = []
        func note(_ name: [UInt8]) {
            guard unknown.count < Self.mostUnknownNames, !unknown.contains(name) else { return }
            unknown.append(name)
        }
        var wrong: Refusal?
        if let owner = attributes.owner, !owner.isEmpty {
            switch names.uid(of: owner) {
            case .id(let uid): attributes.uid = uid
            case .wrongKind: wrong = Refusal(.ownerInvalid, "A group cannot own a file")
            case .unknown: note(owner)
            }
        }
        if let group = attributes.group, !group.isEmpty {
            switch names.gid(of: group) {
            case .id(let gid): attributes.gid = gid
            case .wrongKind:
                wrong = wrong ?? Refusal(.groupInvalid, "A user cannot be a file's group")
            case .unknown: note(group)
            }
        }
        for entry in attributes.acl?.entries ?? [] where !Self.isKnown(entry, names) {
            note(entry.who)
        }
        if !unknown.isEmpty { throw .unknownPrincipals(unknown) }
        if let wrong { throw wrong }
        attributes.owner = nil
        attributes.group = nil
    }

    private static func isKnown(_ entry: AccessControlEntry, _ names: AccountNames) -> Bool {
        if specialNames.contains(entry.who) { return true }
        let isGroup = entry.flag & AccessControlEntry.identifierGroup != 0
        let principal = isGroup ? names.gid(of: entry.who) : names.uid(of: entry.who)
        if case .id = principal { return true }
        return false
    }
}
