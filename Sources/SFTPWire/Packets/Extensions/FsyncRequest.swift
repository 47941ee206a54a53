/// fsync@openssh.com: flushes an open file to stable storage.
///
/// OpenSSH PROTOCOL section 4.6.
public struct FsyncRequest: ~Escapable {
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

    /// Reads the payload behind the extension's name; throws the reader's errors.
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
        let start = buffer.beginExtended(.fsync, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}
