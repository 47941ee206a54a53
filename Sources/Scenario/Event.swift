public import SFTPWire

/// Every kind of event a rule can name; the raw value is its JSON name.
public enum EventKind: String, CaseIterable, Sendable {
    /// TCP accept, before any byte.
    case connectionRequest
    /// Before the SSH identification line is sent.
    case identification
    /// A key exchange, the first or a later one: before it begins, after it has ended.
    case keyExchange
    /// Each authentication attempt, the initial `none` too.
    case userAuthRequest
    /// What an authentication attempt came to, before the client is told.
    case userAuthResult
    /// The client opens an SSH channel (RFC 4254 section 5.1).
    case channelOpen
    /// A request on a session channel: `subsystem`, `exec`, `shell` and others (RFC 4254
    /// section 6).
    case subsystemRequest
    /// SSH_FXP_INIT.
    case `init`
    /// OPEN.
    case fileOpen
    /// READ.
    case fileRead
    /// WRITE.
    case fileWrite
    /// CLOSE of a file or directory handle.
    case fileClose
    /// REMOVE.
    case fileRemove
    /// RENAME and posix-rename@openssh.com.
    case fileRename
    /// MKDIR.
    case dirCreate
    /// RMDIR.
    case dirRemove
    /// OPENDIR.
    case dirList
    /// READDIR.
    case dirRead
    /// STAT, LSTAT, FSTAT.
    case getAttributes
    /// SETSTAT, FSETSTAT, lsetstat@openssh.com.
    case setAttributes
    /// REALPATH and expand-path@openssh.com.
    case resolvePath
    /// READLINK.
    case linkRead
    /// SYMLINK, hardlink@openssh.com.
    case linkCreate
    /// BLOCK.
    case fileLock
    /// UNBLOCK.
    case fileUnlock
    /// Any other EXTENDED request.
    case extended
    /// A session is ready.
    case connected
    /// A connection is gone.
    case disconnected
    /// A packet that cannot be decoded, or a violation of the protocol by the client.
    case error
    /// Any SFTP packet, of either direction, whether it can be decoded or not.
    case packet

    /// Position in `allCases`, for tables and bit sets.
    @inlinable
    public var index: Int {
        switch self {
        case .connectionRequest: 0
        case .identification: 1
        case .keyExchange: 2
        case .userAuthRequest: 3
        case .userAuthResult: 4
        case .channelOpen: 5
        case .subsystemRequest: 6
        case .`init`: 7
        case .fileOpen: 8
        case .fileRead: 9
        case .fileWrite: 10
        case .fileClose: 11
        case .fileRemove: 12
        case .fileRename: 13
        case .dirCreate: 14
        case .dirRemove: 15
        case .dirList: 16
        case .dirRead: 17
        case .getAttributes: 18
        case .setAttributes: 19
        case .resolvePath: 20
        case .linkRead: 21
        case .linkCreate: 22
        case .fileLock: 23
        case .fileUnlock: 24
        case .extended: 25
        case .connected: 26
        case .disconnected: 27
        case .error: 28
        case .packet: 29
        }
    }
}

/// Whether the operation has been done when a rule looks at the event.
public enum EventPhase: String, CaseIterable, Sendable {
    /// Nothing has happened yet.
    case before
    /// The operation was done; its outcome is known.
    case after

    /// 0 before, 1 after.
    @inlinable
    public var index: Int { self == .before ? 0 : 1 }
}

/// Which way a packet goes; the raw value is its JSON name.
public enum PacketDirection: String, CaseIterable, Sendable {
    /// From the client.
    case `in`
    /// To the client.
    case out
}

/// What a handle is of; the raw value is its JSON name.
public enum HandleKind: String, CaseIterable, Sendable {
    /// An open file.
    case file
    /// A listing.
    case directory
}

/// One thing that happens, as rules see it; a field that does not apply is nil.
///
/// An event is built and handed on for every request that some rule might look at, so it holds
/// itself only what most of them have. The fields of ``EventRareFields`` are reached as if they
/// stood here; none of them costs anything until one is set.
@dynamicMemberLookup
public struct Event: Sendable {
    /// The kind.
    public var kind: EventKind
    /// Before or after the operation.
    public var phase: EventPhase
    /// Connection number, from 1.
    public var connection: Int
    /// The authenticated (or, in `userAuthRequest`, the asking) user; empty before.
    public var user: String
    /// The number of the SFTP session within its connection, from 1.
    public var session: Int?
    /// Who is at the other end; shared by all events of a connection.
    public var peer: EventPeer?
    /// The request packet's type.
    public var request: PacketType?
    /// The request id.
    public var requestID: UInt32?
    /// The path the request names, or the path behind its handle.
    public var path: [UInt8]?
    /// The handle.
    public var handle: [UInt8]?
    /// Offset in bytes of READ and WRITE.
    public var offset: UInt64?
    /// Length in bytes of READ and WRITE.
    public var length: UInt64?
    /// Open flags of OPEN below version 5.
    public var flags: OpenFlags?
    /// The rights OPEN asks for, from version 5 on.
    public var access: AccessMask?
    /// How OPEN opens, from version 5 on.
    public var modes: OpenModes?
    /// What a handle is of.
    public var handleKind: HandleKind?
    /// Which attributes a request carries, or asks for.
    public var attributes: AttributeFlags?
    /// Handles the session has open.
    public var openHandles: Int?
    /// The version negotiated; in `init` the one the client asks for.
    public var version: UInt32?
    /// Bytes READ or WRITE has moved; after phase only.
    public var moved: UInt64?
    /// What the operation came to, before the negotiated version made another code of it; after
    /// phase only.
    public var outcome: StatusCode?
    /// What the client is told; after phase only.
    public var status: StatusCode?
    @usableFromInline var rare: RareFieldsBox?

    /// Makes an event with every optional field nil.
    public init(kind: EventKind, phase: EventPhase, connection: Int, user: String = "") {
        self.kind = kind
        self.phase = phase
        self.connection = connection
        self.user = user
    }

    /// A field that few events have.
    @inlinable
    public subscript<Value>(
        dynamicMember field: WritableKeyPath<EventRareFields, Value>
    ) -> Value {
        get {
            if let rare { rare.fields[keyPath: field] } else { EventRareFields()[keyPath: field] }
        }
        set {
            let isMine = isKnownUniquelyReferenced(&rare)
            let box: RareFieldsBox
            if isMine, let rare {
                box = rare
            } else {
                box = RareFieldsBox(rare?.fields ?? EventRareFields())
                rare = box
            }
            box.fields[keyPath: field] = newValue
        }
    }

    /// The peer's address, as text.
    public var address: String? { peer?.address }
    /// The peer's TCP port.
    public var port: UInt16? { peer?.port }
    /// The client's identification line, such as `SSH-2.0-OpenSSH_9.2`.
    public var client: String? { peer?.client }

    /// The offset one past the last byte a READ or WRITE asks for, at most 2^64-1.
    var end: UInt64? {
        guard let offset, let length else { return nil }
        let (sum, overflow) = offset.addingReportingOverflow(length)
        return overflow ? .max : sum
    }
}
