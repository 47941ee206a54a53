import SFTPWire

extension AttributeBits {
    /// What a backend that stores bits lets clients change; the others are a server's to tell
    /// (draft-13 7.9).
    static let storable: AttributeBits = [
        .readOnly, .system, .hidden, .archive, .encrypted, .compressed, .sparse, .appendOnly,
        .immutable, .sync,
    ]
    /// What keeps a name from being removed or replaced (draft-13 7.9 and 9.1, chattr(1)).
    static let undeletable: AttributeBits = [.readOnly, .appendOnly, .immutable]
    /// What keeps a name from being moved, a second from being made, and attributes from being
    /// changed, as chattr(1) has it.
    static let fixed: AttributeBits = [.appendOnly, .immutable]
}

extension FileAttributes {
    /// Refuses values no backend can store, before anything is changed.
    ///
    /// - Throws: `invalidArgument` for a size over 2^63 - 1 or nanoseconds of a second or more
    ///   (which utimensat(2) would take for "now" and "leave").
    func checkRanges() throws(FileSystemError) {
        for size in [size, allocationSize] {
            if let size, size > FileLimits.size { throw .invalidArgument }
        }
        for time in [accessTime, modifyTime, createTime, ctime] {
            if let time, time.nanoseconds > 999_999_999 { throw .invalidArgument }
        }
    }

    /// Refuses what cannot be a change of something that exists, before anything is changed.
    ///
    /// - Throws: as `checkRanges`; `invalidArgument` for an allocation size below the size
    ///   (draft-13 7.4) and for what draft-13 7.10 to 7.13 allow in answers only; `unsupported`
    ///   for the ctime, which no POSIX system lets be set.
    func checkChange() throws(FileSystemError) {
        try checkRanges()
        if let size, let allocationSize, allocationSize < size { throw .invalidArgument }
        guard textHint == nil, linkCount == nil, untranslatedName == nil
        else { throw .invalidArgument }
        guard ctime == nil else { throw .unsupported }
    }

    /// Refuses what nothing new can be made with.
    ///
    /// - Throws: as `checkRanges` and `checkBits`; `unsupported` for the ctime.
    func checkCreation() throws(FileSystemError) {
        try checkRanges()
        try checkBits()
        guard ctime == nil else { throw .unsupported }
    }

    /// Whether a size is to change.
    var isResizing: Bool { size != nil || allocationSize != nil }

    /// Refuses bits that are a server's to tell, before anything is changed.
    ///
    /// - Throws: `unsupported` where one of them is to be set.
    func checkBits() throws(FileSystemError) {
        guard bits(over: []).isSubset(of: .storable) else { throw .unsupported }
    }

    /// The bits after this change: only valid ones change (draft-13 7.9), before version 6 all.
    func bits(over old: AttributeBits) -> AttributeBits {
        guard let bits else { return old }
        guard let bitsValid else { return bits }
        return old.subtracting(bitsValid).union(bits.intersection(bitsValid))
    }

    /// Whether anything but attribute bits is to change.
    var changesMoreThanBits: Bool {
        size != nil || allocationSize != nil || uid != nil || gid != nil || permissions != nil
            || accessTime != nil || modifyTime != nil || createTime != nil || acl != nil
            || mimeType != nil
    }
}

extension AccessControlList {
    /// The list after this change: entries of a class that is not included stay (draft-13 7.8).
    ///
    /// Lists of versions 4 and 5 have no flags and replace everything. Nil when the client
    /// wants no list.
    func merged(over old: AccessControlList?) -> AccessControlList? {
        let both = Self.controlIncluded | Self.auditAlarmIncluded
        guard flags & both != 0 else { return self }
        let hasControl = flags & Self.controlPresent != 0
        var merged = AccessControlList(flags: flags)
        merged.entries = (old?.entries ?? []).filter { flags & $0.inclusion == 0 }
        merged.entries += entries.filter {
            flags & $0.inclusion != 0 && (hasControl || $0.inclusion != Self.controlIncluded)
        }
        return merged.entries.isEmpty && !hasControl ? nil : merged
    }
}

extension AccessControlEntry {
    /// The flag of the list that says whether entries of this class are meant to change.
    fileprivate var inclusion: UInt32 {
        type == Self.accessAllowed || type == Self.accessDenied
            ? AccessControlList.controlIncluded : AccessControlList.auditAlarmIncluded
    }
}
