/// Reads a glob: the way scenarios write paths.
///
/// `*` any bytes but `/`; `**` any bytes; `/**/` also a single `/`; `?` one UTF-8 character
/// but `/`; `[a-z]` and `[!a-z]` one byte of a set; `{a,b}` either; `\` takes the next
/// character as it is. The whole path has to match.
struct GlobParser {
    private var cursor: PatternCursor
    private var depth = 0

    private init(_ text: String) {
        cursor = PatternCursor(text)
    }

    /// The meaning of `text`.
    static func parse(_ text: String) throws(PatternError) -> PatternNode {
        var parser = GlobParser(text)
        return try parser.sequence(insideBraces: false)
    }

    private static let slash = UInt8(ascii: "/")

    private static let character: PatternNode = {
        let continuation = PatternNode.set(ByteSet(0x80...0xbf))
        let ascii = ByteSet(0x00...0x7f).subtracting(slash)
        return .alternatives([
            .set(ascii),
            .sequence([.set(ByteSet(0xc2...0xdf)), continuation]),
            .sequence([.set(ByteSet(0xe0...0xef)), continuation, continuation]),
            .sequence([.set(ByteSet(0xf0...0xf4)), continuation, continuation, continuation]),
        ])
    }()

    private static let name = PatternNode.set(ByteSet(0x00...0xff).subtracting(slash))
    private static let any = PatternNode.set(ByteSet(0x00...0xff))

    private mutating func sequence(insideBraces: Bool) throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let byte = cursor.peek {
            if insideBraces && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")) { break }
            parts.append(try item())
        }
        if parts.count == 1 { return parts[0] }
        return parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func item() throws(PatternError) -> PatternNode {
        if cursor.take("/**/") {
            return .sequence([
                .byte(Self.slash),
                .alternatives([
                    .empty,
                    .sequence([
                        .repetition(Self.any, least: 0, most: nil), .byte(Self.slash),
                    ]),
                ]),
            ])
        }
        if cursor.take("**") { return .repetition(Self.any, least: 0, most: nil) }
        if cursor.take("*") { return .repetition(Self.name, least: 0, most: nil) }
        if cursor.take("?") { return Self.character }
        let start = cursor.offset
        switch cursor.next() {
        case UInt8(ascii: "["): return .set(try set(from: start))
        case UInt8(ascii: "{"): return try choices(from: start)
        case UInt8(ascii: "}"): throw cursor.error("'}' without '{'", at: start)
        case UInt8(ascii: "\\"):
            guard let byte = cursor.next() else {
                throw cursor.error("nothing follows the '\\'", at: start)
            }
            return .byte(byte)
        case .some(let byte): return .byte(byte)
        case .none: return .empty
        }
    }

    private mutating func choices(from start: Int) throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= PatternLimits.depth else {
            throw cursor.error("more than \(PatternLimits.depth) nested '{'", at: start)
        }
        var choices = [try sequence(insideBraces: true)]
        while cursor.take(",") {
            choices.append(try sequence(insideBraces: true))
        }
        guard cursor.take("}") else { throw cursor.error("'{' without '}'", at: start) }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func set(from start: Int) throws(PatternError) -> ByteSet {
        let isInverted = cursor.take("!") || cursor.take("^")
        let members = try ByteSetParser.members(&cursor, from: start, classes: false)
        // An inverted set must not cross into another folder.
        return isInverted ? members.inverted.subtracting(Self.slash) : members
    }
}
