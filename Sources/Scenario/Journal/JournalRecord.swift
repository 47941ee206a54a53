public import SFTPWire

/// What the journal keeps of one event, apart from its texts; a field that does not apply is nil.
///
/// A request has one record, made when its reply is ready, whatever rules looked at it in
/// either phase. Nothing in it is allocated.
public struct JournalRecord: Sendable {
    /// The kind of event.
    public var kind: EventKind
    /// Connection number, from 1.
    public var connection: Int
    /// The number of the SFTP session within its connection, from 1.
    public var session: Int?
    /// Which way a `packet` went.
    public var direction: PacketDirection?
    /// The type byte of a `packet`.
    public var packetType: UInt8?
    /// The number of a channel or key exchange of its connection, from 1.
    public var number: Int?
    /// The request packet's type.
    public var request: PacketType?
    /// The request id.
    public var requestID: UInt32?
    /// Offset in bytes of READ and WRITE.
    public var offset: UInt64?
    /// Bytes the request asked to move.
    public var asked: UInt64?
    /// Bytes that were moved.
    public var moved: UInt64?
    /// Open flags of OPEN below version 5.
    public var flags: OpenFlags?
    /// The rights OPEN asked for, from version 5 on.
    public var access: AccessMask?
    /// How OPEN opened, from version 5 on.
    public var modes: OpenModes?
    /// How RENAME renamed, from version 5 on.
    public var renameFlags: RenameFlags?
    /// What BLOCK kept others from.
    public var lock: LockMask?
    /// What REALPATH did about a path that does not exist, at version 6.
    public var control: RealpathControl?
    /// What a handle was of.
    public var handleKind: HandleKind?
    /// Which attributes the request carried.
    public var attributes: AttributeFlags?
    /// The version negotiated; for `init` the one the client asked for.
    public var version: UInt32?
    /// The status the client was told, OK for answers of another type; nil: no answer.
    public var status: StatusCode?
    /// What the operation truly came to, when a rule or the version made another code of it.
    public var outcome: StatusCode?
    /// The rules that acted, before phase first.
    public var rules = RuleList()
    /// When the event began, in nanoseconds since the server started.
    public var startNanoseconds: UInt64
    /// How long it took until its answer was ready, in nanoseconds.
    public var durationNanoseconds: UInt64
    /// For `disconnected`: the handles the client had left open although it could have closed
    /// them; 0 when the server ended the connection.
    public var openHandles: Int?

    /// Whether it is no event but the line a rule wrote when one came.
    var isLog = false

    /// Makes a record with every optional field nil.
    public init(
        kind: EventKind, connection: Int, startNanoseconds: UInt64 = 0,
        durationNanoseconds: UInt64 = 0
    ) {
        self.kind = kind
        self.connection = connection
        self.startNanoseconds = startNanoseconds
        self.durationNanoseconds = durationNanoseconds
    }
}
