extension JSONScanner {
    /// Reads a string from its opening to its closing quotation mark (RFC 8259 section 7).
    mutating func string() throws(JSONSyntaxError) -> String {
        let start = index
        index += 1
        var runStart = index
        // Stays empty, and so unallocated, for a string without escapes.
        var decoded: [UInt8] = []
        while true {
            guard !isAtEnd else {
                throw JSONSyntaxError("this string has no end", from: start, to: start + 1)
            }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let run = bytes[runStart..<index]
                index += 1
                guard !decoded.isEmpty else { return String(decoding: run, as: UTF8.self) }
                decoded += run
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                decoded += bytes[runStart..<index]
                let scalar = try escape()
                decoded += scalar.utf8
                runStart = index
            case let control where control < 0x20:
                throw JSONSyntaxError(
                    "a string has no raw control characters; write \(Self.escapeText(of: control))",
                    from: index, to: index + 1)
            default:
                index += 1
            }
        }
    }

    private static func escapeText(of control: UInt8) -> String {
        switch control {
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        default: "\\u00" + (control < 0x10 ? "0" : "") + String(control, radix: 16)
        }
    }

    /// Reads one escape; two `\u` for a scalar beyond the basic plane.
    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = index
        index += 1
        let letter = byte
        guard letter != UInt8(ascii: "u") else { return try unicodeEscape(from: start) }
        let scalar: Unicode.Scalar
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            scalar = Unicode.Scalar(letter)
        case UInt8(ascii: "b"): scalar = "\u{08}"
        case UInt8(ascii: "f"): scalar = "\u{0C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        default:
            throw JSONSyntaxError(
                "unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", from: start,
                to: start + 2)
        }
        index += 1
        return scalar
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try fourHexDigits(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isHigh = first < 0xDC00
        if isHigh, peek("\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u") {
            let secondStart = index
            index += 1
            let second = try fourHexDigits(from: secondStart)
            if (0xDC00...0xDFFF).contains(second) {
                let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                if let scalar = Unicode.Scalar(value) { return scalar }
            }
        }
        throw JSONSyntaxError(
            isHigh
                ? "a high surrogate needs a low surrogate behind it, \\uDC00 to \\uDFFF"
                : "a low surrogate needs a high surrogate before it, \\uD800 to \\uDBFF",
            from: start, to: start + 6)
    }

    /// Reads `uXXXX`, with the cursor on the `u`.
    private mutating func fourHexDigits(from start: Int) throws(JSONSyntaxError) -> UInt16 {
        index += 1
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = HexDigit.value(of: byte) else {
                throw JSONSyntaxError("\\u takes four hexadecimal digits", from: start, to: index)
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}

/// Hexadecimal digits, both ways.
enum HexDigit {
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The lower-case digit of the low four bits.
    static func byte(of value: UInt8) -> UInt8 {
        let nibble = value & 0x0F
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
    }
}
