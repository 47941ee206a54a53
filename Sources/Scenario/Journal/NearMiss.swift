import SFTPWire

/// A record that nearly met an expectation, and what was different.
struct NearMiss: Sendable {
    /// How many records are kept to explain one failure.
    static let limit = 3

    /// The record.
    let entry: JournalEntry
    /// The fields that differ.
    let differences: [Difference]

    /// The record in one line and below it a line per differing field.
    var lines: [String] {
        ["nearest: " + Self.summary(of: entry)] + differences.map { "  " + $0.line }
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

/// The records with the fewest differing fields, the earliest of them.
struct NearMisses: Sendable {
    private var kept: [NearMiss] = []

    /// Considers a record that does not meet `condition`.
    mutating func add(
        _ entry: JournalEntry, _ event: Event, _ condition: Condition,
        _ context: inout MatchContext
    ) {
        // Counted first: most records differ more than those kept, and words cost memory.
        let count = condition.differenceCount(event, &context)
        let place = kept.firstIndex { $0.differences.count > count } ?? kept.count
        guard place < NearMiss.limit else { return }
        let miss = NearMiss(entry: entry, differences: condition.differences(event, &context))
        kept.insert(miss, at: place)
        if kept.count > NearMiss.limit { kept.removeLast() }
    }

    /// A line per record and one per field that differs.
    var lines: [String] { kept.flatMap(\.lines) }
}
