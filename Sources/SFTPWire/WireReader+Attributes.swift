// How ATTRS lies in a packet: from version 4 on the same fields in the same order, each version
// some more.

extension WireReader {
    /// Reads an ATTRS value; throws as `FileAttributes`.
    @inline(__always)
    mutating func readAttributes(
        into sink: inout some AttributeSink, version: ProtocolVersion
    ) throws(WireError) {
        let start = offset
        let flags = AttributeFlags(rawValue: try readUInt32("flags"))
        if isStrict || version != .v3, !flags.isSubset(of: .defined(in: version)) {
            throw WireError(.undefinedFlags, at: start, in: "flags")
        }
        if version == .v3 {
            try readFirstAttributes(flags, into: &sink)
        } else {
            try readLaterAttributes(flags, into: &sink, version: version)
        }
        if flags.contains(.extended) { try readExtendedPairs(into: &sink) }
    }

    /// Reads what follows the flags in version 3.
    @inline(__always)
    private mutating func readFirstAttributes(
        _ flags: AttributeFlags, into sink: inout some AttributeSink
    ) throws(WireError) {
        if flags.contains(.size) {
            let size = try readUInt64("size")
            sink.number { $0.set(.size, \.size, size) }
        }
        if flags.contains(.uidGid) {
            let uid = try readUInt32("uid")
            let gid = try readUInt32("gid")
            sink.number {
                $0.set(.uid, \.uid, uid)
                $0.set(.gid, \.gid, gid)
            }
        }
        if flags.contains(.permissions) {
            let permissions = try readUInt32("permissions")
            sink.number { $0.set(.permissions, \.permissions, permissions) }
        }
        if flags.contains(.acModTime) {
            let accessed = Timestamp(seconds: Int64(try readUInt32("atime")))
            let modified = Timestamp(seconds: Int64(try readUInt32("mtime")))
            sink.number {
                $0.set(.accessTime, \.accessTime, accessed)
                $0.set(.modifyTime, \.modifyTime, modified)
            }
        }
    }

    /// Reads what follows the flags, which hold only bits of `version`, from version 4 on.
    @inline(__always)
    private mutating func readLaterAttributes(
        _ flags: AttributeFlags, into sink: inout some AttributeSink, version: ProtocolVersion
    ) throws(WireError) {
        let type = try readFileType(version: version)
        sink.number { $0.set(.type, \.type, type) }
        if flags.contains(.size) {
            let size = try readUInt64("size")
            sink.number { $0.set(.size, \.size, size) }
        }
        if flags.contains(.allocationSize) {
            let size = try readUInt64("allocation-size")
            sink.number { $0.set(.allocationSize, \.allocationSize, size) }
        }
        if flags.contains(.ownerGroup) {
            try readPart("owner", \.owner, into: &sink)
            try readPart("group", \.group, into: &sink)
        }
        if flags.contains(.permissions) {
            let permissions = try readUInt32("permissions")
            sink.number { $0.set(.permissions, \.permissions, permissions) }
        }
        try readTimes(flags, into: &sink)
        if flags.contains(.acl) { try readAccessControlList(into: &sink, version: version) }
        if flags.contains(.bits) {
            let bits: AttributeBits = try readFlags("attrib-bits", version: version)
            sink.number { $0.set(.bits, \.bits, bits) }
            if version >= .v6 {
                let valid: AttributeBits = try readFlags("attrib-bits-valid", version: version)
                sink.number { $0.set(.bitsValid, \.bitsValid, valid) }
            }
        }
        if flags.contains(.textHint) {
            let hint = try readTextHint()
            sink.number { $0.set(.textHint, \.textHint, hint) }
        }
        if flags.contains(.mimeType) { try readPart("mime-type", \.mimeType, into: &sink) }
        if flags.contains(.linkCount) {
            let count = try readUInt32("link-count")
            sink.number { $0.set(.linkCount, \.linkCount, count) }
        }
        if flags.contains(.untranslatedName) {
            try readPart("untranslated-name", \.untranslatedName, into: &sink)
        }
    }

