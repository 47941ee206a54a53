/// copy-data: copies between open files on the server.
///
/// OpenSSH PROTOCOL section 4.10.
public struct CopyDataRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// Handle of the file to read.
    public var sourceHandle: RawSpan
    /// Where to begin to read, bytes.
    public var sourceOffset: UInt64
    /// Bytes to copy; 0: to the end of the file.
    public var length: UInt64
    /// Handle of the file to write.
    public var targetHandle: RawSpan
    /// Where to begin to write, bytes.
    public var targetOffset: UInt64

    /// Makes a packet to send.
    @_lifetime(copy sourceHandle, copy targetHandle)
    public init(
        id: UInt32, sourceHandle: RawSpan, sourceOffset: UInt64, length: UInt64,
        targetHandle: RawSpan, targetOffset: UInt64
    ) {
        self.id = id
        self.sourceHandle = sourceHandle
        self.sourceOffset = sourceOffset
        self.length = length
        self.targetHandle = targetHandle
        self.targetOffset = targetOffset
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        sourceHandle = try reader.readHandle("read-from-handle")
        sourceOffset = try reader.readUInt64("read-from-offset")
        length = try reader.readUInt64("read-data-length")
        targetHandle = try reader.readHandle("write-to-handle")
        targetOffset = try reader.readUInt64("write-to-offset")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.copyData, id: id)
        buffer.appendString(sourceHandle)
        buffer.append(sourceOffset)
        buffer.append(length)
        buffer.appendString(targetHandle)
        buffer.append(targetOffset)
        buffer.endPacket(start)
    }
}
