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
        if !extended.isEmpty { flags.insert(.extended) }
        return flags
    }

    /// Reads an ATTRS value (draft-02 section 5).
    ///
    /// Throws the reader's errors, `countOverrun` for an `extended_count` that cannot fit, and
    /// for strict readers `undefinedFlags`. Memory is bounded by the packet: pairs are checked
    /// against the bytes left before any is stored.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        let start = reader.offset
        let flags = AttributeFlags(rawValue: try reader.readUInt32("flags"))
        if reader.isStrict, !flags.isSubset(of: AttributeFlags.defined(in: version)) {
            throw WireError(.undefinedFlags, at: start, in: "flags")
        }
        // Read into locals: an error then has nothing to undo.
        let size = flags.contains(.size) ? try reader.readUInt64("size") : nil
        let uid = flags.contains(.uidGid) ? try reader.readUInt32("uid") : nil
        let gid = flags.contains(.uidGid) ? try reader.readUInt32("gid") : nil
        let permissions =
            flags.contains(.permissions) ? try reader.readUInt32("permissions") : nil
        let accessTime = flags.contains(.acModTime) ? try reader.readUInt32("atime") : nil
        let modifyTime = flags.contains(.acModTime) ? try reader.readUInt32("mtime") : nil
        let extended = flags.contains(.extended) ? try Self.pairs(from: &reader) : []
        self.init(
            size: size, uid: uid, gid: gid, permissions: permissions,
            accessTime: accessTime.map { Timestamp(seconds: Int64($0)) },
            modifyTime: modifyTime.map { Timestamp(seconds: Int64($0)) }, extended: extended)
    }

    /// Appends an ATTRS value; times outside version 3's 32 bits are clamped.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
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
        guard !extended.isEmpty else { return }
        buffer.append(UInt32(clamping: extended.count))
        for pair in extended {
            buffer.appendString(pair.name.span.bytes)
            buffer.appendString(pair.value.span.bytes)
        }
    }

    private static func pairs(
        from reader: inout WireReader
    ) throws(WireError) -> [ExtendedPair] {
        let count = try reader.readCount(
            "extended_count", leastSize: WireLimits.leastExtendedPair)
        var pairs: [ExtendedPair] = []
        pairs.reserveCapacity(Int(count))
        for _ in 0..<count {
            let name = try reader.readString("extended_type")
            let value = try reader.readString("extended_data")
            pairs.append(ExtendedPair(name: name.array, value: value.array))
        }
        return pairs
    }
}
