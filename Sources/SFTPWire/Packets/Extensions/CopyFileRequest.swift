/// copy-file: copies a file on the server.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 6.
public struct CopyFileRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The file to read.
    public var source: RawSpan
    /// The file to write.
    public var destination: RawSpan
    /// Whether a file that is there already is replaced.
    public var overwrites: Bool

    /// Makes a packet to send.
    @_lifetime(copy source, copy destination)
    public init(id: UInt32, source: RawSpan, destination: RawSpan, overwrites: Bool) {
        self.id = id
        self.source = source
        self.destination = destination
        self.overwrites = overwrites
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        source = try reader.readPath("source-file")
        destination = try reader.readPath("destination-file")
        overwrites = try reader.readBool("overwrite-destination")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.copyFile, id: id)
        buffer.appendString(source)
        buffer.appendString(destination)
        buffer.append(overwrites)
        buffer.endPacket(start)
    }
}
