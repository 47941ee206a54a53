import SFTPWire

/// A record that nearly met an expectation, and what was different.
struct NearMiss: Sendable {
    /// The record.
    let entry: JournalEntry
    /// The fields that differ.
    let differences: [Difference]

    /// The record in one line and below it a line per differing field.
    var lines: [String] {
        ["nearest: " + Self.summary(of: entry)]
            + differences.map { "  \($0.field): expected \($0.expected), was \($0.actual)" }
    }

    /// A record in few words.
    static func summary(of entry: JournalEntry) -> String {
        var words = ["record \(entry.number): \(entry.kind.rawValue)"]
        words.append("on connection \(entry.connection)")
        if let path = entry.path { words.append("path \(JSONText.quoted(path))") }
        if let newPath = entry.newPath { words.append("newPath \(JSONText.quoted(newPath))") }
        if let offset = entry.record.offset { words.append("offset \(offset)") }
        if let status = entry.status {
            words.append("status \(status.row?.shortName ?? String(status.rawValue))")
        }
        return words.joined(separator: ", ")
    }
}
