internal import SFTPWire

/// A packet's fields up to the first fault, as a tolerant reader finds them.
struct DissectedPacket {
    /// In wire order.
    let fields: [PacketField]
    /// Why it does not decode; nil when it does.
    let fault: WireError?

    /// Reads a whole packet.
    init(_ packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion) {
        let dissection = PacketDissection()
        var fault: WireError?
        do throws(WireError) {
            let decoded = try Packet(
                packet.span.bytes, direction: direction, version: version, dissection: dissection)
            _ = decoded
        } catch {
            fault = error
        }
        fields = dissection.fields
        self.fault = fault
    }
}
