/// OPENDIR, REMOVE, RMDIR and READLINK: a path, and the type says what is done with it.
///
/// Draft-02 sections 6.5, 6.6, 6.7 and 6.10; no later version adds a field.
public struct PathRequest: ~Escapable {
    /// Which of them it is.
    public var type: PacketType
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(_ type: PacketType, id: UInt32, path: RawSpan) {
        self.type = type
        self.id = id
        self.path = path
    }

    /// Reads the fields behind the header of a packet of this type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        self.type = type
        id = reader.id
        path = try reader.readPath(type == .remove ? "filename" : "path")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(type, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}
