internal import SFTPWire

/// What each version has, written down a second time from the drafts: nothing else is accepted.
///
/// The codec has tables of its own; this one judges what comes out of it.
enum VersionRules {
    /// Why an accepted packet should have been refused, or nil.
    static func violation(
        _ packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> String? {
        guard packet.count > 4 else { return nil }
        let type = packet[4]
        let number = version.rawValue
        if let versions = types[type], !versions.contains(number) {
            return "type \(type) was accepted in version \(number)"
        }
        // Extensions have layouts of their own, in which the same names mean other things.
        guard type < 200 else { return nil }
        let fields = DissectedPacket(packet, direction, version).fields
        for (field, following) in zip(fields, fields.dropFirst()) {
            if let versions = names[field.name], !versions.contains(number) {
                return "field \(field.name) was accepted in version \(number)"
            }
            if number > 3, field.name == "flags", following.name == "type" {
                let value = packet[field.offset..<(field.offset + field.length)]
                let flags = value.reduce(0) { $0 << 8 | UInt32($1) }
                if !defines(flags, version) {
                    return "attribute flags \(String(flags, radix: 16)) were accepted in "
                        + "version \(number)"
                }
            }
        }
        return nil
    }

    /// SYMLINK (draft-02 6.10, gone in draft-13), LINK, BLOCK and UNBLOCK (draft-13 8.8).
    private static let types: [UInt8: ClosedRange<UInt32>] = [
        20: 3...5, 21: 6...6, 22: 6...6, 23: 6...6,
    ]

    /// Whether all bits are `valid-attribute-flags` of version 4 or later (draft-04 5,
    /// draft-05 5, draft-13 7.1).
    static func defines(_ flags: UInt32, _ version: ProtocolVersion) -> Bool {
        let defined: UInt32 =
            switch version {
            case .v3, .v4: 0x8000_01fd
            case .v5: 0x8000_03fd
            case .v6: 0x8000_fffd
            }
        return flags & ~defined == 0
    }

    /// Fields that not all versions have.
    static let names: [String: ClosedRange<UInt32>] = [
        "uid": 3...3, "gid": 3...3, "longname": 3...3, "pflags": 3...4,
        "owner": 4...6, "group": 4...6, "ace-count": 4...6, "createtime": 4...6,
        "atime_nseconds": 4...6, "mtime_nseconds": 4...6,
        "attrib-bits": 5...6, "desired-access": 5...6,
        "attrib-bits-valid": 6...6, "allocation-size": 6...6, "text-hint": 6...6,
        "mime-type": 6...6, "link-count": 6...6, "untranslated-name": 6...6, "ctime": 6...6,
        "acl-flags": 6...6, "control-byte": 6...6, "compose-path": 6...6, "end-of-list": 6...6,
        "new-link-path": 6...6, "existing-path": 6...6, "sym-link": 6...6, "uLockMask": 6...6,
    ]
}
