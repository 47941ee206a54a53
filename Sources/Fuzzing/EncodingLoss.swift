import SFTPWire

/// What the codec leaves out when it encodes a packet it read, because it means nothing.
///
/// ATTRS that announce pairs and count none lose the count. ATTRS of version 4 and later whose
/// nanoseconds are all 0 lose these, and the flag that announces them.
struct EncodingLoss {
    /// Whether something is left out.
    private(set) var isAny = false
    /// How many bytes that is.
    private(set) var byteCount = 0

    /// Looks through a packet that decodes.
    init(
        of packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) {
        let dissected = DissectedPacket(packet, direction, version)
        guard dissected.fault == nil else { return }
        let fields = dissected.fields
        // The nanoseconds of the ATTRS that is being looked through, nil outside of one.
        var nanoseconds: [Int]?
        for (field, following) in zip(fields, fields.dropFirst() + [.end]) {
            let value = packet[field.offset..<(field.offset + field.length)]
            if field.name == "flags", following.name == "type" {
                fold(nanoseconds)
                let flags = value.reduce(0) { $0 << 8 | UInt32($1) }
                let hasNanoseconds = AttributeFlags(rawValue: flags).contains(.subsecondTimes)
                nanoseconds = hasNanoseconds ? [] : nil
            } else if field.name.hasSuffix("nseconds") {
                nanoseconds?.append(value.reduce(0) { $0 << 8 | Int($1) })
            } else if field.name == "extended_count", value.allSatisfy({ $0 == 0 }) {
                isAny = true
                byteCount += 4
            }
        }
        fold(nanoseconds)
    }

    private mutating func fold(_ nanoseconds: [Int]?) {
        guard let nanoseconds, nanoseconds.allSatisfy({ $0 == 0 }) else { return }
        isAny = true
        byteCount += 4 * nanoseconds.count
    }
}

extension PacketField {
    /// What comes behind the last field.
    fileprivate static let end = PacketField(name: "end", offset: 0, length: 0)
}
