/// home-directory: asks for the home directory of a user.
///
/// OpenSSH PROTOCOL section 4.11.
public struct HomeDirectoryRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The user; empty: the one who is logged in.
    public var username: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy username)
    public init(id: UInt32, username: RawSpan) {
        self.id = id
        self.username = username
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        username = try reader.readString("username")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.homeDirectory, id: id)
        buffer.appendString(username)
        buffer.endPacket(start)
    }
}
