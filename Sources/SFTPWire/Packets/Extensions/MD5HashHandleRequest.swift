/// md5-hash-handle: MD5 of an open file.
///
/// Draft-05 section 8.1.
public struct MD5HashHandleRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// What is hashed.
    public var range: MD5HashRange

    /// Makes a packet to send.
    @_lifetime(copy handle, copy range)
    public init(id: UInt32, handle: RawSpan, range: consuming MD5HashRange) {
        self.id = id
        self.handle = handle
        self.range = range
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("file-handle")
        range = try MD5HashRange(from: &reader)
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.md5HashHandle, id: id)
        buffer.appendString(handle)
        range.write(to: &buffer)
        buffer.endPacket(start)
    }
}
