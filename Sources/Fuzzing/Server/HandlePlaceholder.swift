internal import SFTPWire

/// Stands for a handle that is known only when the server has given it out.
///
/// A string that is exactly `$handle-1$` is sent as the newest handle of the session,
/// `$handle-2$` as the one before it, up to 9; the length of the packet follows. So one
/// conversation fits every server, and its minimised form too.
enum HandlePlaceholder {
    private static let length = 10
    private static let prefix = Array("$handle-".utf8)

    /// The bytes that stand for the `age`-th newest handle, 1 to 9.
    static func bytes(age: Int) -> [UInt8] {
        let digit = UInt8(clamping: 0x30 + min(max(age, 1), 9))
        return prefix + [digit, UInt8(ascii: "$")]
    }

    /// Whether a packet holds one.
    static func isIn(_ packet: [UInt8]) -> Bool { !places(in: packet).isEmpty }

    /// The packet with the handles in place; what no handle is there for stays as it is.
    static func filled(_ packet: [UInt8], handles: [[UInt8]]) -> [UInt8] {
        var result = packet
        // From behind, so that the places in front stay true.
        for place in places(in: packet).reversed() {
            guard place.age <= handles.count else { continue }
            let handle = handles[handles.count - place.age]
            let string = WireStrings.encoded([handle])
            result.replaceSubrange(place.offset..<(place.offset + 4 + length), with: string)
            let growth = UInt32(truncatingIfNeeded: handle.count - length)
            BigEndian.store(BigEndian.word(result, at: 0) &+ growth, at: 0, in: &result)
        }
        return result
    }

    private static func places(in packet: [UInt8]) -> [(offset: Int, age: Int)] {
        guard packet.count >= 9 + length else { return [] }
        var places: [(offset: Int, age: Int)] = []
        var offset = 5
        while offset + 4 + length <= packet.count {
            // Almost every byte ends the search here.
            guard packet[offset + 4] == prefix[0], packet[offset + 3] == UInt8(length),
                BigEndian.word(packet, at: offset) == UInt32(length),
                packet[(offset + 4)...].starts(with: prefix),
                (0x31...0x39).contains(packet[offset + 12]),
                packet[offset + 13] == UInt8(ascii: "$")
            else {
                offset += 1
                continue
            }
            places.append((offset, Int(packet[offset + 12]) - 0x30))
            offset += 4 + length
        }
        return places
    }
}

/// Words of a packet that may be any bytes.
enum BigEndian {
    /// The word at `offset`; bytes that are missing count as 0.
    static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { word, index in
            word << 8 | (offset + index < bytes.count ? UInt32(bytes[offset + index]) : 0)
        }
    }

    /// Overwrites the word at `offset`, as far as there are bytes.
    static func store(_ word: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        for index in 0..<4 where offset + index < bytes.count {
            bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
        }
    }
}
