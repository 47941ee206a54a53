import SFTPWire

/// The bytes of hex text; blanks are ignored, anything else that is not hex stops the test run.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(
        digits.count.isMultiple(of: 2) && digits.count == text.filter { $0 != " " }.count,
        "bad hex in a test: \(text)")
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// All bytes a buffer holds.
func bytes(of buffer: borrowing WireBuffer) -> [UInt8] {
    buffer.unread.array
}

/// What `body` appends to an empty buffer.
func written(_ body: (inout WireBuffer) -> Void) -> [UInt8] {
    var buffer = WireBuffer()
    body(&buffer)
    return bytes(of: buffer)
}

/// What decoding a packet gives: nil when it decodes, else the error.
func verdict(
    _ packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion = .v3,
    isStrict: Bool = false
) -> WireError? {
    do {
        let decoded = try Packet(
            packet.span.bytes, direction: direction, version: version, isStrict: isStrict)
        _ = decoded
        return nil
    } catch {
        return error
    }
}

/// What decoding bytes as a packet like `layout` gives.
func verdict(_ packet: [UInt8], _ layout: PacketLayout, isStrict: Bool = false) -> WireError? {
    verdict(packet, layout.direction, layout.version, isStrict: isStrict)
}

/// `packet` with its first four bytes replaced by the length it has.
func relengthened(_ packet: [UInt8]) -> [UInt8] {
    var packet = packet
    let length = UInt32(packet.count - 4)
    for index in 0..<4 { packet[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
    return packet
}
