/// OPEN: opens or creates a file.
///
/// draft-02 section 6.3.
public struct OpenRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var filename: RawSpan
    /// How to open it.
    public var flags: OpenFlags
    /// Attributes of a file that is created.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy filename)
    public init(
        id: UInt32, filename: RawSpan, flags: OpenFlags,
        attributes: FileAttributes = FileAttributes()
    ) {
        self.id = id
        self.filename = filename
        self.flags = flags
        self.attributes = attributes
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        filename = try reader.readPath("filename")
        flags = OpenFlags(rawValue: try reader.readUInt32("pflags"))
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.open, id: id)
        buffer.appendString(filename)
        buffer.append(flags.rawValue)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}

/// OPENDIR: opens a directory for listing.
///
/// draft-02 section 6.7.
public struct OpendirRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan) {
        self.id = id
        self.path = path
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.opendir, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}
