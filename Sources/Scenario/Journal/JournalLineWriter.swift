import SFTPWire
import StrictJSON

/// Writes records as JSON Lines into a buffer that is used again.
///
/// Every line has `version` and `kind`; readers skip kinds they do not know. Texts are strings
/// when they are UTF-8 and `{"hex":"…"}` otherwise; handles are always hexadecimal.
struct JournalLineWriter: Sendable {
    private var writer = JSONWriter()
    private var digits: [UInt8] = []
    /// Names of rules by index.
    var ruleNames: [String]

    /// A writer with an empty buffer.
    init(ruleNames: [String]) {
        self.ruleNames = ruleNames
    }

    /// What was written since the buffer was last emptied.
    var bytes: [UInt8] { writer.bytes }

    /// Empties the buffer and keeps its memory.
    mutating func removeAll() {
        writer.removeAll()
    }

    /// Writes the first line of a journal: what it is the journal of.
    mutating func writeStart(scenario: String?, seed: UInt64) {
        begin("start")
        if let scenario { writer.field("scenario", scenario) }
        writer.field("seed", seed)
        end()
    }

    /// Writes the line that stands for records that are no longer there.
    mutating func writeDropped(_ count: UInt64) {
        begin("dropped")
        writer.field("dropped", count)
        end()
    }

    /// Writes the line of a record whose texts lie in `bytes`.
    mutating func write(_ stored: StoredRecord, _ bytes: Span<UInt8>) {
        let record = stored.record
        guard !record.isLog else {
            writeLog(stored, bytes)
            return
        }
        begin("event")
        writer.field("n", stored.number)
        writer.field("timeNanoseconds", record.startNanoseconds)
        writer.field("event", record.kind.rawValue)
        writer.field("connection", record.connection)
        // Nearly all clients open one session; a line is shorter without it.
        if let session = record.session, session > 1 { writer.field("session", session) }
        write("user", .user, stored, bytes)
        if let request = record.request { writer.field("request", Self.name(of: request)) }
        if let requestID = record.requestID { writer.field("id", requestID) }
        write("path", .path, stored, bytes)
        write("newPath", .newPath, stored, bytes)
        write("target", .target, stored, bytes)
        writeHandle(stored, bytes)
        write(record.kind.nameKey, .name, stored, bytes)
        if let direction = record.direction { writer.field("direction", direction.rawValue) }
        if let type = record.packetType { writer.field("packetType", UInt64(type)) }
        if let number = record.number { writer.field("number", number) }
        if let version = record.version {
            writer.field(record.kind == .`init` ? "clientVersion" : "sftpVersion", version)
        }
        if let offset = record.offset { writer.field("offset", offset) }
        if let asked = record.asked { writer.field("asked", asked) }
        if let moved = record.moved { writer.field("moved", moved) }
        writer.flagFields(of: record)
        if let outcome = record.outcome { writer.field("outcome", outcome) }
        if let status = record.status { writer.field("status", status) }
        write(record.kind.messageKey, .message, stored, bytes)
        if let openHandles = record.openHandles { writer.field("openHandles", openHandles) }
        write(record.rules)
        writer.field("durationMicroseconds", record.durationNanoseconds / 1000)
        if stored.isClipped { writer.field("clipped", true) }
        end()
    }

    /// Writes the line of a rule's own text.
    private mutating func writeLog(_ stored: StoredRecord, _ bytes: Span<UInt8>) {
        let record = stored.record
        begin("log")
        writer.field("n", stored.number)
        writer.field("timeNanoseconds", record.startNanoseconds)
        writer.field("on", record.kind.rawValue)
        writer.field("connection", record.connection)
        if let session = record.session, session > 1 { writer.field("session", session) }
        write("user", .user, stored, bytes)
        write("text", .message, stored, bytes)
        write(record.rules)
        if stored.isClipped { writer.field("clipped", true) }
        end()
    }

    private mutating func begin(_ kind: String) {
        writer.beginObject()
        writer.field("version", 1)
        writer.field("kind", kind)
    }

    private mutating func end() {
        writer.endObject()
        writer.endLine()
    }

    private mutating func write(
        _ key: StaticString, _ text: JournalText, _ stored: StoredRecord, _ bytes: Span<UInt8>
    ) {
        guard let range = stored.range(of: text) else { return }
        writer.field(key, bytes.extracting(range))
    }

    private mutating func writeHandle(_ stored: StoredRecord, _ bytes: Span<UInt8>) {
        guard let range = stored.range(of: .handle) else { return }
        digits.removeAll(keepingCapacity: true)
        for index in range {
            digits.append(Self.digit(bytes[index] >> 4))
            digits.append(Self.digit(bytes[index] & 15))
        }
        writer.field("handle", digits)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private mutating func write(_ rules: RuleList) {
        guard !rules.isEmpty else { return }
        writer.key("rules")
        writer.beginArray()
        for position in 0..<rules.count where ruleNames.indices.contains(rules[position]) {
            writer.string(ruleNames[rules[position]])
        }
        writer.endArray()
        if rules.omitted > 0 { writer.field("moreRules", UInt64(rules.omitted)) }
    }

    private static func name(of request: PacketType) -> String {
        RequestNames.byNumber[Int(request.rawValue)]
    }
}

extension EventKind {
    /// What the journal calls the name a record has.
    var nameKey: StaticString {
        switch self {
        case .userAuthRequest, .userAuthResult: "method"
        case .channelOpen: "channel"
        case .subsystemRequest: "channelRequest"
        default: "extension"
        }
    }

    /// What the journal calls the message a record has.
    var messageKey: StaticString {
        switch self {
        case .disconnected, .error: "cause"
        case .subsystemRequest: "argument"
        default: "message"
        }
    }
}
