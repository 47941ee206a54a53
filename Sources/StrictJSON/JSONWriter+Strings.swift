extension JSONWriter {
    mutating func appendQuoted(_ name: StaticString) {
        name.withUTF8Buffer { appendQuoted($0) }
    }

    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    mutating func appendQuoted(_ span: Span<UInt8>) {
        span.withUnsafeBufferPointer { appendQuoted($0) }
    }

    /// Copies runs of plain bytes whole and stops only where a byte needs an escape, or is not
    /// UTF-8 and becomes U+FFFD.
    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        append(byte: UInt8(ascii: "\""))
        var runStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    append(UnsafeBufferPointer(rebasing: text[runStart..<index]))
                    appendEscape(of: byte)
                    runStart = index + 1
                }
                index += 1
                continue
            }
            let sequence = UTF8Sequence.measure(text.span, at: index)
            if !sequence.isValid {
                append(UnsafeBufferPointer(rebasing: text[runStart..<index]))
                append(byte: 0xEF)
                append(byte: 0xBF)
                append(byte: 0xBD)
                runStart = index + sequence.length
            }
            index += sequence.length
        }
        append(UnsafeBufferPointer(rebasing: text[runStart..<text.count]))
        append(byte: UInt8(ascii: "\""))
    }

    /// The short escapes of RFC 8259 section 7 where there is one, else `\u00XX`.
    private mutating func appendEscape(of byte: UInt8) {
        append(byte: UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(byte: UInt8(ascii: "b"))
        case 0x09: append(byte: UInt8(ascii: "t"))
        case 0x0A: append(byte: UInt8(ascii: "n"))
        case 0x0C: append(byte: UInt8(ascii: "f"))
        case 0x0D: append(byte: UInt8(ascii: "r"))
        case let control where control < 0x20:
            append(byte: UInt8(ascii: "u"))
            append(byte: UInt8(ascii: "0"))
            append(byte: UInt8(ascii: "0"))
            append(byte: HexDigit.byte(of: control >> 4))
            append(byte: HexDigit.byte(of: control))
        default:
            append(byte: byte)
        }
    }
}
