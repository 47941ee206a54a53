extension JSONWriter {
    /// Bytes of a string that are written at once; an escape takes six times the room.
    private static let pieceLength = 512

    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { _ = appendQuoted($0.span, replacing: true) }
    }

    /// Appends a string; false, with a part of it written, if a byte is not UTF-8 and may not be
    /// replaced.
    mutating func appendQuoted(_ text: Span<UInt8>, replacing: Bool) -> Bool {
        if PlainText.isPlain(text) {
            appendPiece(ofAtMost: text.count + 2) { output in
                output.append(UInt8(ascii: "\""))
                text.withUnsafeBufferPointer { output.append(copying: $0) }
                output.append(UInt8(ascii: "\""))
            }
            return true
        }
        return appendEscaped(text, replacing: replacing)
    }

    private mutating func appendEscaped(_ text: Span<UInt8>, replacing: Bool) -> Bool {
        var index = 0
        var isWhole = true
        repeat {
            let isFirst = index == 0
            // A scalar that starts in this piece may end up to three bytes behind it.
            let end = min(index + Self.pieceLength, text.count)
            appendPiece(ofAtMost: 6 * (end - index + 3) + 2) { output in
                if isFirst {
                    output.append(UInt8(ascii: "\""))
                }
                while index < end, isWhole {
                    let byte = text[index]
                    if byte >= 0x80 {
                        isWhole = output.appendSequence(of: text, at: &index, replacing: replacing)
                        continue
                    }
                    if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                        output.appendEscape(of: byte)
                    } else {
                        output.append(byte)
                    }
                    index += 1
                }
                if index >= text.count {
                    output.append(UInt8(ascii: "\""))
                }
            }
        } while index < text.count && isWhole
        return isWhole
    }
}

extension OutputSpan<UInt8> {
    /// Appends as many bytes as there is room for; callers reserve room for all.
    mutating func append(copying source: UnsafeBufferPointer<UInt8>) {
        withUnsafeMutableBufferPointer { buffer, count in
            let room = UnsafeMutableBufferPointer(rebasing: buffer[count...])
            let copied = min(source.count, room.count)
            let piece = UnsafeBufferPointer(rebasing: source[..<copied])
            count += room.initialize(fromContentsOf: piece)
        }
    }

    /// Appends a scalar, or U+FFFD; false if it is not UTF-8 and may not be replaced.
    fileprivate mutating func appendSequence(
        of text: Span<UInt8>, at index: inout Int, replacing: Bool
    ) -> Bool {
        let sequence = UTF8Sequence.measure(text, at: index)
        if sequence.isValid {
            for position in index..<index + sequence.length {
                append(text[position])
            }
        } else {
            guard replacing else { return false }
            append(0xEF)
            append(0xBF)
            append(0xBD)
        }
        index += sequence.length
        return true
    }

    /// The short escapes of RFC 8259 section 7 where there is one, else `\u00XX`.
    fileprivate mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case let control where control < 0x20:
            append(UInt8(ascii: "u"))
            append(UInt8(ascii: "0"))
            append(UInt8(ascii: "0"))
            append(HexDigit.byte(of: control >> 4))
            append(HexDigit.byte(of: control))
        default:
            append(byte)
        }
    }
}

/// Bytes that stand for themselves in a JSON string: ASCII from space on, but `"` and `\`.
private enum PlainText {
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Whether no byte needs an escape or belongs to a longer sequence.
    ///
    /// Names, paths and messages are plain almost always, so eight bytes are tested at a time; a
    /// byte behind a control character may be taken for one, which only costs time.
    static func isPlain(_ text: Span<UInt8>) -> Bool {
        text.withUnsafeBytes { text in
            var index = 0
            while text.count - index >= 8 {
                let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard isPlain(word) else { return false }
                index += 8
            }
            while index < text.count {
                guard isPlain(text[index]) else { return false }
                index += 1
            }
            return true
        }
    }

    /// Subtracting sets the high bit of each byte that is too small.
    private static func isPlain(_ word: UInt64) -> Bool {
        let quotation = word ^ (lowBits &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (lowBits &* UInt64(UInt8(ascii: "\\")))
        let controls = word &- (lowBits &* 0x20)
        let suspects = controls | (quotation &- lowBits) | (backslash &- lowBits) | word
        return suspects & highBits == 0
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
