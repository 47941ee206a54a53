import SFTPWire

extension CorpusFile {
    /// Reads a case from its text; any bytes are judged, nothing traps.
    ///
    /// Throws all problems of the file at once.
    public init(text: [UInt8], name: String) throws(CorpusFileError) {
        var parser = CorpusFileParser(name: name)
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            parser.read(String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self))
        }
        self = try parser.finish()
    }
}

/// Reads a corpus file line by line and collects its problems.
struct CorpusFileParser {
    private let name: String
    private var line = 0
    private var problems: [CorpusProblem] = []
    private var directives: [String: String] = [:]
    private var expected: [Verdict] = []
    private var bytes: [UInt8] = []
    /// The block that is being repeated: where it began, and how often it is wanted.
    private var block: (line: Int, count: Int, start: Int)?
    private var isFull = false

    private static let known = ["what", "seen", "direction", "version", "reading"]

    init(name: String) {
        self.name = name
    }

    /// Reads the next line.
    mutating func read(_ text: String) {
        line += 1
        var rest = text[...].trimmed
        guard !rest.isEmpty, !rest.hasPrefix("#") else { return }
        if let colon = rest.firstIndex(of: ":"), rest[..<colon].allSatisfy(\.isLetter) {
            directive(String(rest[..<colon]), String(rest[rest.index(after: colon)...].trimmed))
            return
        }
        if let hash = rest.firstIndexOutsideQuotes(of: "#") { rest = rest[..<hash].trimmed }
        switch rest.split(separator: " ").first {
        case "repeat": beginBlock(rest.dropFirst(6).trimmed)
        case "end": endBlock(rest.dropFirst(3).trimmed)
        default: content(rest)
        }
    }

    /// The case, or all problems.
    mutating func finish() throws(CorpusFileError) -> CorpusFile {
        if let block { problem("repeat without end", line: block.line) }
        line = 0
        let direction = PacketType.Direction(rawValue: directives["direction"] ?? "")
        if direction == nil { problem("direction must be request or reply") }
        let version = ProtocolVersion(rawValue: UInt32(directives["version"] ?? "3") ?? 0)
        if version == nil { problem("version must be 3, 4, 5 or 6") }
        let reading = directives["reading"] ?? "tolerant"
        if reading != "tolerant", reading != "strict" {
            problem("reading must be tolerant or strict")
        }
        for key in ["what", "seen"] where (directives[key] ?? "").isEmpty {
            problem("\(key) is missing")
        }
        if expected.isEmpty { problem("expect is missing") }
        guard problems.isEmpty, let direction, let version else {
            throw CorpusFileError(problems: problems)
        }
        return CorpusFile(
            name: name, what: directives["what"] ?? "", seen: directives["seen"] ?? "",
            direction: direction, version: version, isStrict: reading == "strict",
            expected: expected, bytes: bytes)
    }

    private mutating func directive(_ key: String, _ value: String) {
        if key == "expect" {
            expect(value)
        } else if !Self.known.contains(key) {
            problem("unknown directive \"\(key)\"")
        } else if directives.updateValue(value, forKey: key) != nil {
            problem("directive \"\(key)\" is given twice")
        }
    }

    private mutating func expect(_ value: String) {
        let parts = value.split(separator: "*", maxSplits: 1).map { String($0.trimmed) }
        let count = parts.count == 2 ? Int(parts[1]) ?? 0 : 1
        guard let text = parts.first, let verdict = Verdict(text) else {
            problem("not a verdict: \"\(value)\"")
            return
        }
        guard count >= 1, count <= CorpusFile.maximumVerdictCount - expected.count else {
            problem("a verdict is repeated 1 to \(CorpusFile.maximumVerdictCount) times in all")
            return
        }
        expected.append(contentsOf: repeatElement(verdict, count: count))
    }

    private mutating func beginBlock(_ text: Substring) {
        guard block == nil else {
            problem("repeat inside of repeat")
            return
        }
        guard let count = Int(text), count >= 1 else {
            problem("repeat needs a count of at least 1")
            return
        }
        block = (line, count, bytes.count)
    }

    private mutating func endBlock(_ text: Substring) {
        guard let block, text.isEmpty else {
            problem(text.isEmpty ? "end without repeat" : "end stands alone on its line")
            return
        }
        self.block = nil
        let run = Array(bytes[block.start...])
        append(run, times: block.count - 1)
    }

    private mutating func content(_ text: Substring) {
        var rest = text
        while !rest.isEmpty {
            guard let token = token(&rest) else { return }
            rest = rest.trimmed
            var times = 1
            if rest.first == "*" {
                rest = rest.dropFirst().trimmed
                let digits = rest.prefix { $0 >= "0" && $0 <= "9" }
                guard let count = Int(digits), count >= 1 else {
                    problem("* needs a count of at least 1")
                    return
                }
                times = count
                rest = rest.dropFirst(digits.count).trimmed
            }
            append(token, times: times)
        }
    }

    /// Takes a run of hex digits or a quoted text from the front.
    private mutating func token(_ rest: inout Substring) -> [UInt8]? {
        if rest.first == "\"" { return quoted(&rest) }
        let word = rest.prefix { $0 != " " && $0 != "\t" && $0 != "*" && $0 != "\"" }
        rest = rest.dropFirst(word.count)
        var token: [UInt8] = []
        var high: UInt8?
        for byte in word.utf8 {
            guard let digit = HexText.value(of: byte) else {
                problem("\"\(word)\" is neither hex bytes nor quoted text")
                return nil
            }
            if let first = high {
                token.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil, !token.isEmpty else {
            problem("\"\(word)\" has half a byte")
            return nil
        }
        return token
    }

    private mutating func quoted(_ rest: inout Substring) -> [UInt8]? {
        var token: [UInt8] = []
        var isEscaped = false
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            guard let byte = character.asciiValue, byte >= 0x20 else {
                problem("quoted text holds printable ASCII only")
                return nil
            }
            if !isEscaped, character == "\"" { return token }
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            if isEscaped, character != "\"", character != "\\" {
                problem("only \\\" and \\\\ are escapes")
                return nil
            }
            isEscaped = false
            token.append(byte)
        }
        problem("quoted text does not end")
        return nil
    }

    private mutating func append(_ token: [UInt8], times: Int) {
        let room = CorpusFile.maximumByteCount - bytes.count
        let (size, hasOverflow) = token.count.multipliedReportingOverflow(by: times)
        guard !hasOverflow, size <= room else {
            if !isFull { problem("more than \(CorpusFile.maximumByteCount) bytes") }
            isFull = true
            return
        }
        bytes.reserveCapacity(bytes.count + size)
        for _ in 0..<(token.isEmpty ? 0 : times) { bytes.append(contentsOf: token) }
    }

    private mutating func problem(_ message: String, line: Int? = nil) {
        // A file of a million bad lines needs no million messages.
        guard problems.count < 100 else { return }
        problems.append(CorpusProblem(file: name, line: line ?? self.line, message: message))
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        while rest.last == " " || rest.last == "\t" { rest = rest.dropLast() }
        return rest
    }

    /// The first `character` that is not inside of quoted text.
    fileprivate func firstIndexOutsideQuotes(of character: Character) -> Index? {
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
