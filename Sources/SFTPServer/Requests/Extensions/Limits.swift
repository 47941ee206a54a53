internal import SFTPWire
internal import Scenario

// limits@openssh.com (OpenSSH PROTOCOL section 4.8).
extension Session {
    /// limits@openssh.com.
    func limits(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        _ = try LimitsRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .limits)
        answer(&exchange, packet) { exchange in
            LimitsReply(
                id: exchange.id, maximumPacketLength: UInt64(WireLimits.receivedPacketLength),
                maximumReadLength: UInt64(WireLimits.dataLength),
                maximumWriteLength: UInt64(WireLimits.dataLength),
                maximumOpenHandles: UInt64(context.limits.openHandles)
            ).write(to: &output, version: version)
        }
    }
}
