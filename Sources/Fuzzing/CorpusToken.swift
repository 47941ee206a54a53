/// A run of hex digits or a quoted text of a corpus line, and how often it stands there.
struct CorpusToken {
    /// What is wrong with a line.
    struct Mistake: Error {
        let message: String
    }

    let bytes: [UInt8]
    let times: Int

    /// Takes the next one from the front of a line; nil at its end.
    init?(_ line: inout Substring) throws(Mistake) {
        line = line.trimmed
        guard let first = line.first else { return nil }
        bytes = first == "\"" ? try Self.quoted(&line) : try Self.hex(&line)
        line = line.trimmed
        times = line.first == "*" ? try Self.count(&line) : 1
    }

    private static func count(_ line: inout Substring) throws(Mistake) -> Int {
        line = line.dropFirst().trimmed
        let digits = line.prefix { $0 >= "0" && $0 <= "9" }
        guard let count = Int(digits), count >= 1 else {
            throw Mistake(message: "* needs a count of at least 1")
        }
        line = line.dropFirst(digits.count)
        return count
    }

    private static func hex(_ line: inout Substring) throws(Mistake) -> [UInt8] {
        let word = line.prefix { $0 != " " && $0 != "\t" && $0 != "*" && $0 != "\"" }
        line = line.dropFirst(word.count)
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in word.utf8 {
            guard let digit = HexText.value(of: character) else {
                throw Mistake(message: "\"\(word)\" is neither hex bytes nor quoted text")
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil, !bytes.isEmpty else {
            throw Mistake(message: "\"\(word)\" has half a byte")
        }
        return bytes
    }

    private static func quoted(_ line: inout Substring) throws(Mistake) -> [UInt8] {
        var bytes: [UInt8] = []
        var isEscaped = false
        line = line.dropFirst()
        while let character = line.popFirst() {
            guard let byte = character.asciiValue, byte >= 0x20 else {
                throw Mistake(message: "quoted text holds printable ASCII only")
            }
            if !isEscaped, character == "\"" { return bytes }
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            if isEscaped, character != "\"", character != "\\" {
                throw Mistake(message: "only \\\" and \\\\ are escapes")
            }
            isEscaped = false
            bytes.append(byte)
        }
        throw Mistake(message: "quoted text does not end")
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    var trimmed: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        while rest.last == " " || rest.last == "\t" { rest = rest.dropLast() }
        return rest
    }

    /// The first `character` that is not inside of quoted text.
    func firstIndexOutsideQuotes(of character: Character) -> Index? {
        var isQuoted = false
        var isEscaped = false
        for index in indices {
            if self[index] == character, !isQuoted { return index }
            if self[index] == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && self[index] == "\\" && !isEscaped
        }
        return nil
    }
}
