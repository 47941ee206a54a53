internal import SFTPWire

// Access control lists (draft-04 section 5.7, draft-13 7.8).
extension AttributeAcceptance {
    /// Refuses numbers without meaning; a list of versions 4 and 5 says all there is to say.
    func acceptACL(_ attributes: inout FileAttributes) throws(Refusal) {
        guard var acl = attributes.acl else { return }
        guard acl.flags & ~AccessControlList.definedFlags == 0 else {
            throw .invalidParameter("Undefined ACL flags")
        }
        for entry in acl.entries {
            guard Int(entry.type) < AccessControlEntry.typeNames.count,
                entry.flag & ~AccessControlEntry.definedFlags == 0,
                entry.mask.isSubset(of: .defined(in: version))
            else { throw .invalidParameter("Undefined bits in an entry of the ACL") }
        }
        if version < .v6 {
            acl.flags = AccessControlList.wholeFlags
        }
        attributes.acl = use == .creation ? acl.applied(over: nil) : acl
    }
}

extension AccessControlList {
    /// Bits about allowing and denying entries.
    private static var controlFlags: UInt32 {
        controlIncluded | controlPresent | controlInherited
    }
    /// The flags of a list that says all there is to say.
    static var wholeFlags: UInt32 { controlIncluded | controlPresent | auditAlarmIncluded }

    /// Bits about audit and alarm entries.
    private static var auditAlarmFlags: UInt32 { auditAlarmIncluded | auditAlarmInherited }

    /// The list a file has after a client set this one, or nil when the client left it as it is.
    ///
    /// A half that is not included stays; a control half that is included but not present is
    /// taken away (draft-13 section 7.8).
    func applied(over old: AccessControlList?) -> AccessControlList? {
        let setsControl = flags & Self.controlIncluded != 0
        let setsAudit = flags & Self.auditAlarmIncluded != 0
        guard setsControl || setsAudit else { return nil }
        let old = old ?? AccessControlList()
        let control = setsControl ? self : old
        let audit = setsAudit ? self : old
        let hasControl = !setsControl || flags & Self.controlPresent != 0
        let entries =
            (hasControl ? control.entries.filter { !$0.isAuditOrAlarm } : [])
            + audit.entries.filter(\.isAuditOrAlarm)
        return AccessControlList(
            flags: control.flags & Self.controlFlags | audit.flags & Self.auditAlarmFlags,
            entries: entries)
    }
}

extension AccessControlEntry {
    fileprivate var isAuditOrAlarm: Bool { type == Self.systemAudit || type == Self.systemAlarm }
}
