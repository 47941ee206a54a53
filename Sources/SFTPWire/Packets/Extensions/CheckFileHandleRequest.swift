/// check-file-handle and check-file: hashes of an open file.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 3; paramiko sends the same under the name
/// check-file.
public struct CheckFileHandleRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// What is hashed, and how.
    public var range: CheckFileRange

    /// Makes a packet to send.
    @_lifetime(copy handle, copy range)
    public init(id: UInt32, handle: RawSpan, range: consuming CheckFileRange) {
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
        handle = try reader.readHandle("handle")
        range = try CheckFileRange(from: &reader)
    }

    /// Appends the packet under one of its names.
    public func write(
        to buffer: inout WireBuffer, version: ProtocolVersion,
        as name: ExtensionName = .checkFileHandle
    ) {
        let start = buffer.beginExtended(name, id: id)
        buffer.appendString(handle)
        range.write(to: &buffer)
        buffer.endPacket(start)
    }
}
