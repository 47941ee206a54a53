extension AccessControlList {
    /// Appends an `acl` field.
    func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.endPosition
        buffer.append(UInt32(0))
        if version >= .v6 { buffer.append(flags) }
        buffer.append(UInt32(clamping: entries.count))
        for entry in entries {
            buffer.append(entry.type)
            buffer.append(entry.flag)
            buffer.append(entry.mask.rawValue)
            buffer.appendString(entry.who.span.bytes)
        }
        buffer.patch(UInt32(clamping: buffer.endPosition - start - 4), at: start)
    }
}

/// An entry where it lies in a packet.
private struct PacketEntry: ~Escapable {
    let type: UInt32
    let flag: UInt32
    let mask: AccessMask
    let who: RawSpan

    /// Reads an entry; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader, version: ProtocolVersion) throws(WireError) {
        let start = reader.offset
        type = try reader.readUInt32("ace-type")
        guard !reader.isStrict || type <= AccessControlEntry.systemAlarm else {
            throw WireError(.undefinedValue, at: start, in: "ace-type")
        }
        flag = try reader.readBits("ace-flag", defined: AccessControlEntry.definedFlags)
        mask = try reader.readFlags("ace-mask", version: version)
        who = try reader.readString("who")
    }
}

extension AccessControlEntry {
    fileprivate init(_ entry: borrowing PacketEntry) {
        self.init(
            type: entry.type, flag: entry.flag, mask: entry.mask, who: entry.who.array)
    }
}

extension WireReader {
    /// Reads an `acl` field: a string that holds the list (draft-04 5.7, draft-13 7.8).
    ///
    /// Throws the reader's errors; nothing in the string may reach past its end. Strict readers
    /// also throw `undefinedFlags`, `undefinedValue` for an entry of a type without meaning, and
    /// `trailingBytes` for bytes behind the last entry.
    mutating func readAccessControlList<Sink: AttributeSink>(
        into sink: inout Sink, version: ProtocolVersion
    ) throws(WireError) {
        var list = try readNested("acl")
        var flags = UInt32(0)
        if version >= .v6 {
            flags = try list.readBits("acl-flags", defined: AccessControlList.definedFlags)
        }
        let count = try list.readCount("ace-count", leastSize: WireLimits.leastAccessControlEntry)
        var entries: [AccessControlEntry] = []
        if Sink.keepsLists { entries.reserveCapacity(Int(count)) }
        for _ in 0..<count {
            let entry = try PacketEntry(from: &list, version: version)
            if Sink.keepsLists { entries.append(AccessControlEntry(entry)) }
        }
        try list.finish("acl")
        sink.part { $0.acl = AccessControlList(flags: flags, entries: entries) }
    }

    /// Reads bits of which all versions define the same; strict readers throw
    /// `undefinedFlags` for others.
    fileprivate mutating func readBits(
        _ field: String, defined: UInt32
    ) throws(WireError) -> UInt32 {
        let start = offset
        let bits = try readUInt32(field)
        guard !isStrict || bits & ~defined == 0 else {
            throw WireError(.undefinedFlags, at: start, in: field)
        }
        return bits
    }
}
