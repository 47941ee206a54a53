/// The numbers of an event that a condition can ask for by one case of its own.
public enum EventNumber: Equatable, Sendable {
    case session
    case port
    /// Nanoseconds.
    case elapsed
    case openHandles
    /// Bytes.
    case fileSize
    /// Bytes.
    case moved
    /// Bytes so far.
    case bytesRead(ByteScope)
    /// Bytes so far.
    case bytesWritten(ByteScope)
    case attempt
    case round
    case exchange

    /// The number of an event, nil where it has none.
    func value(in event: Event) -> UInt64? {
        switch self {
        case .session: event.session.map { UInt64(clamping: $0) }
        case .port: event.port.map { UInt64($0) }
        case .elapsed: event.elapsedNanoseconds
        case .openHandles: event.openHandles.map { UInt64(clamping: $0) }
        case .fileSize: event.fileSize
        case .moved: event.moved
        case .bytesRead(let scope): event.bytesRead?[scope]
        case .bytesWritten(let scope): event.bytesWritten?[scope]
        case .attempt: event.authentication.map { UInt64(clamping: $0.attempt) }
        case .round: event.authentication?.round.map { UInt64(clamping: $0) }
        case .exchange: event.exchange.map { UInt64(clamping: $0) }
        }
    }

    /// The matcher's key, for reports.
    var name: String {
        switch self {
        case .session: "session"
        case .port: "port"
        case .elapsed: "elapsed"
        case .openHandles: "openHandles"
        case .fileSize: "fileSize"
        case .moved: "moved"
        case .bytesRead: "bytesRead"
        case .bytesWritten: "bytesWritten"
        case .attempt: "attempt"
        case .round: "round"
        case .exchange: "exchange"
        }
    }

    /// What has to be filled in for it.
    var needs: EventNeeds {
        switch self {
        case .elapsed: .elapsed
        case .fileSize: .fileSize
        case .bytesRead, .bytesWritten: .totals
        default: []
        }
    }
}

/// What bytes are counted by; the raw value is the JSON name.
public enum ByteScope: String, CaseIterable, Sendable {
    /// Since the handle was opened.
    case handle
    /// To or from the path, by everybody.
    case path
    /// Over the connection.
    case connection
}

extension ByteTotals {
    /// The total of a scope.
    subscript(scope: ByteScope) -> UInt64? {
        switch scope {
        case .handle: handle
        case .path: path
        case .connection: connection
        }
    }
}
