// ATTRS of version 4 and later: the same fields in the same order, each version some more.

extension FileAttributes {
    /// The flags an ATTRS value of version 4 or later has.
    ///
    /// Owner and group go together: a missing half is sent empty, which means absent.
    func laterFlags(for version: ProtocolVersion) -> AttributeFlags {
        var flags: AttributeFlags = []
        if size != nil { flags.insert(.size) }
        if owner != nil || group != nil { flags.insert(.ownerGroup) }
        if permissions != nil { flags.insert(.permissions) }
        var hasNanoseconds = false
        func insert(_ flag: AttributeFlags, _ time: Timestamp?) {
            guard let time else { return }
            flags.insert(flag)
            if time.nanoseconds != 0 { hasNanoseconds = true }
        }
        insert(.accessTime, accessTime)
        insert(.createTime, createTime)
        insert(.modifyTime, modifyTime)
        if acl != nil { flags.insert(.acl) }
        if hasExtended { flags.insert(.extended) }
        if version >= .v5, bits != nil { flags.insert(.bits) }
        if version >= .v6 {
            insert(.ctime, ctime)
            if allocationSize != nil { flags.insert(.allocationSize) }
            if textHint != nil { flags.insert(.textHint) }
            if mimeType != nil { flags.insert(.mimeType) }
            if linkCount != nil { flags.insert(.linkCount) }
            if untranslatedName != nil { flags.insert(.untranslatedName) }
        }
        if hasNanoseconds { flags.insert(.subsecondTimes) }
        return flags
    }

    /// Reads what follows the flags, which hold only bits of `version`.
    init(
        laterFrom reader: inout WireReader, flags: AttributeFlags, version: ProtocolVersion
    ) throws(WireError) {
        self.init()
        type = try reader.readFileType(version: version)
        if flags.contains(.size) { size = try reader.readUInt64("size") }
        if flags.contains(.allocationSize) {
            allocationSize = try reader.readUInt64("allocation-size")
        }
        if flags.contains(.ownerGroup) {
            owner = try reader.readString("owner").array
            group = try reader.readString("group").array
        }
        if flags.contains(.permissions) { permissions = try reader.readUInt32("permissions") }
        let hasNanoseconds = flags.contains(.subsecondTimes)
        if flags.contains(.accessTime) {
            accessTime = try reader.readTime("atime", hasNanoseconds ? "atime_nseconds" : nil)
        }
        if flags.contains(.createTime) {
            createTime = try reader.readTime(
                "createtime", hasNanoseconds ? "createtime_nseconds" : nil)
        }
        if flags.contains(.modifyTime) {
            modifyTime = try reader.readTime("mtime", hasNanoseconds ? "mtime_nseconds" : nil)
        }
        if flags.contains(.ctime) {
            ctime = try reader.readTime("ctime", hasNanoseconds ? "ctime-nseconds" : nil)
        }
        if flags.contains(.acl) {
            acl = try AccessControlList(from: &reader, version: version)
        }
        if flags.contains(.bits) {
            bits = try reader.readFlags("attrib-bits", version: version)
            if version >= .v6 {
                bitsValid = try reader.readFlags("attrib-bits-valid", version: version)
            }
        }
        if flags.contains(.textHint) { textHint = try reader.readTextHint() }
        if flags.contains(.mimeType) { mimeType = try reader.readString("mime-type").array }
        if flags.contains(.linkCount) { linkCount = try reader.readUInt32("link-count") }
        if flags.contains(.untranslatedName) {
            untranslatedName = try reader.readString("untranslated-name").array
        }
        if flags.contains(.extended) { extended = try reader.readExtendedPairs() }
    }

    /// Appends an ATTRS value of version 4 or later.
    func writeLater(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let flags = laterFlags(for: version)
        let hasNanoseconds = flags.contains(.subsecondTimes)
        buffer.append(flags.rawValue)
        buffer.append((type ?? .unknown).rawValue)
        if let size { buffer.append(size) }
        if flags.contains(.allocationSize), let allocationSize { buffer.append(allocationSize) }
        if flags.contains(.ownerGroup) {
            let owner = owner ?? []
            let group = group ?? []
            buffer.appendString(owner.span.bytes)
            buffer.appendString(group.span.bytes)
        }
        if let permissions { buffer.append(permissions) }
        if let accessTime { buffer.append(accessTime, hasNanoseconds: hasNanoseconds) }
        if let createTime { buffer.append(createTime, hasNanoseconds: hasNanoseconds) }
        if let modifyTime { buffer.append(modifyTime, hasNanoseconds: hasNanoseconds) }
        if flags.contains(.ctime), let ctime {
            buffer.append(ctime, hasNanoseconds: hasNanoseconds)
        }
        if let acl { acl.write(to: &buffer, version: version) }
        if flags.contains(.bits), let bits {
            buffer.append(bits.rawValue)
            if version >= .v6 {
                buffer.append((bitsValid ?? .defined(in: version)).rawValue)
            }
        }
        if flags.contains(.textHint), let textHint { buffer.append(textHint.rawValue) }
        if flags.contains(.mimeType), let mimeType { buffer.appendString(mimeType.span.bytes) }
        if flags.contains(.linkCount), let linkCount { buffer.append(linkCount) }
        if flags.contains(.untranslatedName), let untranslatedName {
            buffer.appendString(untranslatedName.span.bytes)
        }
        if flags.contains(.extended) { buffer.append(extended) }
    }
}

extension WireReader {
    /// Reads the type of a file; strict readers throw `undefinedValue` for a number `version`
    /// lacks.
    fileprivate mutating func readFileType(version: ProtocolVersion) throws(WireError) -> FileType {
        let start = offset
        let type = FileType(rawValue: try readUInt8("type"))
        guard !isStrict || type.exists(in: version) else {
            throw WireError(.undefinedValue, at: start, in: "type")
        }
        return type
    }

    /// Reads a text hint; strict readers throw `undefinedValue` for a number without meaning.
    fileprivate mutating func readTextHint() throws(WireError) -> TextHint {
        let start = offset
        let hint = TextHint(rawValue: try readUInt8("text-hint"))
        guard !isStrict || hint.isDefined else {
            throw WireError(.undefinedValue, at: start, in: "text-hint")
        }
        return hint
    }

    /// Reads a time, with nanoseconds when their field has a name; throws `invalidValue` for
    /// a second of them or more, which the drafts call invalid (draft-13 7.7).
    fileprivate mutating func readTime(
        _ field: String, _ nanosecondsField: String?
    ) throws(WireError) -> Timestamp {
        let seconds = Int64(bitPattern: try readUInt64(field))
        guard let nanosecondsField else { return Timestamp(seconds: seconds) }
        let start = offset
        let nanoseconds = try readUInt32(nanosecondsField)
        guard nanoseconds < 1_000_000_000 else {
            throw WireError(.invalidValue, at: start, in: nanosecondsField)
        }
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }
}

extension WireBuffer {
    fileprivate mutating func append(_ time: Timestamp, hasNanoseconds: Bool) {
        append(UInt64(bitPattern: time.seconds))
        if hasNanoseconds { append(time.nanoseconds) }
    }
}
