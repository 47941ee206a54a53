import SFTPWire

extension OpenModes {
    /// The flags alone.
    var withoutDisposition: OpenModes { subtracting(.accessDisposition) }
}

extension Event {
    /// The open flags, or the ones that say the same as rights and modes, so that a rule about
    /// them works in every version (the table of draft-13 section 8.1.1.3, read backwards).
    var openFlags: OpenFlags? {
        if let flags { return flags }
        guard let access, let modes else { return nil }
        var flags: OpenFlags = []
        if access.contains(.readData) { flags.insert(.read) }
        if !access.isDisjoint(with: [.writeData, .appendData]) { flags.insert(.write) }
        if !modes.isDisjoint(with: [.appendData, .appendDataAtomic]) { flags.insert(.append) }
        if modes.contains(.textMode) { flags.insert(.text) }
        switch modes.disposition {
        case .createNew: flags.formUnion([.create, .exclusive])
        case .createTruncate: flags.formUnion([.create, .truncate])
        case .openOrCreate: flags.insert(.create)
        case .truncateExisting: flags.insert(.truncate)
        case .openExisting, nil: break
        }
        return flags
    }
}
