/// space-available: how much room there is where a path lies.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 4.
public struct SpaceAvailableRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan) {
        self.id = id
        self.path = path
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.spaceAvailable, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}
