/// The EXTENDED_REPLY to md5-hash and md5-hash-handle.
///
/// Draft-05 section 8.1: it begins with "md5-hash" in both cases.
public struct MD5HashReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The hash; empty when the quick check found a difference.
    public var hash: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy hash)
    public init(id: UInt32, hash: RawSpan) {
        self.id = id
        self.hash = hash
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        _ = try reader.readString("md5-hash")
        hash = try reader.readString("hash")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        buffer.appendString(ExtensionName.md5Hash.rawValue.utf8.span.bytes)
        buffer.appendString(hash)
        buffer.endPacket(start)
    }
}
