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
                id: exchange.id, maximumPacketLength: UInt64(longestPacket),
                maximumReadLength: UInt64(longestRead), maximumWriteLength: UInt64(longestWrite),
                maximumOpenHandles: UInt64(clamping: handles.limit)
            ).write(to: &output, version: version)
        }
    }

    private var longestPacket: Int {
        guard let limit = restraints?.spec.limits.packet else {
            return WireLimits.receivedPacketLength
        }
        return Int(limit.size)
    }

    private var longestWrite: Int {
        // The fields around the data need their place in the packet.
        let around = WireLimits.receivedPacketLength - WireLimits.dataLength
        let most = longestPacket > around ? longestPacket - around : longestPacket
        guard let limit = restraints?.spec.limits.write else { return most }
        return min(Int(limit.size), most)
    }
}
