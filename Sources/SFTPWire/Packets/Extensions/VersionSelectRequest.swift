/// version-select: chooses one of the versions the server announced.
///
/// Draft-13 section 5.5.
public struct VersionSelectRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The version's name in the list, a decimal number.
    public var wanted: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy wanted)
    public init(id: UInt32, wanted: RawSpan) {
        self.id = id
        self.wanted = wanted
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        wanted = try reader.readString("version-from-list")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.versionSelect, id: id)
        buffer.appendString(wanted)
        buffer.endPacket(start)
    }
}
