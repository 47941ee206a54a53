public import SFTPWire
internal import Scenario

/// What both sides of a session sent, in turns.
public struct SessionRecord: Sendable {
    /// What one side sent before the other one went on.
    public struct Turn: Sendable {
        /// Who sent it.
        public let direction: PacketType.Direction
        /// The version that was spoken.
        public let version: ProtocolVersion
        /// The bytes, which need not end with a packet.
        public internal(set) var bytes: [UInt8]
    }

    /// Number of the connection, from 1.
    public let connection: Int
    /// Number of the session within it, from 1.
    public let session: Int
    /// The client's identification line.
    public let client: String?
    /// The turns in the order of time.
    public internal(set) var turns: [Turn] = []
    /// Whether the session went on behind what is here.
    public internal(set) var isCut = false
}

/// Takes down what a session sends and receives, up to a limit.
struct SessionRecorder {
    /// The bytes of one session that are kept.
    static let byteLimit = 256 * 1024

    private(set) var record: SessionRecord
    private var left = Self.byteLimit

    init(_ identity: SessionIdentity) {
        record = SessionRecord(
            connection: identity.connection, session: identity.session,
            client: identity.peer?.client)
    }

    /// Adds bytes, all or, at the limit, none of them and nothing that follows.
    mutating func add(
        _ bytes: UnsafeRawBufferPointer, _ direction: PacketType.Direction,
        _ version: ProtocolVersion
    ) {
        guard !record.isCut, !bytes.isEmpty else { return }
        guard bytes.count <= left else {
            record.isCut = true
            return
        }
        left -= bytes.count
        if let last = record.turns.last, last.direction == direction, last.version == version {
            record.turns[record.turns.count - 1].bytes += bytes
        } else {
            record.turns.append(
                SessionRecord.Turn(direction: direction, version: version, bytes: Array(bytes)))
        }
    }
}
