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

extension WireBuffer {
    fileprivate mutating func append(_ time: Timestamp, hasNanoseconds: Bool) {
        append(UInt64(bitPattern: time.seconds))
        if hasNanoseconds { append(time.nanoseconds) }
    }
}
