/// Bytes of a path, name or message in a test: text, or numbers where it is not UTF-8.
struct Text: Hashable, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(stringLiteral value: String) { bytes = Array(value.utf8) }
    init(arrayLiteral elements: UInt8...) { bytes = elements }
}

extension Text: CustomStringConvertible {
    var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The bytes of a layout: hexadecimal digits, ASCII text in single quotes, strings with their
/// lengths in double quotes; blanks part fields.
func wire(_ layout: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var digits: [Int] = []
    var isQuoted = false
    var string: [UInt8]?
    for byte in layout.utf8 {
        switch (isQuoted || string != nil, byte) {
        case (_, UInt8(ascii: "'")): isQuoted.toggle()
        case (_, UInt8(ascii: "\"")):
            if let string { bytes += Request.string(string) }
            string = string == nil ? [] : nil
        case (true, _) where isQuoted: bytes.append(byte)
        case (true, _): string?.append(byte)
        case (false, UInt8(ascii: " ")), (false, UInt8(ascii: "\n")): break
        case (false, _):
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                preconditionFailure("bad layout in a test: \(layout)")
            }
            digits.append(digit)
            if digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                digits = []
            }
        }
    }
    precondition(
        digits.isEmpty && !isQuoted && string == nil, "bad layout in a test: \(layout)")
    return bytes
}

/// A whole packet: its length, then the bytes of the layout.
func packet(_ layout: String) -> [UInt8] { Request.string(wire(layout)) }

/// `count` bytes that differ from their neighbours and from those a power of two away.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}

/// Bytes as hexadecimal digits, so that a failed comparison can be read.
func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
