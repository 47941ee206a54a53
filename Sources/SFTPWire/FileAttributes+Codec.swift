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
        self.init()
        let start = reader.offset
        let flags = AttributeFlags(rawValue: try reader.readUInt32("flags"))
        if reader.isStrict, !flags.isSubset(of: AttributeFlags.defined(in: version)) {
            throw WireError(.undefinedFlags, at: start, in: "flags")
        }
        if flags.contains(.size) { size = try reader.readUInt64("size") }
        if flags.contains(.uidGid) {
            uid = try reader.readUInt32("uid")
            gid = try reader.readUInt32("gid")
        }
        if flags.contains(.permissions) { permissions = try reader.readUInt32("permissions") }
        if flags.contains(.acModTime) {
            accessTime = Timestamp(seconds: Int64(try reader.readUInt32("atime")))
            modifyTime = Timestamp(seconds: Int64(try reader.readUInt32("mtime")))
        }
        if flags.contains(.extended) { extended = try Self.pairs(from: &reader) }
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
