import SFTPWire

extension PacketGenerator {
    /// A valid reply of this type, its four length bytes included.
    mutating func reply(_ type: PacketType) -> [UInt8] {
        var buffer = WireBuffer(limit: CorpusFile.maximumByteCount)
        writeReply(type, to: &buffer)
        return buffer.unread.array
    }

    /// Appends a reply (draft-02 7; draft-04 7, draft-05 7, draft-13 9).
    mutating func writeReply(_ type: PacketType, to buffer: inout WireBuffer) {
        if type == .version { return writeHandshake(type, to: &buffer) }
        let start = buffer.beginPacket(type, id: word())
        switch type {
        case .status: appendStatus(to: &buffer)
        case .data:
            append(bytes(most: 300), to: &buffer)
            if version >= .v6, isHeads() { buffer.append(isHeads()) }
        case .name: appendNames(to: &buffer)
        case .attrs: appendAttributes(to: &buffer)
        case .extendedReply: buffer.append(bytes(most: 88).span.bytes)
        default: append(bytes(most: 256), to: &buffer)
        }
        buffer.endPacket(start)
    }

    private mutating func appendStatus(to buffer: inout WireBuffer) {
        let isUnknownPrincipal = random.next(below: 4) == 0
        buffer.append(isUnknownPrincipal ? StatusCode.unknownPrincipal.rawValue : word())
        append(bytes(most: 40), to: &buffer)
        append(bytes(most: 5), to: &buffer)
        guard version >= .v5, isUnknownPrincipal else { return }
        for _ in 0..<random.next(below: 4) { append(bytes(most: 12), to: &buffer) }
    }

    private mutating func appendNames(to buffer: inout WireBuffer) {
        let count = random.next(below: 5)
        buffer.append(UInt32(count))
        for _ in 0..<count {
            append(bytes(most: 20), to: &buffer)
            if version == .v3 { append(bytes(most: 60), to: &buffer) }
            appendAttributes(to: &buffer)
        }
        if version >= .v6, isHeads() { buffer.append(isHeads()) }
    }
}
