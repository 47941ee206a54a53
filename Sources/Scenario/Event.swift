public import SFTPWire

/// Every kind of event a rule can name; the raw value is its JSON name.
public enum EventKind: String, CaseIterable, Sendable {
    /// TCP accept, before any byte.
    case connectionRequest
    /// Each authentication attempt, the initial `none` too.
    case userAuthRequest
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

    /// Position in `allCases`, for tables and bit sets.
    @inlinable
    public var index: Int {
        switch self {
        case .connectionRequest: 0
        case .userAuthRequest: 1
        case .`init`: 2
        case .fileOpen: 3
        case .fileRead: 4
        case .fileWrite: 5
        case .fileClose: 6
        case .fileRemove: 7
        case .fileRename: 8
        case .dirCreate: 9
        case .dirRemove: 10
        case .dirList: 11
        case .dirRead: 12
        case .getAttributes: 13
        case .setAttributes: 14
        case .resolvePath: 15
        case .linkRead: 16
        case .linkCreate: 17
        case .fileLock: 18
        case .fileUnlock: 19
        case .extended: 20
        case .connected: 21
        case .disconnected: 22
        case .error: 23
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

/// What a handle is of; the raw value is its JSON name.
public enum HandleKind: String, CaseIterable, Sendable {
    /// An open file.
    case file
    /// A listing.
    case directory
}

/// One thing that happens, as rules see it; a field that does not apply is nil.
public struct Event: Sendable {
    /// The kind.
    public var kind: EventKind
    /// Before or after the operation.
    public var phase: EventPhase
    /// Connection number, from 1.
    public var connection: Int
    /// The authenticated (or, in `userAuthRequest`, the asking) user; empty before.
    public var user: String
    /// The request packet's type.
    public var request: PacketType?
    /// The request id.
    public var requestID: UInt32?
    /// The path the request names, or the path behind its handle.
    public var path: [UInt8]?
    /// The new path of a rename or link.
    public var newPath: [UInt8]?
    /// The target text of a symbolic link.
    public var target: [UInt8]?
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
    /// How RENAME renames, from version 5 on.
    public var renameFlags: RenameFlags?
    /// What BLOCK keeps others from.
    public var lock: LockMask?
    /// What REALPATH does about a path that does not exist, at version 6.
    public var control: RealpathControl?
    /// What a handle is of.
    public var handleKind: HandleKind?
    /// Which attributes a request carries.
    public var attributes: AttributeFlags?
    /// Name of an EXTENDED request.
    public var extensionName: String?
    /// Authentication method, RFC 4252 name.
    public var method: String?
    /// The version negotiated; in `init` the one the client asks for.
    public var version: UInt32?
    /// What the operation came to, before the negotiated version made another code of it; after
    /// phase only.
    public var outcome: StatusCode?
    /// What the client is told, when that is not the outcome; after phase only.
    public var status: StatusCode?

    /// Makes an event with every optional field nil.
    public init(kind: EventKind, phase: EventPhase, connection: Int, user: String = "") {
        self.kind = kind
        self.phase = phase
        self.connection = connection
        self.user = user
    }

    /// The offset one past the last byte a READ or WRITE asks for, at most 2^64-1.
    var end: UInt64? {
        guard let offset, let length else { return nil }
        let (sum, overflow) = offset.addingReportingOverflow(length)
        return overflow ? .max : sum
    }
}
