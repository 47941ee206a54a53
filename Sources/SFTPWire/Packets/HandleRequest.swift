/// CLOSE and READDIR: a handle, and the type says what is done with it.
///
/// Draft-02 sections 6.3 and 6.7; no later version adds a field.
public struct HandleRequest: ~Escapable {
    /// Which of them it is.
    public var type: PacketType
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(_ type: PacketType, id: UInt32, handle: RawSpan) {
        self.type = type
        self.id = id
        self.handle = handle
    }

    /// Reads the fields behind the header of a packet of this type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        self.type = type
        id = reader.id
        handle = try reader.readHandle("handle")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(type, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}
