/// Appends the members of one JSON object per line to a buffer that is used again.
///
/// StrictJSON's writer lays out any document; this one writes flat lines only, for the place
/// where a line is written per request, and costs a fraction of it.
struct LineBuffer: Sendable {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// Forgets the text and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes text that is JSON already.
    mutating func raw(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a number.
    mutating func number(_ value: UInt64) {
        guard value >= 10 else {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
            return
        }
        // 2^64-1 has twenty digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var first = 20
            while rest > 0 {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// Writes a string as JSON.
    mutating func string(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { string($0) }
    }

    /// Writes bytes as a JSON string, or as `{"hex":"…"}` when they are not UTF-8.
    mutating func text(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { buffer in
            guard Self.isUTF8(buffer) else {
                raw("{\"hex\":\"")
                hex(buffer)
                raw("\"}")
                return
            }
            string(buffer)
        }
    }

    /// Writes bytes as a string of two lower-case digits each.
    mutating func hexString(_ text: Span<UInt8>) {
        raw("\"")
        text.withUnsafeBufferPointer { hex($0) }
        raw("\"")
    }

    private mutating func hex(_ buffer: UnsafeBufferPointer<UInt8>) {
        for byte in buffer {
            bytes.append(Self.digit(byte >> 4))
            bytes.append(Self.digit(byte & 15))
        }
    }

    private mutating func string(_ buffer: UnsafeBufferPointer<UInt8>) {
        raw("\"")
        // Runs without anything to escape are copied as a whole.
        var start = 0
        for index in 0..<buffer.count {
            let byte = buffer[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<index]))
            escape(byte)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
        raw("\"")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n"): raw("\\n")
        case UInt8(ascii: "\r"): raw("\\r")
        case UInt8(ascii: "\t"): raw("\\t")
        case 0x00..<0x20:
            raw("\\u00")
            bytes.append(Self.digit(byte >> 4))
            bytes.append(Self.digit(byte & 15))
        default:
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func isUTF8(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
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
