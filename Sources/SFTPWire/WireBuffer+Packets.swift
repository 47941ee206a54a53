extension WireBuffer {
    /// Appends the length (patched by `endPacket`), type and request id of a packet.
    ///
    /// Returns the packet's position, which `endPacket` wants.
    public mutating func beginPacket(_ type: PacketType, id: UInt32) -> Int {
        let start = beginPacket(typeNumber: type.rawValue)
        append(id)
        return start
    }

    /// Appends the length (patched by `endPacket`) and any type byte, without request id.
    public mutating func beginPacket(typeNumber: UInt8) -> Int {
        let start = endPosition
        append(UInt32(0))
        append(typeNumber)
        return start
    }

    /// Patches the length of the packet begun at `start`; an overflowed one is taken out.
    public mutating func endPacket(_ start: Int) {
        guard !hasOverflowed, let length = UInt32(exactly: endPosition - start - 4) else {
            truncate(to: start)
            return
        }
        patch(length, at: start)
    }

    /// Appends a boolean: one byte, 1 or 0.
    public mutating func append(_ value: Bool) {
        append(UInt8(value ? 1 : 0))
    }
}
