/// A text with the number of a name in it, or without.
public struct NumberedText: Equatable, Sendable {
    /// What stands between the numbers.
    private var pieces: [TemplateText]

    /// A text without a number.
    public init(_ text: TemplateText) { pieces = [text] }

    /// The text with this number.
    public func text(_ number: UInt32) -> [UInt8] {
        guard pieces.count > 1 else { return pieces.first?.bytes ?? [] }
        return Array(pieces.map(\.bytes).joined(separator: String(number).utf8))
    }

    /// The text with every placeholder but the number filled in.
    func filled(_ values: TemplateValues) -> NumberedText {
        var text = self
        text.pieces = pieces.map { $0.filled(values) }
        return text
    }

    /// The meaning of a template in which `${n}` is the number.
    static func parse(_ text: String) throws(TemplateParser.Failure) -> NumberedText {
        let bytes = Array(text.utf8)
        let mark = "${n}".utf8
        var numbered = NumberedText("")
        numbered.pieces = []
        var piece: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: mark) {
                try numbered.append(piece)
                piece = []
                index += mark.count
            } else {
                // `$${` is text, so that `${n}` in it is none either.
                let count = bytes[index...].starts(with: "$${".utf8) ? 3 : 1
                piece += bytes[index..<(index + count)]
                index += count
            }
        }
        try numbered.append(piece)
        return numbered
    }

    private mutating func append(_ piece: [UInt8]) throws(TemplateParser.Failure) {
        pieces.append(try TemplateParser.parse(String(decoding: piece, as: UTF8.self)))
    }
}
