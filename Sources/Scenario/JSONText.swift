/// Bytes as JSON text, for reports and the journal.
enum JSONText {
    /// `bytes` as a JSON string, or as `{"hex":"…"}` when they are not UTF-8.
    static func quoted(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes.span.bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends `bytes` as a JSON string, or as `{"hex":"…"}` when they are not UTF-8.
    static func append(_ bytes: RawSpan, to text: inout [UInt8]) {
        guard isUTF8(bytes) else {
            text.append(contentsOf: "{\"hex\":\"".utf8)
            appendHex(bytes, to: &text)
            text.append(contentsOf: "\"}".utf8)
            return
        }
        text.append(UInt8(ascii: "\""))
        bytes.withUnsafeBytes { buffer in
            // Runs without anything to escape are copied as a whole.
            var runStart = 0
            for (index, byte) in buffer.enumerated()
            where byte < 0x20 || byte == 0x22 || byte == 0x5c || byte == 0x7f {
                text.append(contentsOf: buffer[runStart..<index])
                appendEscape(byte, to: &text)
                runStart = index + 1
            }
            text.append(contentsOf: buffer[runStart...])
        }
        text.append(UInt8(ascii: "\""))
    }

    /// Appends two lower-case digits per byte.
    static func appendHex(_ bytes: RawSpan, to text: inout [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            for byte in buffer {
                text.append(digit(byte >> 4))
                text.append(digit(byte & 15))
            }
        }
    }

    private static func appendEscape(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5c: text.append(byte)
        case 0x0a: text.append(UInt8(ascii: "n"))
        case 0x0d: text.append(UInt8(ascii: "r"))
        case 0x09: text.append(UInt8(ascii: "t"))
        default:
            text.append(contentsOf: "u00".utf8)
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func isUTF8(_ bytes: RawSpan) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard buffer.contains(where: { $0 >= 0x80 }) else { return true }
            var decoder = UTF8()
            var iterator = buffer.makeIterator()
            while true {
                switch decoder.decode(&iterator) {
                case .scalarValue: continue
                case .emptyInput: return true
                case .error: return false
                }
            }
        }
    }
}
