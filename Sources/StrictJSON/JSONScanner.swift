/// Why a text is not JSON.
struct JSONSyntaxError: Error {
    let message: String
    let suggestion: String?
    let span: SourceSpan

    init(_ message: String, suggestion: String? = nil, from start: Int, to end: Int) {
        self.message = message
        self.suggestion = suggestion
        span = SourceSpan(start: start, end: end)
    }
}

/// Reads the tokens of a text that is known to be UTF-8.
struct JSONScanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool {
        index >= bytes.count
    }

    /// The byte at the cursor; 0, which no token has, at the end of the text.
    var byte: UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    func span(from start: Int) -> SourceSpan {
        SourceSpan(start: start, end: index)
    }

    /// RFC 8259 section 2 names exactly these four.
    mutating func skipWhitespace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }

    func peek(_ wanted: Unicode.Scalar) -> Bool {
        byte == UInt8(ascii: wanted)
    }

    mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard peek(wanted) else { return false }
        index += 1
        return true
    }

    /// An error at the cursor that says what stands there.
    func unexpected(_ message: String) -> JSONSyntaxError {
        guard !isAtEnd else {
            return JSONSyntaxError(message + "; the text ends here", from: index, to: index)
        }
        if peek("/") || peek("#") {
            return JSONSyntaxError(
                message + "; JSON has no comments", from: index, to: index + 1)
        }
        let length = UTF8Sequence.measure(bytes.span, at: index).length
        return JSONSyntaxError(message, from: index, to: index + length)
    }

    /// Reads a value that is neither object nor array.
    mutating func scalar() throws(JSONSyntaxError) -> JSONNode.Value {
        switch byte {
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        case UInt8(ascii: "'"):
            throw unexpected("strings take double quotation marks")
        case UInt8(ascii: "+"), UInt8(ascii: "."):
            throw unexpected("a number starts with a digit or \"-\"")
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return try literal()
        default:
            throw unexpected("expected a value")
        }
    }

    private mutating func literal() throws(JSONSyntaxError) -> JSONNode.Value {
        let start = index
        while Self.isWordByte(byte) {
            index += 1
        }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            throw JSONSyntaxError(
                "\(word.quotedForMessage) is not a JSON value",
                suggestion: EditDistance.nearest(to: word, among: ["true", "false", "null"]),
                from: start, to: index)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// The grammar of RFC 8259 section 6; the value is not computed.
    private mutating func number() throws(JSONSyntaxError) -> JSONNumber {
        let start = index
        _ = take("-")
        if take("0") {
            guard !Self.isDigit(byte) else {
                throw unexpected("a number has no leading zeros")
            }
        } else {
            try digits("behind \"-\"")
        }
        if take(".") {
            try digits("behind the decimal point")
        }
        if take("e") || take("E") {
            if !take("+") {
                _ = take("-")
            }
            try digits("in the exponent")
        }
        guard !Self.isWordByte(byte) else {
            throw unexpected("a number ends where a letter stands")
        }
        return JSONNumber(text: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits(_ position: String) throws(JSONSyntaxError) {
        guard Self.isDigit(byte) else {
            throw unexpected("expected a digit \(position)")
        }
        while Self.isDigit(byte) {
            index += 1
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
