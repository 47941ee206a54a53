internal import SFTPWire
internal import Scenario

// vendor-id (draft-ietf-secsh-filexfer-extensions-00 section 2).
extension Session {
    /// vendor-id: the client has said who made it, and nothing follows from that here.
    func vendorID(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        _ = try VendorIDRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .vendorID)
        answer(&exchange, packet) { replyStatus(&$0, .ok) }
    }
}
