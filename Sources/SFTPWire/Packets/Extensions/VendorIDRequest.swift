/// vendor-id: the client says who made it.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 2; the fields stand in the packet without a
/// string around them, as ProFTPD reads them.
public struct VendorIDRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// Who made the client.
    public var vendor: VendorIDData

    /// Makes a packet to send.
    @_lifetime(copy vendor)
    public init(id: UInt32, vendor: consuming VendorIDData) {
        self.id = id
        self.vendor = vendor
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        vendor = try VendorIDData(from: &reader)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.vendorID, id: id)
        vendor.write(to: &buffer)
        buffer.endPacket(start)
    }
}
