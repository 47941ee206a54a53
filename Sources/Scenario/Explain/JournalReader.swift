import SFTPWire
import StrictJSON

/// Reads a journal file back into records, also one that is still being written.
public enum JournalReader {
    /// What a journal file holds.
    public struct Content: Sendable {
        /// The scenario's name.
        public var scenario: String?
        /// The seed of the run.
        public var seed: UInt64 = 0
        /// The records, in order.
        public var entries: [JournalEntry] = []
        /// How many records are gone that the file does not hold.
        public var dropped: UInt64 = 0
        /// Names of rules the scenario does not have: another scenario, or closures.
        public var strangers: [String] = []
    }

    /// A line that is no line of a journal.
    public struct Failure: Error, Equatable, Sendable {
        /// Number of the line, from 1.
        public let line: Int
        /// What is wrong with it.
        public let problem: String
    }

    /// More records than this are not read.
    private static let recordLimit = 1_000_000

    /// Reads lines; what follows the last line feed is a line still being written.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - rules: names of the scenario's rules, which records name.
    /// - Throws: `Failure` for the first line that cannot be read.
    public static func read(_ bytes: [UInt8], rules: [String]) throws(Failure) -> Content {
        var content = Content()
        var indexes: [String: Int] = [:]
        for (index, name) in rules.enumerated() { indexes[name] = index }
        var number = 0
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            let line = Array(bytes[start..<end])
            start = end + 1
            guard content.entries.count < recordLimit else {
                throw Failure(line: number, problem: "more than \(recordLimit) records")
            }
            let diagnostics = Diagnostics()
            let source = SourceText(name: "journal", bytes: line)
            guard let node = JSONParser.parse(source, into: diagnostics),
                case .object(let members) = node.value
            else {
                throw Failure(
                    line: number, problem: diagnostics.all.first?.text ?? "no JSON object")
            }
            var fields: [String: JSONNode.Value] = [:]
            for member in members { fields[member.key] = member.value.value }
            let reader = JournalLineReader(fields: fields)
            switch reader.text("kind") {
            case "start":
                content.scenario = reader.text("scenario")
                content.seed = reader.integer("seed") ?? 0
            case "dropped": content.dropped = reader.integer("dropped") ?? 0
            case "event":
                guard let entry = reader.entry(indexes, rules, &content.strangers) else {
                    throw Failure(line: number, problem: "no record of an event")
                }
                content.entries.append(entry)
            default: break  // Readers skip kinds they do not know.
            }
        }
        return content
    }
}

/// The members of one line.
private struct JournalLineReader {
    let fields: [String: JSONNode.Value]

    func text(_ name: String) -> String? {
        if case .string(let text) = fields[name] { text } else { nil }
    }

    func integer<Integer: FixedWidthInteger>(
        _ name: String, as type: Integer.Type = UInt64.self
    ) -> Integer? {
        if case .number(let number) = fields[name] { number.integer(as: Integer.self) } else { nil }
    }

    /// Text, or `{"hex": …}`.
    func bytes(_ name: String) -> [UInt8]? {
        switch fields[name] {
        case .string(let text): Array(text.utf8)
        case .object(let members):
            if case .string(let digits) = members.first?.value.value {
                Self.bytes(hex: digits)
            } else {
                nil
            }
        default: nil
        }
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private func names(_ name: String) -> [String]? {
        guard case .array(let elements) = fields[name] else { return nil }
        return elements.compactMap { if case .string(let text) = $0.value { text } else { nil } }
    }

    private func flags<Flags: VersionedFlags>(_ name: String, _ type: Flags.Type) -> Flags? {
        names(name).map { names in
            Flags(
                rawValue: Flags.table.reduce(0) { bits, row in
                    names.contains(row.name) ? bits | row.flag.rawValue : bits
                })
        }
    }

    private func status(_ name: String) -> StatusCode? {
        if let number = integer(name, as: UInt32.self) { return StatusCode(rawValue: number) }
        return text(name).flatMap { StatusCode(name: $0) }
    }

    /// The record of an `event` line; nil when it has not even kind, number and connection.
    func entry(
        _ indexes: [String: Int], _ ruleNames: [String], _ strangers: inout [String]
    ) -> JournalEntry? {
        guard let kind = text("event").flatMap({ EventKind(rawValue: $0) }),
            let number = integer("n"), let connection = integer("connection", as: Int.self)
        else { return nil }
        var record = JournalRecord(
            kind: kind, connection: connection,
            startNanoseconds: integer("timeNanoseconds") ?? 0,
            durationNanoseconds: (integer("durationMicroseconds") ?? 0)
                .multipliedReportingOverflow(by: 1000).partialValue)
        record.session = integer("session", as: Int.self)
        record.direction = text("direction").flatMap { PacketDirection(rawValue: $0) }
        record.packetType = integer("packetType", as: UInt8.self)
        record.number = integer("number", as: Int.self)
        record.request = text("request").flatMap { name in
            PacketType.table.first { $0.name == "SSH_FXP_" + name }?.type
        }
        record.requestID = integer("id", as: UInt32.self)
        record.offset = integer("offset")
        record.asked = integer("asked")
        record.moved = integer("moved")
        record.version = integer(kind == .`init` ? "clientVersion" : "sftpVersion", as: UInt32.self)
        record.status = status("status")
        record.outcome = status("outcome")
        record.openHandles = integer("openHandles", as: Int.self)
        readFlags(into: &record)
        for name in names("rules") ?? [] {
            if let index = indexes[name] {
                record.rules.append(index)
            } else if !strangers.contains(name), strangers.count < 100 {
                strangers.append(name)
            }
        }
        return entry(number, record, ruleNames)
    }

    private func readFlags(into record: inout JournalRecord) {
        if record.kind == .fileRename {
            record.renameFlags = flags("flags", RenameFlags.self)
        } else {
            record.flags = flags("flags", OpenFlags.self)
        }
        record.access = flags("access", AccessMask.self)
        record.modes = flags("modes", OpenModes.self)
        if let name = text("disposition"),
            let disposition = OpenDisposition.allCases.first(where: { $0.name == name })
        {
            let bits = record.modes?.withoutDisposition.rawValue ?? 0
            record.modes = OpenModes(rawValue: bits | disposition.rawValue)
        }
        record.lock = flags("lock", LockMask.self)
        record.control = text("control").flatMap { name in
            RealpathControl.table.first { $0.name == name }?.control
                ?? UInt8(name).map { RealpathControl(rawValue: $0) }
        }
        record.handleKind = text("handleKind").flatMap { HandleKind(rawValue: $0) }
        record.attributes = flags("attributes", AttributeFlags.self)
    }

    private func entry(
        _ number: UInt64, _ record: JournalRecord, _ ruleNames: [String]
    ) -> JournalEntry {
        let texts: [(JournalText, [UInt8]?)] = [
            (.user, bytes("user")), (.path, bytes("path")), (.newPath, bytes("newPath")),
            (.target, bytes("target")), (.handle, text("handle").flatMap { Self.bytes(hex: $0) }),
            (.name, bytes(String(describing: record.kind.nameKey))),
            (.message, bytes(String(describing: record.kind.messageKey))),
        ]
        var storage: [UInt8] = []
        var stored = StoredRecord(number: number, record: record, start: 0)
        for (text, bytes) in texts {
            stored.append(text, bytes?.span.bytes, to: &storage)
        }
        return JournalEntry(stored, storage.span, ruleNames: ruleNames)
    }
}
