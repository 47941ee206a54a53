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
        let start = reader.offset
        let flags = AttributeFlags(rawValue: try reader.readUInt32("flags"))
        if reader.isStrict || version != .v3, !flags.isSubset(of: .defined(in: version)) {
            throw WireError(.undefinedFlags, at: start, in: "flags")
        }
        guard version == .v3 else {
            try self.init(laterFrom: &reader, flags: flags, version: version)
            return
        }
        // Read into locals: an error then has nothing to undo.
        let size = flags.contains(.size) ? try reader.readUInt64("size") : nil
        let uid = flags.contains(.uidGid) ? try reader.readUInt32("uid") : nil
        let gid = flags.contains(.uidGid) ? try reader.readUInt32("gid") : nil
        let permissions =
            flags.contains(.permissions) ? try reader.readUInt32("permissions") : nil
        let accessTime = flags.contains(.acModTime) ? try reader.readUInt32("atime") : nil
        let modifyTime = flags.contains(.acModTime) ? try reader.readUInt32("mtime") : nil
        let extended = flags.contains(.extended) ? try reader.readExtendedPairs() : []
        self.init(
            size: size, uid: uid, gid: gid, permissions: permissions,
            accessTime: accessTime.map { Timestamp(seconds: Int64($0)) },
            modifyTime: modifyTime.map { Timestamp(seconds: Int64($0)) }, extended: extended)
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

extension WireReader {
    /// Reads the count of extended attributes and that many pairs.
    mutating func readExtendedPairs() throws(WireError) -> [ExtendedPair] {
        let count = try readCount("extended_count", leastSize: WireLimits.leastExtendedPair)
        var pairs: [ExtendedPair] = []
        pairs.reserveCapacity(Int(count))
        for _ in 0..<count {
            let name = try readString("extended_type")
            let value = try readString("extended_data")
            pairs.append(ExtendedPair(name: name.array, value: value.array))
        }
        return pairs
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
