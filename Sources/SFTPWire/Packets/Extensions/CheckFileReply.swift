/// The EXTENDED_REPLY to the check-file requests.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 3. The older form, which repeats the name
/// check-file in front, is what paramiko reads after a check-file request.
public struct CheckFileReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The algorithm that was used.
    public var algorithm: RawSpan
    /// The hashes of all blocks, one behind the other.
    public var hashes: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy algorithm, copy hashes)
    public init(id: UInt32, algorithm: RawSpan, hashes: RawSpan) {
        self.id = id
        self.algorithm = algorithm
        self.hashes = hashes
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion, repeatsName: Bool = false
    ) throws(WireError) {
        id = reader.id
        if repeatsName { _ = try reader.readString("check-file") }
        algorithm = try reader.readString("hash-algo-used")
        hashes = reader.remaining
    }

    /// Appends the packet.
    public func write(
        to buffer: inout WireBuffer, version: ProtocolVersion, repeatsName: Bool = false
    ) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        if repeatsName { buffer.appendString(ExtensionName.checkFile.rawValue.utf8.span.bytes) }
        buffer.appendString(algorithm)
        buffer.append(hashes)
        buffer.endPacket(start)
    }
}
