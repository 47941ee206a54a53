internal import SFTPWire

/// What the number in a field stands for: names of types, codes and flags, else the number.
enum FieldMeaning {
    /// Numbers that are shorter or longer than these bytes are strings.
    private static let widths = [1, 2, 4, 8]

    /// Fields whose bytes are a string even when they are as long as a number.
    private static let strings: Set<String> = [
        "handle", "path", "filename", "longname", "data", "message", "language", "owner", "group",
        "who", "extension_name", "extension_data", "extended_type", "extended_data", "oldpath",
        "newpath", "linkpath", "targetpath", "mime-type", "untranslated-name", "not read",
        "no whole packet", "request-specific data", "original-path", "compose-path",
        "extended-request", "file-handle", "new-link-path", "existing-path",
    ]

    /// The value of a field as text; nil when it is a string, or no field at all.
    static func text(
        _ name: String, _ bytes: ArraySlice<UInt8>, at offset: Int, _ type: UInt8,
        _ version: ProtocolVersion
    ) -> String? {
        guard widths.contains(bytes.count), !strings.contains(name), !name.hasSuffix("?") else {
            return nil
        }
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let number = UInt32(truncatingIfNeeded: value)
        let meaning: String? =
            switch name {
            case "type" where offset == 4: PacketType(rawValue: type)?.name
            case "type": fileType(number)
            case "code" where type == PacketType.status.rawValue: StatusCode(rawValue: number).name
            case "permissions": "0" + String(number, radix: 8)
            case "flags" where isAttributes(type): flags(AttributeFlags(rawValue: number), version)
            default: nil
            }
        return meaning.map { "\(value) (\($0))" } ?? "\(value)"
    }

    /// Whether `flags` of such a packet say which attributes are there.
    private static func isAttributes(_ type: UInt8) -> Bool {
        let types: [PacketType] = [
            .attrs, .setstat, .fsetstat, .mkdir, .stat, .lstat, .fstat, .name,
        ]
        return types.contains { $0.rawValue == type }
    }

    private static func flags(_ flags: AttributeFlags, _ version: ProtocolVersion) -> String {
        let names = AttributeFlags.table.filter {
            $0.versions.contains(version) && flags.rawValue & $0.flag.rawValue != 0
        }
        let undefined = flags.rawValue & ~AttributeFlags.defined(in: version).rawValue
        let rest = undefined == 0 ? [] : ["undefined 0x" + String(undefined, radix: 16)]
        let all = names.map(\.name) + rest
        return all.isEmpty ? "none" : all.joined(separator: ", ")
    }

    /// draft-04 section 5.2, draft-13 section 7.2.
    private static func fileType(_ number: UInt32) -> String? {
        let names = [
            "REGULAR", "DIRECTORY", "SYMLINK", "SPECIAL", "UNKNOWN", "SOCKET", "CHAR_DEVICE",
            "BLOCK_DEVICE", "FIFO",
        ]
        return number >= 1 && number <= UInt32(names.count) ? names[Int(number) - 1] : nil
    }
}
