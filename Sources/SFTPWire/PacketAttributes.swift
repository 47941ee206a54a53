/// An ATTRS value where it lies in a packet: checked to its end, and read when asked for.
///
/// It allocates nothing; `attributes` is a copy that outlives the packet.
public struct PacketAttributes: ~Escapable {
    /// The value, from its flags on.
    private let bytes: RawSpan
    private let version: ProtocolVersion

    /// Checks an ATTRS value; throws as `FileAttributes`.
    @_lifetime(copy reader)
    public init(from reader: inout WireReader, version: ProtocolVersion) throws(WireError) {
        let rest = reader.remaining
        let start = reader.offset
        var nothing = CheckedAttributes()
        try reader.readAttributes(into: &nothing, version: version)
        bytes = rest.extracting(0..<(reader.offset &- start))
        self.version = version
    }

    /// A copy, in memory of its own where the value has names or lists.
    ///
    /// What was checked with the same reader cannot fail now.
    public var attributes: FileAttributes {
        var reader = WireReader(fields: bytes)
        return (try? FileAttributes(from: &reader, version: version)) ?? FileAttributes()
    }
}
