/// lsetstat@openssh.com: SETSTAT that does not follow links.
///
/// OpenSSH PROTOCOL section 4.7.
public struct LsetstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// The fields to change.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan, attributes: FileAttributes) {
        self.id = id
        self.path = path
        self.attributes = attributes
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.lsetstat, id: id)
        buffer.appendString(path)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}
