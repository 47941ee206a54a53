import StrictJSON

/// Reads the `${…}` of a text; `$${` stands for `${` itself.
struct TemplateParser {
    /// Why a text is no template.
    struct Failure: Error {
        /// What is wrong.
        let message: String
        /// A name that was probably meant.
        var suggestion: String?
    }

    private var parts: [TemplateText.Part] = []
    private var literal: [UInt8] = []
    private var placeholders = 0

    /// The meaning of `text`.
    static func parse(_ text: String) throws(Failure) -> TemplateText {
        let bytes = Array(text.utf8)
        var parser = TemplateParser()
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: "$${".utf8) {
                parser.literal += "${".utf8
                index += 3
            } else if bytes[index...].starts(with: "${".utf8) {
                guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw Failure(
                        message: "\"${\" without \"}\"; write \"$${\" for the text itself")
                }
                let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                try parser.add(try placeholder(name))
                index = end + 1
            } else {
                parser.literal.append(bytes[index])
                index += 1
            }
        }
        parser.flush()
        return TemplateText(parser.parts)
    }

    private mutating func add(_ placeholder: Placeholder) throws(Failure) {
        placeholders += 1
        guard placeholders <= TemplateLimits.placeholders else {
            throw Failure(message: "more than \(TemplateLimits.placeholders) \"${…}\" in one text")
        }
        flush()
        parts.append(.placeholder(placeholder))
    }

    private mutating func flush() {
        guard !literal.isEmpty else { return }
        parts.append(.bytes(literal))
        literal = []
    }

    private static func placeholder(_ text: String) throws(Failure) -> Placeholder {
        if let name = Placeholder.Name(rawValue: text) { return .named(name) }
        if let group = number(text) {
            guard (1...99).contains(group) else {
                throw Failure(message: "groups are numbered from 1 to 99, found \"${\(text)}\"")
            }
            return .group(group)
        }
        if text == "random" || text.hasPrefix("random:") {
            let most = TemplateLimits.random
            guard let count = number(String(text.dropFirst("random:".count))),
                (1...most).contains(count)
            else {
                throw Failure(
                    message: "expected \"${random:n}\" with n from 1 to \(most), found "
                        + "\"${\(text)}\"")
            }
            return .random(count)
        }
        let known = Placeholder.Name.allCases.map(\.rawValue) + ["random:8"]
        throw Failure(
            message: "unknown placeholder \"${\(text)}\"; write \"$${\" for the text itself",
            suggestion: EditDistance.nearest(to: text, among: known).map { "${\($0)}" })
    }

    /// A number in decimal digits of at most six places.
    private static func number(_ text: String) -> Int? {
        guard (1...6).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}

extension Kind where Value == TemplateText {
    /// A string in which `${…}` is filled in when the rule acts, or `{"hex"}`, `{"base64"}` for
    /// bytes that are sent as they are.
    static var template: Kind {
        anyOf([
            Kind<String>.string.map { text, node in
                do throws(TemplateParser.Failure) {
                    return try TemplateParser.parse(text)
                } catch {
                    node.error(error.message, suggestion: error.suggestion)
                    return nil
                }
            },
            Kind<[UInt8]>.encodedBytes.map { TemplateText($0) },
        ]).titled("template or bytes").defined(as: "template")
    }
}
