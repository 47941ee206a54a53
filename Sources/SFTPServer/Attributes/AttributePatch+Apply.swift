internal import SFTPWire
internal import Scenario

extension AttributePatch {
    /// Sets the fields that are present, then leaves out those to omit, as `version` names them.
    func apply(to attributes: inout FileAttributes, version: ProtocolVersion) {
        attributes.merge(set)
        // A mode with type bits shows in the type of later versions too.
        if set.type == nil, let mode = set.permissions, mode & ~FileAttributes.permissionBits != 0 {
            attributes.type = FileType(mode: mode)
        }
        if let modeMask, let mode = attributes.permissions {
            // What later versions have a field for is not hidden with the bits.
            if attributes.type == nil, mode & ~FileAttributes.permissionBits != 0 {
                attributes.type = FileType(mode: mode)
            }
            attributes.permissions = mode & modeMask
        }
        if !omit.isEmpty { attributes.omit(omit, version: version) }
    }
}

extension FileAttributes {
    /// Takes over every field that is present in `other`.
    mutating func merge(_ other: FileAttributes) {
        if let size = other.size { self.size = size }
        if let uid = other.uid { self.uid = uid }
        if let gid = other.gid { self.gid = gid }
        if let permissions = other.permissions { self.permissions = permissions }
        if let accessTime = other.accessTime { self.accessTime = accessTime }
        if let modifyTime = other.modifyTime { self.modifyTime = modifyTime }
        if let type = other.type { self.type = type }
        if let owner = other.owner { self.owner = owner }
        if let group = other.group { self.group = group }
        if let createTime = other.createTime { self.createTime = createTime }
        if let ctime = other.ctime { self.ctime = ctime }
        if let bits = other.bits { self.bits = bits }
        if let bitsValid = other.bitsValid { self.bitsValid = bitsValid }
        if let allocationSize = other.allocationSize { self.allocationSize = allocationSize }
        if let linkCount = other.linkCount { self.linkCount = linkCount }
        if let textHint = other.textHint { self.textHint = textHint }
        if let acl = other.acl { self.acl = acl }
        if let mimeType = other.mimeType { self.mimeType = mimeType }
        if let name = other.untranslatedName { untranslatedName = name }
        if !other.extended.isEmpty { extended = other.extended }
    }

    /// Leaves out these fields.
    fileprivate mutating func omit(_ flags: AttributeFlags, version: ProtocolVersion) {
        if flags.contains(.size) { size = nil }
        if flags.contains(.uidGid) || flags.contains(.ownerGroup) {
            uid = nil
            gid = nil
            owner = nil
            group = nil
        }
        if flags.contains(.permissions) { permissions = nil }
        if flags.contains(.accessTime) {
            accessTime = nil
            // The bit is that of both times in version 3.
            if version == .v3 { modifyTime = nil }
        }
        if flags.contains(.createTime) { createTime = nil }
        if flags.contains(.modifyTime) { modifyTime = nil }
        if flags.contains(.ctime) { ctime = nil }
        if flags.contains(.acl) { acl = nil }
        if flags.contains(.bits) {
            bits = nil
            bitsValid = nil
        }
        if flags.contains(.allocationSize) { allocationSize = nil }
        if flags.contains(.textHint) { textHint = nil }
        if flags.contains(.mimeType) { mimeType = nil }
        if flags.contains(.linkCount) { linkCount = nil }
        if flags.contains(.untranslatedName) { untranslatedName = nil }
        if flags.contains(.extended) { extended = [] }
    }
}
