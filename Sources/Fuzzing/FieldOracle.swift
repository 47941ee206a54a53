internal import SFTPWire

/// Judges the map of fields that a reader notes on the way, and packets built from their parts.
public enum FieldOracle {
    /// What is wrong with the maps of a stream's packets, nil when nothing is: fields come in
    /// wire order and lie in their packet, noting them changes no verdict, and whoever
    /// builds a packet from its parts sends what decoding and encoding gives.
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
            if let rebuilt = Rebuilt.bytes(packet.span.bytes, input.direction, input.version),
                let encoded = encoded(packet, input),
                !rebuilt.span.bytes.isEqual(to: encoded.span.bytes)
            {
                return "\(HexText.text(packet)) is built as \(HexText.text(rebuilt))"
            }
            if plain != dissected.fault {
                return "\(String(describing: dissected.fault)) with fields noted, "
                    + "\(String(describing: plain)) without"
            }
        }
        return nil
    }

    private static func encoded(_ packet: [UInt8], _ input: FuzzInput) -> [UInt8]? {
        do throws(WireError) {
            return try WireTarget().decode(
                packet.span.bytes, direction: input.direction, version: input.version,
                isStrict: false)
        } catch {
            return nil
        }
    }
}
