/// The EXTENDED_REPLY to limits@openssh.com; 0 means no limit of its own.
///
/// OpenSSH PROTOCOL section 4.8.
public struct LimitsReply: Equatable, Sendable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The largest packet, bytes.
    public var maximumPacketLength: UInt64
    /// The most bytes one READ can ask for.
    public var maximumReadLength: UInt64
    /// The most bytes one WRITE can carry.
    public var maximumWriteLength: UInt64
    /// The most handles open at once.
    public var maximumOpenHandles: UInt64

    /// Makes a packet to send.
    public init(
        id: UInt32, maximumPacketLength: UInt64, maximumReadLength: UInt64,
        maximumWriteLength: UInt64, maximumOpenHandles: UInt64
    ) {
        self.id = id
        self.maximumPacketLength = maximumPacketLength
        self.maximumReadLength = maximumReadLength
        self.maximumWriteLength = maximumWriteLength
        self.maximumOpenHandles = maximumOpenHandles
    }

    /// Reads the fields behind the header; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        maximumPacketLength = try reader.readUInt64("max-packet-length")
        maximumReadLength = try reader.readUInt64("max-read-length")
        maximumWriteLength = try reader.readUInt64("max-write-length")
        maximumOpenHandles = try reader.readUInt64("max-open-handles")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        buffer.append(maximumPacketLength)
        buffer.append(maximumReadLength)
        buffer.append(maximumWriteLength)
        buffer.append(maximumOpenHandles)
        buffer.endPacket(start)
    }
}
