public import SFTPWire

/// Who is at the other end of a connection.
public final class EventPeer: Sendable {
    /// The peer's address, as text.
    public let address: String?
    /// The peer's TCP port.
    public let port: UInt16?
    /// The client's identification line, such as `SSH-2.0-OpenSSH_9.2`.
    public let client: String?

    /// Makes a peer of which nothing more is known than this.
    public init(address: String? = nil, port: UInt16? = nil, client: String? = nil) {
        self.address = address
        self.port = port
        self.client = client
    }
}

/// Fields of an ``Event`` that few events have, or that are filled only where a rule asks.
public struct EventRareFields: Sendable {
    /// Nanoseconds since the connection was accepted; filled where ``EventNeeds/elapsed`` says so.
    public var elapsedNanoseconds: UInt64?
    /// Seconds since 1970; filled where ``EventNeeds/wallClock`` says so.
    public var wallSeconds: Int64?
    /// The new path of a rename or link.
    public var newPath: [UInt8]?
    /// The target text of a symbolic link.
    public var target: [UInt8]?
    /// How RENAME renames, from version 5 on.
    public var renameFlags: RenameFlags?
    /// What BLOCK keeps others from.
    public var lock: LockMask?
    /// What REALPATH does about a path that does not exist, at version 6.
    public var control: RealpathControl?
    /// The values of those; filled where ``EventNeeds/attributeValues`` says so.
    public var attributeValues: FileAttributes?
    /// The path as the client sent it; filled where ``EventNeeds/sentPath`` says so.
    public var sentPath: [UInt8]?
    /// The paths that REALPATH of version 6 appends, as they were sent; filled with ``sentPath``.
    public var composePaths: [[UInt8]] = []
    /// Size of the file behind the path or handle; filled where ``EventNeeds/fileSize`` says so.
    public var fileSize: UInt64?
    /// Bytes READ has moved so far; filled where ``EventNeeds/totals`` says so.
    public var bytesRead: ByteTotals?
    /// Bytes WRITE has moved so far; filled where ``EventNeeds/totals`` says so.
    public var bytesWritten: ByteTotals?
    /// The bytes of a request or packet.
    ///
    /// The block of WRITE, in the after phase that of READ; the payload of EXTENDED; the whole of
    /// a `packet` behind its length field. Filled where ``EventNeeds/data`` says so.
    public var data: [UInt8]?
    /// The whole packet with its length; filled where ``EventNeeds/packet`` says so.
    public var packet: [UInt8]?
    /// SHA-256 of ``data``; filled where ``EventNeeds/dataSHA256`` says so.
    public var dataSHA256: [UInt8]?
    /// Which way a `packet` goes.
    public var direction: PacketDirection?
    /// The type byte of a `packet`.
    public var packetType: UInt8?
    /// Name of an EXTENDED request.
    public var extensionName: String?
    /// Authentication method, RFC 4252 name.
    public var method: String?
    /// What an authentication attempt presents, and what it came to.
    public var authentication: AuthenticationDetails?
    /// What `channelOpen` and `subsystemRequest` ask for.
    public var channel: ChannelDetails?
    /// The number of a key exchange of the connection, from 1; more is a re-key.
    public var exchange: Int?
    /// Why a connection is gone, or what an `error` was.
    public var cause: String?

    /// Every field nil.
    @inlinable
    public init() {}
}

/// Holds the rare fields of one event, or of copies of it until one of them is changed.
///
/// Sendable: `Event` alone writes to it, and only where it holds the one reference there is.
@usableFromInline
final class RareFieldsBox: @unchecked Sendable {
    @usableFromInline var fields: EventRareFields

    @usableFromInline
    init(_ fields: EventRareFields) {
        self.fields = fields
    }
}
