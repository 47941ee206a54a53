import SFTPWire

/// What the placeholders of one decision are filled with.
public final class TemplateValues {
    private let event: Event
    private let groups: [[UInt8]?]
    private let count: UInt64
    private var random: SeededRandom
    /// The placeholders that were asked for, to find out which a rule has.
    private(set) var asked: Set<Placeholder> = []

    /// Values of an event.
    ///
    /// - Parameters:
    ///   - groups: what the groups of the regular expression on the path took.
    ///   - count: how often the rule has acted.
    ///   - seed: what random characters are drawn from.
    init(_ event: Event, groups: [[UInt8]?] = [], count: UInt64 = 1, seed: UInt64 = 0) {
        self.event = event
        self.groups = groups
        self.count = count
        random = SeededRandom(seed: seed)
    }

    /// Appends what a placeholder stands for; nothing where the event has no such field.
    func write(_ placeholder: Placeholder, to text: inout [UInt8]) {
        asked.insert(placeholder)
        switch placeholder {
        case .named(let name): write(value(of: name), to: &text)
        case .group(let number):
            if groups.indices.contains(number) { write(groups[number] ?? [], to: &text) }
        case .random(let length):
            let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
            for _ in 0..<length {
                text.append(letters[random.next(below: letters.count)])
            }
        }
    }

    private func write(_ value: [UInt8], to text: inout [UInt8]) {
        text += value.prefix(TemplateLimits.valueBytes)
    }

    private func value(of name: Placeholder.Name) -> [UInt8] {
        switch name {
        case .path: event.path ?? []
        case .newPath: event.newPath ?? []
        case .target: event.target ?? []
        case .name: Self.lastPart(of: event.path ?? [])
        case .handle: Self.hex(event.handle ?? [])
        case .user: Array(event.user.utf8)
        case .connection: Self.text(event.connection)
        case .session: Self.text(event.session)
        case .address: Self.text(event.address)
        case .port: Self.text(event.port)
        case .client: Self.text(event.client)
        case .version: Self.text(event.version)
        case .request:
            Self.text(event.request.map { RequestNames.byNumber[Int($0.rawValue)] })
        case .id: Self.text(event.requestID)
        case .extension: Self.text(event.extensionName)
        case .method: Self.text(event.method)
        case .offset: Self.text(event.offset)
        case .length: Self.text(event.length)
        case .status:
            Self.text(event.outcome.map { $0.row?.shortName ?? String($0.rawValue) })
        case .count: Self.text(count)
        case .now: Self.text(event.wallSeconds.map { Timestamp(seconds: $0).text })
        }
    }

    private static func text(_ value: (some CustomStringConvertible)?) -> [UInt8] {
        value.map { Array($0.description.utf8) } ?? []
    }

    private static func lastPart(of path: [UInt8]) -> [UInt8] {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { Array(path[($0 + 1)...]) } ?? path
    }

    /// Two digits a byte.
    static func hex(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
