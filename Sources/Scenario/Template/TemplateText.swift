/// A text that an action sends, in which `${…}` stands for what is known when the rule acts.
///
/// **In an action**: declare the key with `Kind<TemplateText>.template` where it had
/// `Kind<[UInt8]>.bytes` (a bad placeholder is then an error of the file, with its place), keep the
/// text in the effect, and fill it in the effect's `filled(_:)`:
///
///     public enum ReplyEffect: Equatable, Sendable {
///         case preamble(TemplateText)
///         func filled(_ values: TemplateValues) -> ReplyEffect {
///             switch self { case .preamble(let text): .preamble(text.filled(values)) }
///         }
///     }
///
/// with one line in `Effect.filled(_:)`. The engine calls it for rules in which some placeholder
/// is, once per decision, so a session only ever sees filled texts: it reads `bytes`. A rule
/// without placeholders never comes here.
public struct TemplateText: Equatable, Sendable, ExpressibleByStringLiteral {
    /// A piece of the text.
    enum Part: Equatable, Sendable {
        case bytes([UInt8])
        case placeholder(Placeholder)
    }

    /// The pieces when there is a placeholder among them; nil for a constant text.
    private let parts: [Part]?
    /// The bytes to send; of a text that is not filled yet, those between the placeholders.
    public let bytes: [UInt8]

    /// Whether nothing has to be filled in.
    var isConstant: Bool { parts == nil }

    /// A constant text.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        parts = nil
    }

    /// A constant text.
    public init(stringLiteral text: String) {
        self.init(Array(text.utf8))
    }

    init(_ parts: [Part]) {
        var bytes: [UInt8] = []
        var isConstant = true
        for part in parts {
            switch part {
            case .bytes(let text): bytes += text
            case .placeholder: isConstant = false
            }
        }
        self.bytes = bytes
        self.parts = isConstant ? nil : parts
    }

    /// The text with every placeholder filled in.
    public func filled(_ values: TemplateValues) -> TemplateText {
        guard let parts else { return self }
        var filled: [UInt8] = []
        for part in parts {
            switch part {
            case .bytes(let text): filled += text
            case .placeholder(let placeholder): values.write(placeholder, to: &filled)
            }
        }
        return TemplateText(filled)
    }
}

/// The limits of templates; a text beyond them is refused with a diagnostic.
enum TemplateLimits {
    /// Placeholders in one text.
    static let placeholders = 64
    /// Characters of one `${random:n}`.
    static let random = 4_096
    /// The most bytes one placeholder becomes; longer values are cut (PATH_MAX of Linux).
    static let valueBytes = 4_096
}
