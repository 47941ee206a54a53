/// Reads what stands between `[` and `]`, in globs and in regular expressions.
enum ByteSetParser {
    /// The members up to and with the `]`; `start` is where the `[` was.
    ///
    /// With `classes`, `\d \w \s` and their opposites may be members.
    static func members(
        _ cursor: inout PatternCursor, from start: Int, classes: Bool
    ) throws(PatternError) -> ByteSet {
        var members = ByteSet()
        var isFirst = true
        while true {
            // A ']' that comes first stands for itself, as in every shell.
            if !isFirst, cursor.take("]") { return members }
            isFirst = false
            if classes, let set = shorthand(&cursor) {
                members.formUnion(set)
                continue
            }
            let place = cursor.offset
            let low = try member(&cursor, from: start)
            var high = low
            let beforeDash = cursor
            if cursor.take("-") {
                if cursor.peek == UInt8(ascii: "]") {
                    cursor = beforeDash
                } else {
                    high = try member(&cursor, from: start)
                }
            }
            guard low <= high else {
                throw cursor.error("the range runs backwards", at: place)
            }
            members.insert(low...high)
        }
    }

    /// `\d`, `\w`, `\s`, `\D`, `\W` or `\S` if one comes next.
    static func shorthand(_ cursor: inout PatternCursor) -> ByteSet? {
        if cursor.take("\\d") { return digits }
        if cursor.take("\\w") { return word }
        if cursor.take("\\s") { return space }
        if cursor.take("\\D") { return digits.inverted }
        if cursor.take("\\W") { return word.inverted }
        if cursor.take("\\S") { return space.inverted }
        return nil
    }

    private static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    private static let word = ByteSet(
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_")...UInt8(ascii: "_"))
    private static let space = ByteSet(0x09...0x0d, 0x20...0x20)

    private static func member(
        _ cursor: inout PatternCursor, from start: Int
    ) throws(PatternError) -> UInt8 {
        let place = cursor.offset
        guard let byte = cursor.next() else { throw cursor.error("'[' without ']'", at: start) }
        guard byte < 0x80 else {
            throw cursor.error("a set lists ASCII characters only", at: place)
        }
        guard byte == UInt8(ascii: "\\") else { return byte }
        return try escaped(&cursor, from: place)
    }

    /// The byte an escape stands for; the `\` at `place` has been read.
    static func escaped(
        _ cursor: inout PatternCursor, from place: Int
    ) throws(PatternError) -> UInt8 {
        switch cursor.next() {
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "x"):
            guard let high = cursor.next().flatMap(hexDigit),
                let low = cursor.next().flatMap(hexDigit)
            else { throw cursor.error("'\\x' needs two hexadecimal digits", at: place) }
            return high << 4 | low
        case .some(let byte) where isWord(byte):
            let letter = Character(Unicode.Scalar(byte))
            throw cursor.error("'\\\(letter)' has no meaning here", at: place)
        case .some(let byte): return byte
        case .none: throw cursor.error("nothing follows the '\\'", at: place)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { word.contains(byte) }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
