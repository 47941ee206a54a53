/// Reads a regular expression over bytes.
///
/// Literals, `.` (any byte but a line feed), `[…]`, `\d \w \s \D \W \S`, `\n \r \t \xHH`,
/// `^ $` (start and end of the text), groups, `|`, `* + ? {n} {n,} {n,m}`. It may match
/// anywhere in the text. Back-references, look-around and lazy repetition are refused.
struct RegexParser {
    private var cursor: PatternCursor
    private var depth = 0
    private var groupCount = 0

    private init(_ text: String) {
        cursor = PatternCursor(text)
    }

    /// The meaning of `text`.
    static func parse(_ text: String) throws(PatternError) -> PatternNode {
        try parseGroups(text).node
    }

    /// The meaning of `text` and how many groups it has.
    static func parseGroups(
        _ text: String
    ) throws(PatternError) -> (node: PatternNode, groups: Int) {
        var parser = RegexParser(text)
        let node = try parser.alternatives()
        guard parser.cursor.peek == nil else { throw parser.cursor.error("')' without '('") }
        return (node, parser.groupCount)
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        var choices = [try sequence()]
        while cursor.take("|") {
            choices.append(try sequence())
        }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let byte = cursor.peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            parts.append(try repeated(try item()))
        }
        if parts.count == 1 { return parts[0] }
        return parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func item() throws(PatternError) -> PatternNode {
        if let set = ByteSetParser.shorthand(&cursor) { return .set(set) }
        let start = cursor.offset
        switch cursor.next() {
        case UInt8(ascii: "."): return .set(ByteSet(0x00...0x09, 0x0b...0xff))
        case UInt8(ascii: "^"): return .start
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "("): return try group(from: start)
        case UInt8(ascii: "["):
            let isInverted = cursor.take("^")
            let set = try ByteSetParser.members(&cursor, from: start, classes: true)
            return .set(isInverted ? set.inverted : set)
        case UInt8(ascii: "\\"): return .byte(try ByteSetParser.escaped(&cursor, from: start))
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw cursor.error("nothing to repeat", at: start)
        case .some(let byte): return try character(byte)
        case .none: return .empty
        }
    }

    /// A character of several bytes is one item, so that a repetition takes all of it.
    private mutating func character(_ first: UInt8) throws(PatternError) -> PatternNode {
        guard first >= 0xc0 else { return .byte(first) }
        var bytes: [PatternNode] = [.byte(first)]
        while let byte = cursor.peek, byte & 0xc0 == 0x80 {
            bytes.append(.byte(byte))
            _ = cursor.next()
        }
        return .sequence(bytes)
    }

    private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
        var number: Int?
        if !cursor.take("?:") {
            if cursor.peek == UInt8(ascii: "?") {
                throw cursor.error("only '(?:' is understood of the '(?' forms", at: start)
            }
            groupCount += 1
            number = groupCount
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= PatternLimits.depth else {
            throw cursor.error("more than \(PatternLimits.depth) nested '('", at: start)
        }
        let node = try alternatives()
        guard cursor.take(")") else { throw cursor.error("'(' without ')'", at: start) }
        return number.map { .group($0, node) } ?? node
    }

    private mutating func repeated(_ node: PatternNode) throws(PatternError) -> PatternNode {
        let start = cursor.offset
        let result: PatternNode
        if cursor.take("*") {
            result = .repetition(node, least: 0, most: nil)
        } else if cursor.take("+") {
            result = .repetition(node, least: 1, most: nil)
        } else if cursor.take("?") {
            result = .repetition(node, least: 0, most: 1)
        } else if cursor.take("{") {
            result = try counted(node, from: start)
        } else {
            return node
        }
        switch cursor.peek {
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw cursor.error("a repetition cannot be repeated; use a group")
        default: return result
        }
    }

    private mutating func counted(
        _ node: PatternNode, from start: Int
    ) throws(PatternError) -> PatternNode {
        let least = try number(from: start)
        var most: Int? = least
        if cursor.take(",") {
            most = cursor.peek == UInt8(ascii: "}") ? nil : try number(from: start)
        }
        guard cursor.take("}") else {
            throw cursor.error("a repetition is {n}, {n,} or {n,m}", at: start)
        }
        if let most, most < least { throw cursor.error("the range runs backwards", at: start) }
        return .repetition(node, least: least, most: most)
    }

    private mutating func number(from start: Int) throws(PatternError) -> Int {
        var value = 0
        let first = cursor.offset
        while let byte = cursor.peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            _ = cursor.next()
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            guard value <= PatternLimits.repetition else {
                throw cursor.error(
                    "a repetition counts to \(PatternLimits.repetition) at most", at: start)
            }
        }
        guard cursor.offset > first else {
            throw cursor.error("a repetition is {n}, {n,} or {n,m}", at: start)
        }
        return value
    }
}
