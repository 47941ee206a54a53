/// What starts at one byte of a text: a well-formed UTF-8 sequence or a piece that is none.
///
/// Well-formed is Unicode's Table 3-7 (RFC 3629 section 4): no overlong forms, no surrogates,
/// nothing above U+10FFFF. An ill-formed piece is a maximal subpart, so that replacing each with
/// one U+FFFD gives what other decoders give.
struct UTF8Sequence {
    /// Bytes it takes, at least 1.
    let length: Int
    let isValid: Bool

    /// Looks at the byte at `index`, which must be inside the span, and at those that belong to it.
    static func measure(_ bytes: Span<UInt8>, at index: Int) -> UTF8Sequence {
        let lead = bytes[index]
        if lead < 0x80 { return UTF8Sequence(length: 1, isValid: true) }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return UTF8Sequence(length: 1, isValid: false)
        }
        for position in 1..<length {
            let allowed = position == 1 ? second : 0x80...0xBF
            guard index + position < bytes.count, allowed.contains(bytes[index + position]) else {
                return UTF8Sequence(length: position, isValid: false)
            }
        }
        return UTF8Sequence(length: length, isValid: true)
    }

    /// The offset of the first byte that is not well-formed UTF-8, or nil.
    static func firstInvalidOffset(in bytes: Span<UInt8>) -> Int? {
        var index = 0
        let count = bytes.count
        while index < count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let sequence = measure(bytes, at: index)
            guard sequence.isValid else { return index }
            index += sequence.length
        }
        return nil
    }

    /// The scalar of a valid sequence; U+FFFD for any other.
    func scalar(in bytes: Span<UInt8>, at index: Int) -> Unicode.Scalar {
        guard isValid else { return "\u{FFFD}" }
        let lead = UInt32(bytes[index])
        var value: UInt32
        switch length {
        case 1: value = lead
        case 2: value = lead & 0x1F
        case 3: value = lead & 0x0F
        default: value = lead & 0x07
        }
        for position in 1..<max(1, length) {
            value = value << 6 | UInt32(bytes[index + position] & 0x3F)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
