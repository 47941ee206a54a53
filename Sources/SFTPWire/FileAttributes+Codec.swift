extension FileAttributes {
    /// The flags a version 3 ATTRS value with these fields has.
    ///
    /// Version 3 has uid with gid and both times or neither: a missing half is sent as 0.
    public var flags: AttributeFlags {
        var flags: AttributeFlags = []
        if size != nil { flags.insert(.size) }
        if uid != nil || gid != nil { flags.insert(.uidGid) }
        if permissions != nil { flags.insert(.permissions) }
        if accessTime != nil || modifyTime != nil { flags.insert(.acModTime) }
        if hasExtended { flags.insert(.extended) }
        return flags
    }

    /// The flags an ATTRS value of `version` with these fields has.
    public func flags(for version: ProtocolVersion) -> AttributeFlags {
        version == .v3 ? flags : laterFlags(for: version)
    }

    /// Reads an ATTRS value (draft-02 section 5; draft-04 5, draft-05 5, draft-13 7).
    ///
    /// Throws the reader's errors, `countOverrun` for a count that cannot fit, and
    /// `undefinedFlags`: in version 3 for strict readers only, from version 4 on for all,
    /// because there the drafts call it a protocol error and nobody can tell where the fields
    /// behind an unknown one begin. Memory is bounded by the packet: pairs and entries are
    /// checked against the bytes left before any is stored.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        var copied = CopiedAttributes()
        try reader.readAttributes(into: &copied, version: version)
        numbers = copied.numbers
        rare = .holding(copied.rare)
    }

    /// Appends an ATTRS value with the fields `version` has; times outside version 3's 32 bits
    /// are clamped.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        guard version == .v3 else { return writeLater(to: &buffer, version: version) }
        let flags = flags
        buffer.append(flags.rawValue)
        if let size { buffer.append(size) }
        if flags.contains(.uidGid) {
            buffer.append(uid ?? 0)
            buffer.append(gid ?? 0)
        }
        if let permissions { buffer.append(permissions) }
        if flags.contains(.acModTime) {
            buffer.append(UInt32(clamping: accessTime?.seconds ?? 0))
            buffer.append(UInt32(clamping: modifyTime?.seconds ?? 0))
        }
        if flags.contains(.extended) { buffer.append(extended) }
    }
}

extension WireBuffer {
    /// Appends the count of extended attributes and the pairs.
    mutating func append(_ pairs: [ExtendedPair]) {
        append(UInt32(clamping: pairs.count))
        for pair in pairs {
            appendString(pair.name.span.bytes)
            appendString(pair.value.span.bytes)
        }
    }
}
