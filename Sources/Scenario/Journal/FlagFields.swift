import SFTPWire
import StrictJSON

/// The flags, masks and enumerated fields of a request, which journal and callout tell by name.
protocol FlagFields {
    var protocolVersion: ProtocolVersion { get }
    var flags: OpenFlags? { get }
    var access: AccessMask? { get }
    var modes: OpenModes? { get }
    var renameFlags: RenameFlags? { get }
    var lock: LockMask? { get }
    var control: RealpathControl? { get }
    var handleKind: HandleKind? { get }
    var attributes: AttributeFlags? { get }
}

extension JournalRecord: FlagFields {
    var protocolVersion: ProtocolVersion { version.protocolVersion }
}

extension Event: FlagFields {
    var protocolVersion: ProtocolVersion { version.protocolVersion }
    var renameFlags: RenameFlags? {
        get { self[dynamicMember: \.renameFlags] }
        set { self[dynamicMember: \.renameFlags] = newValue }
    }
    var lock: LockMask? {
        get { self[dynamicMember: \.lock] }
        set { self[dynamicMember: \.lock] = newValue }
    }
    var control: RealpathControl? {
        get { self[dynamicMember: \.control] }
        set { self[dynamicMember: \.control] = newValue }
    }
}

extension JSONWriter {
    /// Writes those fields that are there.
    mutating func flagFields(of source: some FlagFields) {
        let version = source.protocolVersion
        if let flags = source.flags { names("flags", flags, in: version) }
        if let access = source.access { names("access", access, in: version) }
        if let modes = source.modes {
            names("modes", modes, in: version)
            if let disposition = modes.disposition { field("disposition", disposition.name) }
        }
        if let flags = source.renameFlags { names("flags", flags, in: version) }
        if let lock = source.lock { names("lock", lock, in: version) }
        if let control = source.control { field("control", control.name) }
        if let kind = source.handleKind { field("handleKind", kind.rawValue) }
        if let attributes = source.attributes, !attributes.isEmpty {
            names("attributes", attributes, in: version)
        }
    }

    /// Writes a member that lists the flags by their names in a version.
    private mutating func names<Flags: VersionedFlags>(
        _ key: StaticString, _ flags: Flags, in version: ProtocolVersion
    ) {
        self.key(key)
        beginArray()
        flags.forEachName(in: version) { string($0) }
        endArray()
    }
}
