/// What is hashed: the fields that both md5-hash requests end with.
///
/// Draft-05 section 8.1.
public struct MD5HashRange: ~Escapable {
    /// Where to begin, bytes.
    public var offset: UInt64
    /// Bytes to hash; with `offset` 0 too: the whole file.
    public var length: UInt64
    /// The client's MD5 of the first 2,048 bytes, or of all if there are fewer; empty: none.
    public var quickCheckHash: RawSpan

    /// Makes the fields.
    @_lifetime(copy quickCheckHash)
    public init(offset: UInt64, length: UInt64, quickCheckHash: RawSpan) {
        self.offset = offset
        self.length = length
        self.quickCheckHash = quickCheckHash
    }

    /// Reads the fields to the end of the packet; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader) throws(WireError) {
        offset = try reader.readUInt64("start-offset")
        length = try reader.readUInt64("length")
        quickCheckHash = try reader.readString("quick-check-hash")
        try reader.finish()
    }

    /// Appends the fields.
    func write(to buffer: inout WireBuffer) {
        buffer.append(offset)
        buffer.append(length)
        buffer.appendString(quickCheckHash)
    }
}
