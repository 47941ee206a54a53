/// READ: bytes of an open file.
///
/// draft-02 section 6.4.
public struct ReadRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// Where to begin, bytes from the start of the file.
    public var offset: UInt64
    /// The most bytes wanted.
    public var length: UInt32

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, offset: UInt64, length: UInt32) {
        self.id = id
        self.handle = handle
        self.offset = offset
        self.length = length
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        offset = try reader.readUInt64("offset")
        length = try reader.readUInt32("len")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.read, id: id)
        buffer.appendString(handle)
        buffer.append(offset)
        buffer.append(length)
        buffer.endPacket(start)
    }
}

/// WRITE: bytes for an open file.
///
/// draft-02 section 6.4.
public struct WriteRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// Where to begin, bytes from the start of the file.
    public var offset: UInt64
    /// The bytes.
    public var data: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy handle, copy data)
    public init(id: UInt32, handle: RawSpan, offset: UInt64, data: RawSpan) {
        self.id = id
        self.handle = handle
        self.offset = offset
        self.data = data
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        offset = try reader.readUInt64("offset")
        data = try reader.readString("data")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.write, id: id)
        buffer.appendString(handle)
        buffer.append(offset)
        buffer.appendString(data)
        buffer.endPacket(start)
    }
}
