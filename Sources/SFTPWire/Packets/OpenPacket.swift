/// OPEN: opens or creates a file.
///
/// Draft-02 section 6.3, draft-05 6.3.1, draft-13 8.1.1.
public struct OpenRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var filename: RawSpan
    /// How to open it (v3 and v4; empty later).
    public var flags: OpenFlags
    /// The rights the handle shall have (v5 and later).
    public var desiredAccess: AccessMask
    /// How to open it (v5 and later).
    public var modes: OpenModes
    /// Attributes of a file that is created.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy filename)
    public init(
        id: UInt32, filename: RawSpan, flags: OpenFlags = [], desiredAccess: AccessMask = [],
        modes: OpenModes = [], attributes: FileAttributes = FileAttributes()
    ) {
        self.id = id
        self.filename = filename
        self.flags = flags
        self.desiredAccess = desiredAccess
        self.modes = modes
        self.attributes = attributes
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        filename = try reader.readPath("filename")
        flags = []
        desiredAccess = []
        modes = []
        if version < .v5 {
            flags = try reader.readFlags("pflags", version: version)
        } else {
            desiredAccess = try reader.readFlags("desired-access", version: version)
            modes = try reader.readFlags("flags", version: version)
        }
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.open, id: id)
        buffer.appendString(filename)
        if version < .v5 {
            buffer.append(flags.rawValue)
        } else {
            buffer.append(desiredAccess.rawValue)
            buffer.append(modes.rawValue)
        }
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}
