import SFTPWire

/// Writes records as JSON Lines into a buffer that is used again.
///
/// Every line has `version` and `kind`; readers skip kinds they do not know. Texts are strings
/// when they are UTF-8 and `{"hex":"…"}` otherwise; handles are always hexadecimal.
struct JournalLineWriter: Sendable {
    private var line = LineBuffer()
    private let ruleNames: [String]

    /// A writer with an empty buffer.
    init(ruleNames: [String]) {
        self.ruleNames = ruleNames
    }

    /// What was written since the buffer was last emptied.
    var bytes: [UInt8] { line.bytes }

    /// Empties the buffer and keeps its memory.
    mutating func removeAll() {
        line.removeAll()
    }

    /// Writes the first line of a journal: what it is the journal of.
    mutating func writeStart(scenario: String?, seed: UInt64) {
        line.raw("{\"version\":1,\"kind\":\"start\"")
        if let scenario {
            line.raw(",\"scenario\":")
            line.string(scenario)
        }
        field(",\"seed\":", seed)
        line.raw("}\n")
    }

    /// Writes the line that stands for records that are no longer there.
    mutating func writeDropped(_ count: UInt64) {
        line.raw("{\"version\":1,\"kind\":\"dropped\"")
        field(",\"dropped\":", count)
        line.raw("}\n")
    }

    /// Writes the line of a record whose texts lie in `bytes`.
    mutating func write(_ stored: StoredRecord, _ bytes: Span<UInt8>) {
        let record = stored.record
        line.raw("{\"version\":1,\"kind\":\"event\"")
        field(",\"n\":", stored.number)
        field(",\"timeNanoseconds\":", record.startNanoseconds)
        line.raw(",\"event\":")
        line.string(record.kind.rawValue)
        field(",\"connection\":", UInt64(clamping: record.connection))
        field(",\"user\":", .user, stored, bytes)
        if let request = record.request {
            line.raw(",\"request\":")
            line.string(RequestNames.byNumber[Int(request.rawValue)])
        }
        field(",\"id\":", record.requestID.map { UInt64($0) })
        writePaths(stored, bytes)
        field(",\"clientVersion\":", record.version.map { UInt64($0) })
        field(",\"offset\":", record.offset)
        field(",\"asked\":", record.asked)
        field(",\"moved\":", record.moved)
        write(record.flags, record.attributes)
        write(record.status)
        let isCause = record.kind == .disconnected || record.kind == .error
        field(isCause ? ",\"cause\":" : ",\"message\":", .message, stored, bytes)
        field(",\"openHandles\":", record.openHandles.map { UInt64(clamping: $0) })
        write(record.rules)
        field(",\"durationMicroseconds\":", record.durationNanoseconds / 1000)
        if stored.isClipped { line.raw(",\"clipped\":true") }
        line.raw("}\n")
    }

    private mutating func field(_ key: StaticString, _ value: UInt64?) {
        guard let value else { return }
        line.raw(key)
        line.number(value)
    }

    private mutating func field(
        _ key: StaticString, _ text: JournalText, _ stored: StoredRecord, _ bytes: Span<UInt8>
    ) {
        guard let range = stored.range(of: text) else { return }
        line.raw(key)
        line.text(bytes.extracting(range))
    }

    private mutating func writePaths(_ stored: StoredRecord, _ bytes: Span<UInt8>) {
        field(",\"path\":", .path, stored, bytes)
        field(",\"newPath\":", .newPath, stored, bytes)
        field(",\"target\":", .target, stored, bytes)
        if let range = stored.range(of: .handle) {
            line.raw(",\"handle\":")
            line.hexString(bytes.extracting(range))
        }
        let isExtension = stored.record.kind == .extended
        field(isExtension ? ",\"extension\":" : ",\"method\":", .name, stored, bytes)
    }

    private mutating func write(_ flags: OpenFlags?, _ attributes: AttributeFlags?) {
        if let flags {
            line.raw(",\"flags\":[")
            list(OpenFlags.table.lazy.filter { flags.contains($0.flag) }.map(\.name))
        }
        if let attributes, !attributes.isEmpty {
            line.raw(",\"attributes\":[")
            list(AttributeNames.table.lazy.filter { attributes.contains($0.value) }.map(\.name))
        }
    }

    private mutating func write(_ status: StatusCode?) {
        guard let status else { return }
        line.raw(",\"status\":")
        if let name = status.row?.shortName {
            line.string(name)
        } else {
            line.number(UInt64(status.rawValue))
        }
    }

    private mutating func write(_ rules: RuleList) {
        guard !rules.isEmpty else { return }
        line.raw(",\"rules\":[")
        for position in 0..<rules.count where ruleNames.indices.contains(rules[position]) {
            if position > 0 { line.raw(",") }
            line.string(ruleNames[rules[position]])
        }
        line.raw("]")
    }

    private mutating func list(_ names: some Sequence<String>) {
        var isFirst = true
        for name in names {
            if !isFirst { line.raw(",") }
            isFirst = false
            line.string(name)
        }
        line.raw("]")
    }
}
