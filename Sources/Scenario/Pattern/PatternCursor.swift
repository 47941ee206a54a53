/// Reads the text of a pattern byte by byte and places errors by character.
struct PatternCursor {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next byte, not consumed.
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Consumes and returns the next byte.
    mutating func next() -> UInt8? {
        guard offset < bytes.count else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Consumes `text` if it comes next.
    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - offset >= count else { return false }
        let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[offset..<(offset + count)]) }
        if matches { offset += count }
        return matches
    }

    /// An error at the character that holds the byte at `offset` (nil: the next byte).
    func error(_ message: String, at place: Int? = nil) -> PatternError {
        let end = min(place ?? offset, bytes.count)
        let before = bytes[..<end].count { $0 & 0xc0 != 0x80 }
        let isInside = end < bytes.count && bytes[end] & 0xc0 == 0x80
        return PatternError(character: isInside ? before : before + 1, message: message)
    }
}
