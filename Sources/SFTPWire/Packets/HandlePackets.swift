/// CLOSE: ends the use of a file or directory handle.
///
/// draft-02 section 6.3.
public struct CloseRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan) {
        self.id = id
        self.handle = handle
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.close, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}

/// READDIR: the next names of an open directory.
///
/// draft-02 section 6.7.
public struct ReaddirRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan) {
        self.id = id
        self.handle = handle
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.readdir, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}
