internal import SFTPFileSystem
internal import SFTPWire

/// What an OPEN asks for, whichever version it is written in.
struct OpenWish {
    /// How the files are to open it.
    private(set) var options: OpenOptions = []
    /// What the handle may be used for.
    private(set) var access: AccessMask
    /// How it goes together with other handles.
    private(set) var use: ShareUse
    /// Whether line ends are converted and offsets ignored.
    private(set) var isText = false

    /// `pflags` of versions 3 and 4 (draft-02 section 6.3, draft-04 6.3).
    ///
    /// Without READ and WRITE the file is opened to read, as OpenSSH does. These versions know
    /// no rights besides, so the handle has all of them.
    init(_ flags: OpenFlags, version: ProtocolVersion) {
        if flags.contains(.read) { options.insert(.read) }
        if flags.contains(.write) { options.insert(.write) }
        if flags.contains(.append) { options.formUnion([.append, .write]) }
        if flags.contains(.create) { options.insert(.create) }
        if flags.contains(.truncate) { options.insert(.truncate) }
        if flags.contains(.exclusive) { options.insert(.exclusive) }
        if options.isDisjoint(with: [.read, .write]) { options.insert(.read) }
        access = .allButData
        if options.contains(.read) { access.insert(.readData) }
        if options.contains(.write) { access.formUnion([.writeData, .appendData]) }
        isText = version >= .v4 && flags.contains(.text)
        use = ShareUse(access: Self.sharing(options))
    }

    /// `desired-access` and `flags` of version 5 and above (draft-05 section 6.3.1, draft-13
    /// 8.1.1).
    ///
    /// - Parameter isPrivileged: Whether the user has the privileges that flags can ask for.
    /// - Throws: INVALID_PARAMETER for what no version defines or what contradicts itself,
    ///   OP_UNSUPPORTED for backup streams, PERMISSION_DENIED for privileges the user lacks.
    init(
        _ desired: AccessMask, _ modes: OpenModes, version: ProtocolVersion, isPrivileged: Bool
    ) throws(Refusal) {
        try Self.check(desired, modes, version)
        if modes.contains(.backupStream) {
            throw Refusal(.opUnsupported, "There is no format of backup streams")
        }
        guard isPrivileged || modes.isDisjoint(with: .privileges) else {
            throw Refusal(.permissionDenied, "The user has no such privilege")
        }
        let writes = !desired.isDisjoint(with: [.writeData, .appendData])
        let appends = !modes.isDisjoint(with: [.appendData, .appendDataAtomic])
        guard writes || !appends else {
            throw Refusal(.invalidParameter, "Appending without access to write")
        }
        if !desired.isDisjoint(with: [.readData, .execute]) { options.insert(.read) }
        if writes { options.insert(.write) }
        if appends || writes && !desired.contains(.writeData) { options.insert(.append) }
        // The files have no handle that can do neither; what it may do is checked here.
        if options.isEmpty { options.insert(.read) }
        switch modes.disposition {
        case .createNew: options.formUnion([.create, .exclusive])
        case .createTruncate: options.formUnion([.create, .truncate])
        case .openOrCreate: options.insert(.create)
        case .truncateExisting: options.insert(.truncate)
        case .openExisting: break
        case nil: throw Refusal(.invalidParameter, "No such disposition")
        }
        if modes.contains(.noFollow) { options.insert(.noFollow) }
        access = desired
        // No POSIX file can be opened without; draft-13 section 8.1.1.2 allows it.
        if writes || desired.contains(.readData) { access.insert(.readAttributes) }
        isText = modes.contains(.textMode)
        use = Self.use(desired, modes, options)
    }

    /// Writes go to their offset although the client asked for the end.
    mutating func ignoreAppend() { options.remove(.append) }

    private static func check(
        _ desired: AccessMask, _ modes: OpenModes, _ version: ProtocolVersion
    ) throws(Refusal) {
        guard desired.isSubset(of: AccessMask.defined(in: version)),
            modes.isSubset(of: OpenModes.defined(in: version))
        else { throw Refusal(.invalidParameter, "A flag the version does not define") }
        // Draft-13 section 8.1.1.3.
        guard !modes.contains(.overrideOwner) || desired.contains(.writeOwner) else {
            throw Refusal(.invalidParameter, "OVERRIDE_OWNER without WRITE_OWNER")
        }
    }

    private static func use(
        _ desired: AccessMask, _ modes: OpenModes, _ options: OpenOptions
    ) -> ShareUse {
        var use = ShareUse(access: [])
        if desired.contains(.readData) { use.access.insert(.read) }
        if !options.isDisjoint(with: [.write, .truncate]) { use.access.insert(.write) }
        use.deletesOnClose = modes.contains(.deleteOnClose)
        if desired.contains(.delete) || use.deletesOnClose { use.access.insert(.delete) }
        use.blocks = ShareModes(LockMask(rawValue: modes.rawValue))
        use.isAdvisory = modes.contains(.blockAdvisory)
        return use
    }

    private static func sharing(_ options: OpenOptions) -> ShareModes {
        var modes: ShareModes = []
        if options.contains(.read) { modes.insert(.read) }
        if !options.isDisjoint(with: [.write, .truncate]) { modes.insert(.write) }
        return modes
    }
}

extension AccessMask {
    /// Every right there is.
    static let all = AccessMask.defined(in: .v6)
    /// The rights that versions before 5 do not ask for.
    static let allButData = all.subtracting([.readData, .writeData, .appendData])
}

extension OpenModes {
    /// The flags that ask for privileges (draft-13 section 8.1.1.3).
    static let privileges: OpenModes = [.accessAuditAlarmInfo, .accessBackup, .overrideOwner]
}

extension ShareModes {
    /// What the BLOCK bits of a mask keep others from; OPEN has the same bits.
    init(_ mask: LockMask) {
        self = []
        if mask.contains(.read) { insert(.read) }
        if mask.contains(.write) { insert(.write) }
        if mask.contains(.delete) { insert(.delete) }
    }
}
