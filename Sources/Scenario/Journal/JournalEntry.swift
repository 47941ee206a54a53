public import SFTPWire

/// One record of the journal, taken out of it with its texts.
public struct JournalEntry: Sendable {
    /// The cause of `disconnected` when the server stopped.
    public static let serverStopped = "the server stopped"
    /// The cause of `disconnected` when the client ended the connection.
    public static let closedByClient = "closed by the client"

    private let stored: StoredRecord
    private let bytes: [UInt8]
    private let ruleNames: [String]

    init(_ stored: StoredRecord, _ bytes: Span<UInt8>, ruleNames: [String]) {
        var own = stored
        own.start = 0
        self.stored = own
        let end = stored.start + stored.textCount
        self.bytes = bytes.extracting(stored.start..<end).withUnsafeBufferPointer { Array($0) }
        self.ruleNames = ruleNames
    }

    /// Number of the record, from 1.
    public var number: UInt64 { stored.number }
    /// The scalars.
    public var record: JournalRecord { stored.record }
    /// The kind of event.
    public var kind: EventKind { stored.record.kind }
    /// Connection number, from 1.
    public var connection: Int { stored.record.connection }
    /// The status the client was told; nil: no answer.
    public var status: StatusCode? { stored.record.status }
    /// Names of the rules that acted, before phase first.
    public var rules: [String] {
        let rules = stored.record.rules
        return (0..<rules.count).compactMap { position in
            let rule = rules[position]
            return ruleNames.indices.contains(rule) ? ruleNames[rule] : nil
        }
    }
    /// The user; empty before one is named.
    public var user: String { text(.user).map { String(decoding: $0, as: UTF8.self) } ?? "" }
    /// The path, or the path behind the handle.
    public var path: [UInt8]? { text(.path) }
    /// The new path of a rename or link.
    public var newPath: [UInt8]? { text(.newPath) }
    /// The target text of a symbolic link.
    public var target: [UInt8]? { text(.target) }
    /// The handle.
    public var handle: [UInt8]? { text(.handle) }
    /// The authentication method, or the name of an EXTENDED request.
    public var name: String? { text(.name).map { String(decoding: $0, as: UTF8.self) } }
    /// The message of a status, or the cause of a `disconnected` or `error`.
    public var message: String? { text(.message).map { String(decoding: $0, as: UTF8.self) } }

    private func text(_ text: JournalText) -> [UInt8]? {
        stored.range(of: text).map { Array(bytes[$0]) }
    }

    /// The entry as its line of JSON, without the line feed.
    public var json: String {
        var writer = JournalLineWriter(ruleNames: ruleNames)
        writer.write(stored, bytes.span)
        return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
    }

    /// The entry as the event its record was made of.
    var event: Event {
        let record = stored.record
        var event = Event(
            kind: record.kind, phase: .after, connection: record.connection, user: user)
        event.request = record.request
        event.requestID = record.requestID
        event.path = path
        event.newPath = newPath
        event.target = target
        event.handle = handle
        event.offset = record.offset
        event.length = record.asked
        event.flags = record.flags
        event.access = record.access
        event.modes = record.modes
        event.renameFlags = record.renameFlags
        event.lock = record.lock
        event.control = record.control
        event.handleKind = record.handleKind
        event.attributes = record.attributes
        event.session = record.session
        event.direction = record.direction
        event.packetType = record.packetType
        event.moved = record.moved
        event.openHandles = record.openHandles
        addName(to: &event)
        addMessage(to: &event)
        event.version = record.version
        event.outcome = record.outcome ?? record.status
        event.status = record.status
        return event
    }

    private func addName(to event: inout Event) {
        switch kind {
        case .userAuthRequest, .userAuthResult: event.method = name
        case .channelOpen:
            event.channel = ChannelDetails(number: record.number ?? 1, type: name ?? "")
        case .subsystemRequest:
            event.channel = ChannelDetails(
                number: record.number ?? 1, request: name, argument: text(.message))
        case .keyExchange: event.exchange = record.number
        default: event.extensionName = name
        }
    }

    private func addMessage(to event: inout Event) {
        switch kind {
        case .disconnected, .error: event.cause = message
        case .connected: event.peer = EventPeer(client: message)
        case .userAuthResult:
            event.authentication = AuthenticationDetails()
            event.authentication?.isAccepted = status == .ok
        default: break
        }
    }
}
