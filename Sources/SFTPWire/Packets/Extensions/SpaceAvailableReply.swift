/// The EXTENDED_REPLY to space-available; 0 means that a number is not known.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 4.
public struct SpaceAvailableReply: Equatable, Sendable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// Bytes in all.
    public var bytesOnDevice: UInt64
    /// Free bytes.
    public var unusedBytesOnDevice: UInt64
    /// Bytes the user could have in all, used ones too.
    public var bytesAvailableToUser: UInt64
    /// Free bytes the user could have.
    public var unusedBytesAvailableToUser: UInt64
    /// Bytes by which files grow on the device.
    public var bytesPerAllocationUnit: UInt32

    /// Makes a packet to send.
    public init(
        id: UInt32, bytesOnDevice: UInt64, unusedBytesOnDevice: UInt64,
        bytesAvailableToUser: UInt64, unusedBytesAvailableToUser: UInt64,
        bytesPerAllocationUnit: UInt32
    ) {
        self.id = id
        self.bytesOnDevice = bytesOnDevice
        self.unusedBytesOnDevice = unusedBytesOnDevice
        self.bytesAvailableToUser = bytesAvailableToUser
        self.unusedBytesAvailableToUser = unusedBytesAvailableToUser
        self.bytesPerAllocationUnit = bytesPerAllocationUnit
    }

    /// Reads the fields behind the header; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        bytesOnDevice = try reader.readUInt64("bytes-on-device")
        unusedBytesOnDevice = try reader.readUInt64("unused-bytes-on-device")
        bytesAvailableToUser = try reader.readUInt64("bytes-available-to-user")
        unusedBytesAvailableToUser = try reader.readUInt64("unused-bytes-available-to-user")
        bytesPerAllocationUnit = try reader.readUInt32("bytes-per-allocation-unit")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        buffer.append(bytesOnDevice)
        buffer.append(unusedBytesOnDevice)
        buffer.append(bytesAvailableToUser)
        buffer.append(unusedBytesAvailableToUser)
        buffer.append(bytesPerAllocationUnit)
        buffer.endPacket(start)
    }
}
