internal import SFTPWire

/// Handles, paths and small numbers that a session under test may know.
///
/// Random handles and names are refused before anything happens; these reach what lies behind.
enum FamiliarWords {
    private static let handleFields: Set<String> = [
        "handle", "read-from-handle", "write-to-handle", "file-handle",
    ]
    private static let pathFields: Set<String> = [
        "path", "filename", "oldpath", "newpath", "linkpath", "targetpath", "new-link-path",
        "existing-path", "source-file", "destination-file", "name", "compose-path",
    ]
    private static let numberFields: Set<String> = [
        "offset", "len", "length", "start-offset", "block-size", "read-from-offset",
        "read-data-length", "write-to-offset", "line-number",
    ]
    /// What `FuzzedServer` has and has not.
    static let paths = [
        "a", "b", "d", "d/e", "l", "loop", ".", "..", "/", "", "new", "d/new", "/home/demo/a",
    ].map { Array($0.utf8) }

    /// The first handles of a session: a place, and how often it was used before.
    static let handles = (0..<3 as Range<UInt64>).map { bigEndian($0 << 32, count: 8) }

    /// The stream with most of its handles, paths and numbers replaced.
    static func put(into input: FuzzInput, random: inout SeededRandom) -> [UInt8] {
        var stream = PacketStream(input.bytes)
        for index in stream.pieces.indices {
            stream.pieces[index] = put(into: stream.pieces[index], input.version, &random)
        }
        return stream.bytes
    }

    private static func put(
        into packet: [UInt8], _ version: ProtocolVersion, _ random: inout SeededRandom
    ) -> [UInt8] {
        var packet = packet
        let size = packet.count
        // From the end, so that the places of the fields before stay good. The packet's own length
        // is called so too.
        for field in DissectedPacket(packet, .request, version).fields.reversed()
        where field.offset > 4 && random.next(below: 4) > 0 {
            let end = field.offset + field.length
            if numberFields.contains(field.name) {
                let number = UInt64(truncatingIfNeeded: random.next(below: 40))
                packet.replaceSubrange(
                    field.offset..<end, with: bigEndian(number, count: field.length))
                continue
            }
            let word: [UInt8]
            if handleFields.contains(field.name) {
                word = handles[random.next(below: handles.count)]
            } else if pathFields.contains(field.name) {
                word = paths[random.next(below: paths.count)]
            } else {
                continue
            }
            guard field.offset >= 13 else { continue }
            let length = bigEndian(UInt64(word.count), count: 4)
            packet.replaceSubrange((field.offset - 4)..<end, with: length + word)
        }
        if packet.count != size, packet.count >= 4 {
            packet.replaceSubrange(0..<4, with: bigEndian(UInt64(packet.count - 4), count: 4))
        }
        return packet
    }

    private static func bigEndian(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
    }
}
