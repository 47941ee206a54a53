/// A status code; any number can be carried, the table names those of the drafts.
public struct StatusCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt32

    /// Makes a code from any number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The code with this name, or nil.
    ///
    /// Case is as in the drafts, `SSH_FX_` may be left out; the misspellings of draft-05
    /// (`UNKNOWN_PRINCIPLE`, `LOCK_CONFlICT`) are understood too.
    public init?(name: String) {
        let short = name.hasPrefix("SSH_FX_") ? String(name.dropFirst(7)) : name
        switch short {
        case "UNKNOWN_PRINCIPLE": self = .unknownPrincipal
        case "LOCK_CONFlICT": self = .lockConflict
        default:
            guard let row = Self.table.first(where: { $0.shortName == short }) else { return nil }
            self = row.code
        }
    }

    /// The line of the table, or nil for a number no draft defines.
    public var row: Row? {
        guard rawValue < UInt32(Self.table.count) else { return nil }
        return Self.table[Int(rawValue)]
    }

    /// The name with `SSH_FX_`, or nil for a number no draft defines.
    public var name: String? { row?.name }

    /// The sentence sent when nobody gave a message; for unknown numbers that of FAILURE.
    public var sentence: StaticString {
        guard rawValue < UInt32(Self.table.count) else { return "Failure." }
        return Self.table[Int(rawValue)].sentence
    }

    /// Whether `version` defines this code.
    public func exists(in version: ProtocolVersion) -> Bool {
        guard let row else { return false }
        return row.since <= version
    }

    /// The nearest code `version` has; itself when it has it, FAILURE for unknown numbers.
    ///
    /// The pairs are those of an existing server (research: seed surface, section 5).
    public func downgraded(to version: ProtocolVersion) -> StatusCode {
        guard let row else { return .failure }
        return exists(in: version) ? self : row.downgrade
    }

    /// The code `version` has for what this server found itself; itself when it has it.
    public func nearest(in version: ProtocolVersion) -> StatusCode {
        guard let row else { return .failure }
        return exists(in: version) ? self : row.nearest
    }
}
