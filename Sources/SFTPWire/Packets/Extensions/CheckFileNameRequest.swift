/// check-file-name: hashes of a file.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 3.
public struct CheckFileNameRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// What is hashed, and how.
    public var range: CheckFileRange

    /// Makes a packet to send.
    @_lifetime(copy path, copy range)
    public init(id: UInt32, path: RawSpan, range: consuming CheckFileRange) {
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
        path = try reader.readPath("name")
        range = try CheckFileRange(from: &reader)
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.checkFileName, id: id)
        buffer.appendString(path)
        range.write(to: &buffer)
        buffer.endPacket(start)
    }
}
