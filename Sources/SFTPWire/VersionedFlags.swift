/// Flag bits of which each version defines some; the table says which.
public protocol VersionedFlags: OptionSet, Sendable where RawValue == UInt32 {
    /// Every flag with its name and versions; a bit with two names has two lines.
    static var table: [FlagRow<Self>] { get }

    /// All bits `version` defines.
    static func defined(in version: ProtocolVersion) -> Self
}

/// One line of a table of flags.
public struct FlagRow<Flags: VersionedFlags>: Sendable {
    /// The bit; more than one for a field of bits.
    public let flag: Flags
    /// Its name in the drafts without its prefix, which is its name in JSON.
    public let name: String
    /// The versions that define it.
    public let versions: ClosedRange<ProtocolVersion>

    init(_ flag: Flags, _ name: String, _ versions: ClosedRange<ProtocolVersion>) {
        self.flag = flag
        self.name = name
        self.versions = versions
    }
}

extension VersionedFlags {
    /// The bits of the table each version defines, in the order of the versions.
    static func definedByVersion() -> [Self] {
        ProtocolVersion.allCases.map { version in
            Self(
                rawValue: table.reduce(0) { bits, row in
                    row.versions.contains(version) ? bits | row.flag.rawValue : bits
                })
        }
    }
}

extension ProtocolVersion {
    /// The place of the version among all, for tables that are looked up by it.
    var index: Int { Int(rawValue - ProtocolVersion.v3.rawValue) }
}

extension WireReader {
    /// Reads flags; throws `truncated`, strict readers `undefinedFlags` for bits that
    /// `version` lacks.
    mutating func readFlags<Flags: VersionedFlags>(
        _ field: String, version: ProtocolVersion
    ) throws(WireError) -> Flags {
        let start = offset
        let bits = try readUInt32(field)
        guard !isStrict || bits & ~Flags.defined(in: version).rawValue == 0 else {
            throw WireError(.undefinedFlags, at: start, in: field)
        }
        return Flags(rawValue: bits)
    }
}
