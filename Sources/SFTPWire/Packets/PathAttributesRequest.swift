/// SETSTAT and MKDIR: a path, and attributes it shall have.
///
/// Draft-02 sections 6.6 and 6.9, draft-13 8.4 and 8.6.
public struct PathAttributesRequest: ~Escapable {
    /// Which of them it is.
    public var type: PacketType
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// The fields to change, or those of the new directory.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(
        _ type: PacketType, id: UInt32, path: RawSpan,
        attributes: FileAttributes = FileAttributes()
    ) {
        self.type = type
        self.id = id
        self.path = path
        self.attributes = attributes
    }

    /// Reads the fields behind the header of a packet of this type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        self.type = type
        id = reader.id
        path = try reader.readPath("path")
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(type, id: id)
        buffer.appendString(path)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}
