/// What the server knows about a file's content: `text-hint` (draft-13 7.10).
///
/// Any number can be carried; four are defined.
public struct TextHint: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt8

    /// Makes a hint from any number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The file is text.
    public static let knownText = TextHint(rawValue: 0)
    /// The file looks like text.
    public static let guessedText = TextHint(rawValue: 1)
    /// The file is not text.
    public static let knownBinary = TextHint(rawValue: 2)
    /// The file does not look like text.
    public static let guessedBinary = TextHint(rawValue: 3)

    /// The numbers of the draft with their names, without `SSH_FILEXFER_ATTR_`.
    public static let table: [(hint: TextHint, name: String)] = [
        (.knownText, "KNOWN_TEXT"), (.guessedText, "GUESSED_TEXT"),
        (.knownBinary, "KNOWN_BINARY"), (.guessedBinary, "GUESSED_BINARY"),
    ]

    /// Whether the draft defines this number.
    public var isDefined: Bool { rawValue <= 3 }
}
