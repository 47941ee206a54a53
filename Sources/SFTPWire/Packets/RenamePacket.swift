/// RENAME: renames a file or directory.
///
/// Draft-02 section 6.5, draft-05 6.5, draft-13 8.3.
public struct RenameRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The present path.
    public var oldpath: RawSpan
    /// The path to be.
    public var newpath: RawSpan
    /// How to rename (v5 and later).
    public var flags: RenameFlags

    /// Makes a packet to send.
    @_lifetime(copy oldpath, copy newpath)
    public init(
        id: UInt32, oldpath: RawSpan, newpath: RawSpan, flags: RenameFlags = []
    ) {
        self.id = id
        self.oldpath = oldpath
        self.newpath = newpath
        self.flags = flags
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        oldpath = try reader.readPath("oldpath")
        newpath = try reader.readPath("newpath")
        flags = version < .v5 ? [] : try reader.readFlags("flags", version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.rename, id: id)
        buffer.appendString(oldpath)
        buffer.appendString(newpath)
        if version >= .v5 { buffer.append(flags.rawValue) }
        buffer.endPacket(start)
    }
}
