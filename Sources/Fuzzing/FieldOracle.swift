internal import SFTPWire

/// Judges the map of fields that a reader notes on the way.
public enum FieldOracle {
    /// What is wrong with the maps of a stream's packets, nil when nothing is: fields come in
    /// wire order and lie in their packet, and noting them changes no verdict.
    public static func judge(_ input: FuzzInput) -> String? {
        for packet in PacketStream(input.bytes).pieces {
            let dissected = DissectedPacket(packet, input.direction, input.version)
            var end = 0
            for field in dissected.fields {
                guard field.offset >= end || field.length == 0, field.length >= 0,
                    field.offset + field.length <= packet.count
                else { return "\(field) in a packet of \(packet.count) bytes behind \(end)" }
                end = field.offset + field.length
            }
            var plain: WireError?
            do throws(WireError) {
                let decoded = try Packet(
                    packet.span.bytes, direction: input.direction, version: input.version)
                _ = decoded
            } catch {
                plain = error
            }
            if plain != dissected.fault {
                return "\(String(describing: dissected.fault)) with fields noted, "
                    + "\(String(describing: plain)) without"
            }
        }
        return nil
    }
}
