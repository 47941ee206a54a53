import SFTPWire

/// Names of request packets as scenarios and the journal write them: no `SSH_FXP_`.
enum RequestNames {
    /// Requests that have an id, with their short names, in the order of the drafts.
    static let table: [(name: String, value: PacketType)] = PacketType.table
        .filter { $0.direction == .request && $0.hasRequestID }
        .map { (short($0.name), $0.type) }

    /// Short names by packet type number; empty where there is no type.
    static let byNumber: [String] = {
        var names = Array(repeating: "", count: 256)
        for row in PacketType.table {
            names[Int(row.type.rawValue)] = short(row.name)
        }
        return names
    }()

    private static func short(_ name: String) -> String {
        name.hasPrefix("SSH_FXP_") ? String(name.dropFirst(8)) : name
    }
}

/// Names of packets of both directions, without `SSH_FXP_`.
enum PacketNames {
    /// All types, in the order of the drafts.
    static let table: [(name: String, value: UInt8)] = PacketType.table.map {
        (RequestNames.byNumber[Int($0.type.rawValue)], $0.type.rawValue)
    }

    /// The name of a type, or its number.
    static func name(_ type: UInt8) -> String {
        let name = RequestNames.byNumber[Int(type)]
        return name.isEmpty ? String(type) : name
    }
}
