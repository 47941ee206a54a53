internal import SFTPWire

// Access control lists (draft-04 section 5.7, draft-13 7.8).
extension AttributeAcceptance {
    /// Refuses numbers without meaning, and leaves out a list of which nothing shall be set.
    ///
    /// Which half of a list replaces that of the file is the backend's business; lists of
    /// versions 4 and 5 have no flags and replace all.
    func acceptACL(_ attributes: inout FileAttributes) throws(Refusal) {
        guard let acl = attributes.acl else { return }
        guard acl.flags & ~AccessControlList.definedFlags == 0 else {
            throw .invalidParameter("Undefined ACL flags")
        }
        for entry in acl.entries {
            guard Int(entry.type) < AccessControlEntry.typeNames.count,
                entry.flag & ~AccessControlEntry.definedFlags == 0,
                entry.mask.isSubset(of: .defined(in: version))
            else { throw .invalidParameter("Undefined bits in an entry of the ACL") }
        }
        let included =
            AccessControlList.controlIncluded | AccessControlList.auditAlarmIncluded
        if version >= .v6, acl.flags & included == 0 { attributes.acl = nil }
    }
}
