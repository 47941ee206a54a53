/// LINK: makes a hard or symbolic link (v6, in place of SYMLINK).
///
/// Draft-13 section 8.7.
public struct LinkRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path of the link that is made.
    public var newLinkPath: RawSpan
    /// The file a hard link leads to, or the text a symbolic one holds.
    public var existingPath: RawSpan
    /// Whether the link is symbolic.
    public var isSymbolic: Bool

    /// Makes a packet to send.
    @_lifetime(copy newLinkPath, copy existingPath)
    public init(id: UInt32, newLinkPath: RawSpan, existingPath: RawSpan, isSymbolic: Bool) {
        self.id = id
        self.newLinkPath = newLinkPath
        self.existingPath = existingPath
        self.isSymbolic = isSymbolic
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        newLinkPath = try reader.readPath("new-link-path")
        existingPath = try reader.readPath("existing-path")
        isSymbolic = try reader.readBool("sym-link")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.link, id: id)
        buffer.appendString(newLinkPath)
        buffer.appendString(existingPath)
        buffer.append(isSymbolic)
        buffer.endPacket(start)
    }
}
