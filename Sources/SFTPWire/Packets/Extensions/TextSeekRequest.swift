/// text-seek: goes to a line of a file in text mode.
///
/// Draft-04 section 6.3, draft-13 section 8.1.1.3.
public struct TextSeekRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// The line, the first is 0.
    public var lineNumber: UInt64

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, lineNumber: UInt64) {
        self.id = id
        self.handle = handle
        self.lineNumber = lineNumber
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("file-handle")
        lineNumber = try reader.readUInt64("line-number")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.textSeek, id: id)
        buffer.appendString(handle)
        buffer.append(lineNumber)
        buffer.endPacket(start)
    }
}
