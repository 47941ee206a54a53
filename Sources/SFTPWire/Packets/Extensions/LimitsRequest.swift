/// limits@openssh.com: asks for the server's limits.
///
/// OpenSSH PROTOCOL section 4.8.
public struct LimitsRequest: Equatable, Sendable {
    /// The request id.
    public var id: UInt32

    /// Makes a packet to send.
    public init(id: UInt32) {
        self.id = id
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.limits, id: id)
        buffer.endPacket(start)
    }
}
