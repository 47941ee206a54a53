/// md5-hash: MD5 of a file.
///
/// Draft-05 section 8.1.
public struct MD5HashRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// What is hashed.
    public var range: MD5HashRange

    /// Makes a packet to send.
    @_lifetime(copy path, copy range)
    public init(id: UInt32, path: RawSpan, range: consuming MD5HashRange) {
        self.id = id
        self.path = path
        self.range = range
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("filename")
        range = try MD5HashRange(from: &reader)
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.md5Hash, id: id)
        buffer.appendString(path)
        range.write(to: &buffer)
        buffer.endPacket(start)
    }
}
