import SFTPWire

extension VersionedFlags {
    /// The flags scenarios name: those of one bit, in the order of the table.
    static var named: [FlagRow<Self>] {
        table.filter { $0.flag.rawValue.nonzeroBitCount == 1 }
    }

    /// Calls `body` with a name for each bit that is set and has one.
    ///
    /// It is the name in `version`, else that in another; of two names in one version, the first.
    func forEachName(in version: ProtocolVersion, _ body: (String) -> Void) {
        var rest = rawValue
        for isWanted in [true, false] where rest != 0 {
            for row in Self.table where row.versions.contains(version) == isWanted {
                let bit = row.flag.rawValue
                guard bit.nonzeroBitCount == 1, rest & bit != 0 else { continue }
                rest &= ~bit
                body(row.name)
            }
        }
    }

    /// The names of the bits that are set.
    func names(in version: ProtocolVersion) -> [String] {
        var names: [String] = []
        forEachName(in: version) { names.append($0) }
        return names
    }
}

extension UInt32? {
    /// The version of an event or record, for the names of its flags.
    var protocolVersion: ProtocolVersion {
        flatMap { ProtocolVersion(rawValue: $0) } ?? .v3
    }
}
