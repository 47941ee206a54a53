import SFTPWire

extension PacketGenerator {
    /// Appends an ATTRS value (draft-02 5; draft-04 5, draft-05 5, draft-13 7).
    mutating func appendAttributes(to buffer: inout WireBuffer) {
        if version == .v3 {
            appendAttributesOfVersion3(to: &buffer)
        } else {
            appendLaterAttributes(to: &buffer)
        }
    }

    private mutating func appendAttributesOfVersion3(to buffer: inout WireBuffer) {
        let flags = AttributeFlags(rawValue: word()).intersection(.defined(in: .v3))
        buffer.append(flags.rawValue)
        if flags.contains(.size) { buffer.append(random.next()) }
        if flags.contains(.uidGid) { appendWords(2, to: &buffer) }
        if flags.contains(.permissions) { appendWords(1, to: &buffer) }
        if flags.contains(.acModTime) { appendWords(2, to: &buffer) }
        if flags.contains(.extended) { appendPairs(to: &buffer) }
    }

    private mutating func appendLaterAttributes(to buffer: inout WireBuffer) {
        var flags = AttributeFlags(rawValue: word()).intersection(.defined(in: version))
        let times: [AttributeFlags] = [.accessTime, .createTime, .modifyTime, .ctime]
            .filter { flags.contains($0) }
        if times.isEmpty { flags.remove(.subsecondTimes) }
        buffer.append(flags.rawValue)
        buffer.append(UInt8(1 + random.next(below: version == .v4 ? 5 : 9)))
        if flags.contains(.size) { buffer.append(random.next()) }
        if flags.contains(.allocationSize) { buffer.append(random.next()) }
        if flags.contains(.ownerGroup) {
            append(bytes(most: 12), to: &buffer)
            append(bytes(most: 12), to: &buffer)
        }
        if flags.contains(.permissions) { appendWords(1, to: &buffer) }
        for _ in times {
            buffer.append(random.next())
            if flags.contains(.subsecondTimes) {
                buffer.append(UInt32(1 + random.next(below: 999_999_999)))
            }
        }
        if flags.contains(.acl) { appendACL(to: &buffer) }
        if flags.contains(.bits) {
            let defined = AttributeBits.defined(in: version).rawValue
            buffer.append(word() & defined)
            if version >= .v6 { buffer.append(word() & defined) }
        }
        if flags.contains(.textHint) { buffer.append(UInt8(random.next(below: 4))) }
        if flags.contains(.mimeType) { append(bytes(most: 12), to: &buffer) }
        if flags.contains(.linkCount) { appendWords(1, to: &buffer) }
        if flags.contains(.untranslatedName) { append(bytes(most: 12), to: &buffer) }
        if flags.contains(.extended) { appendPairs(to: &buffer) }
    }

    /// Appends a string that holds an ACL (draft-04 5.7, draft-13 7.8).
    private mutating func appendACL(to buffer: inout WireBuffer) {
        var list = WireBuffer()
        if version >= .v6 { list.append(word() & AccessControlList.definedFlags) }
        let count = random.next(below: 4)
        list.append(UInt32(count))
        for _ in 0..<count {
            list.append(UInt32(random.next(below: AccessControlEntry.typeNames.count)))
            list.append(word() & AccessControlEntry.definedFlags)
            list.append(word() & AccessMask.defined(in: version).rawValue)
            append(bytes(most: 12), to: &list)
        }
        buffer.appendString(list.unread)
    }

    private mutating func appendPairs(to buffer: inout WireBuffer) {
        let count = 1 + random.next(below: 3)
        buffer.append(UInt32(count))
        for _ in 0..<count {
            append(bytes(most: 12), to: &buffer)
            append(bytes(most: 12), to: &buffer)
        }
    }

    private mutating func appendWords(_ count: Int, to buffer: inout WireBuffer) {
        for _ in 0..<count { buffer.append(word()) }
    }
}