    /// Reads the times of version 4 and later.
    @inline(__always)
    private mutating func readTimes(
        _ flags: AttributeFlags, into sink: inout some AttributeSink
    ) throws(WireError) {
        let isFine = flags.contains(.subsecondTimes)
        if flags.contains(.accessTime) {
            let time = try readTime("atime", "atime_nseconds", isFine)
            sink.number { $0.set(.accessTime, \.accessTime, time) }
        }
        if flags.contains(.createTime) {
            let time = try readTime("createtime", "createtime_nseconds", isFine)
            sink.number { $0.set(.createTime, \.createTime, time) }
        }
        if flags.contains(.modifyTime) {
            let time = try readTime("mtime", "mtime_nseconds", isFine)
            sink.number { $0.set(.modifyTime, \.modifyTime, time) }
        }
        if flags.contains(.ctime) {
            let time = try readTime("ctime", "ctime-nseconds", isFine)
            sink.number { $0.set(.ctime, \.ctime, time) }
        }
    }

    /// Reads the type of a file; strict readers throw `undefinedValue` for a number `version`
    /// lacks.
    @inline(__always)
    private mutating func readFileType(version: ProtocolVersion) throws(WireError) -> FileType {
        let start = offset
        let type = FileType(rawValue: try readUInt8("type"))
        guard !isStrict || type.exists(in: version) else {
            throw WireError(.undefinedValue, at: start, in: "type")
        }
        return type
    }

    /// Reads a text hint; strict readers throw `undefinedValue` for a number without meaning.
    private mutating func readTextHint() throws(WireError) -> TextHint {
        let start = offset
        let hint = TextHint(rawValue: try readUInt8("text-hint"))
        guard !isStrict || hint.isDefined else {
            throw WireError(.undefinedValue, at: start, in: "text-hint")
        }
        return hint
    }

    /// Reads a time, with nanoseconds when it is fine; throws `invalidValue` for a second of
    /// them or more, which the drafts call invalid (draft-13 7.7).
    @inline(__always)
    private mutating func readTime(
        _ field: String, _ nanosecondsField: String, _ isFine: Bool
    ) throws(WireError) -> Timestamp {
        let seconds = Int64(bitPattern: try readUInt64(field))
        guard isFine else { return Timestamp(seconds: seconds) }
        let start = offset
        let nanoseconds = try readUInt32(nanosecondsField)
        guard nanoseconds < 1_000_000_000 else {
            throw WireError(.invalidValue, at: start, in: nanosecondsField)
        }
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// Reads a string of bytes.
    @inline(__always)
    private mutating func readPart(
        _ field: String, _ part: WritableKeyPath<RareAttributes.Values, [UInt8]?>,
        into sink: inout some AttributeSink
    ) throws(WireError) {
        let string = try readString(field)
        sink.part { $0[keyPath: part] = string.array }
    }

    /// Reads the count of extended attributes and that many pairs.
    private mutating func readExtendedPairs<Sink: AttributeSink>(
        into sink: inout Sink
    ) throws(WireError) {
        let count = try readCount("extended_count", leastSize: WireLimits.leastExtendedPair)
        var pairs: [ExtendedPair] = []
        if Sink.keepsLists { pairs.reserveCapacity(Int(count)) }
        for _ in 0..<count {
            let name = try readString("extended_type")
            let value = try readString("extended_data")
            if Sink.keepsLists {
                pairs.append(ExtendedPair(name: name.array, value: value.array))
            }
        }
        sink.part { $0.extended = pairs }
    }
}

extension FileAttributes.Numbers {
    /// Stores a number that is there.
    @inline(__always)
    fileprivate mutating func set<Number>(
        _ bit: FileAttributes.Present, _ field: WritableKeyPath<Self, Number>, _ value: Number
    ) {
        self[keyPath: field] = value
        present.insert(bit)
    }
}
