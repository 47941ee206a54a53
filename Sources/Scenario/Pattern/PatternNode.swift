/// What a glob or a regular expression says, before it is compiled.
indirect enum PatternNode: Equatable, Sendable {
    /// Nothing: matches the empty text.
    case empty
    /// This byte.
    case byte(UInt8)
    /// One byte of the set.
    case set(ByteSet)
    /// The start of the text.
    case start
    /// The end of the text.
    case end
    /// One after the other.
    case sequence([PatternNode])
    /// Any one of these.
    case alternatives([PatternNode])
    /// A group whose text a template can ask for, by its number from 1.
    case group(Int, PatternNode)
    /// `least` times or more, up to `most` (nil: no limit).
    case repetition(PatternNode, least: Int, most: Int?)

    /// The one text this matches, or nil when it matches several.
    var literal: [UInt8]? {
        switch self {
        case .empty: return []
        case .byte(let byte): return [byte]
        case .sequence(let parts):
            var text: [UInt8] = []
            for part in parts {
                guard case .byte(let byte) = part else { return nil }
                text.append(byte)
            }
            return text
        default: return nil
        }
    }
}

/// A set of byte values.
struct ByteSet: Equatable, Sendable {
    private var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))

    /// No byte.
    init() {}

    /// The bytes of these ranges.
    init(_ ranges: ClosedRange<UInt8>...) {
        for range in ranges {
            insert(range)
        }
    }

    /// Whether the byte is in the set.
    func contains(_ byte: UInt8) -> Bool {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: return words.0 & bit != 0
        case 1: return words.1 & bit != 0
        case 2: return words.2 & bit != 0
        default: return words.3 & bit != 0
        }
    }

    /// Adds a byte.
    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    /// Adds a range.
    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range {
            insert(byte)
        }
    }

    /// Adds all bytes of `other`.
    mutating func formUnion(_ other: ByteSet) {
        words.0 |= other.words.0
        words.1 |= other.words.1
        words.2 |= other.words.2
        words.3 |= other.words.3
    }

    /// All bytes that are not in the set.
    var inverted: ByteSet {
        var result = ByteSet()
        result.words = (~words.0, ~words.1, ~words.2, ~words.3)
        return result
    }

    /// The set without `byte`.
    func subtracting(_ byte: UInt8) -> ByteSet {
        var rest = inverted
        rest.insert(byte)
        return rest.inverted
    }

    static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }
}

/// Why the text of a pattern cannot be understood.
struct PatternError: Error, Equatable, Sendable {
    /// Number of the character in the pattern, from 1.
    var character: Int
    /// What is wrong, a clause without a full stop.
    var message: String
}

/// The limits of patterns; a scenario beyond them is refused with a diagnostic.
enum PatternLimits {
    /// Instructions of one compiled pattern; bounds the work per byte of a path.
    static let instructions = 2_000
    /// The largest number in `{n,m}`.
    static let repetition = 500
    /// Groups inside groups.
    static let depth = 50
}
