import SFTPWire

extension CorpusFile {
    /// Reads a case of one direction from its text; any bytes are judged, nothing traps.
    ///
    /// Throws all problems of the file at once.
    public init(text: [UInt8], name: String) throws(CorpusFileError) {
        guard case .stream(let file) = try CorpusEntry(text: text, name: name) else {
            let message = "this is a conversation, not one stream"
            throw CorpusFileError(
                problems: [CorpusProblem(file: name, line: 0, message: message)])
        }
        self = file
    }
}

/// Reads a corpus file line by line and collects its problems.
struct CorpusFileParser {
    private let name: String
    private var line = 0
    private var problems: [CorpusProblem] = []
    private var directives: [String: String] = [:]
    /// What a case of one direction expects, or the turn that is being read.
    private var expected: [Verdict] = []
    private var expectedCount = 0
    private var bytes: [UInt8] = []
    private var byteCount = 0
    /// The directives of the turn that is being read; nil before the first one.
    private var turn: (direction: PacketType.Direction, directives: [String: String])?
    private var turns: [Conversation.Turn] = []
    /// The block that is being repeated: where it began, and how often it is wanted.
    private var block: (line: Int, count: Int, start: Int)?
    private var isFull = false
    /// Whether `expect: any` was read.
    private var isOpen = false

    private static let known = ["what", "seen", "direction", "version", "reading", "shape"]

    init(name: String) {
        self.name = name
    }

    /// Reads a file that has bytes and no directives.
    init(bytesOnly name: String) {
        self.init(name: name)
        directives = ["what": "Bytes.", "seen": "here", "direction": "request"]
        isOpen = true
    }

    /// Reads all lines.
    mutating func read(all text: [UInt8]) {
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            read(String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self))
        }
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

    /// The case or conversation, or all problems.
    mutating func finish() throws(CorpusFileError) -> CorpusEntry {
        closeBlock()
        let isConversation = turn != nil
        endTurn()
        line = 0
        let direction = PacketType.Direction(rawValue: directives["direction"] ?? "")
        if direction == nil, !isConversation {
            problem("direction must be request or reply")
        }
        let version = version(directives["version"])
        let reading = directives["reading"] ?? "tolerant"
        if reading != "tolerant", reading != "strict" {
            problem("reading must be tolerant or strict")
        }
        for key in ["what", "seen"] where (directives[key] ?? "").isEmpty {
            problem("\(key) is missing")
        }
        if expectedCount == 0, !isOpen { problem("expect is missing") }
        if isOpen, expectedCount > 0 || isConversation {
            problem("expect: any stands alone, in a case of one direction")
        }
        let shapes = shapes()
        guard problems.isEmpty, let version else { throw CorpusFileError(problems: problems) }
        let (what, seen) = (directives["what"] ?? "", directives["seen"] ?? "")
        guard let direction, !isConversation else {
            return .conversation(
                Conversation(
                    name: name, what: what, seen: seen, shapes: shapes,
                    isStrict: reading == "strict", turns: turns))
        }
        var file = CorpusFile(
            name: name, what: what, seen: seen, direction: direction, version: version,
            isStrict: reading == "strict", shapes: shapes, expected: expected, bytes: bytes)
        file.isOpen = isOpen
        return .stream(file)
    }

    private mutating func directive(_ key: String, _ value: String) {
        if key == "expect" {
            expect(value)
        } else if key == "client" || key == "server" {
            beginTurn(key == "client" ? .request : .reply, value)
        } else if !Self.known.contains(key) {
            problem("unknown directive \"\(key)\"")
        } else if turn != nil {
            if key == "version" { _ = version(value) }
            if key != "seen", key != "version" {
                problem("\(key) stands above the first client: or server:")
            } else if turn?.directives.updateValue(value, forKey: key) != nil {
                problem("directive \"\(key)\" is given twice")
            }
        } else if directives.updateValue(value, forKey: key) != nil {
            problem("directive \"\(key)\" is given twice")
        }
    }

    private mutating func beginTurn(_ direction: PacketType.Direction, _ what: String) {
        if turn == nil {
            if !expected.isEmpty || !bytes.isEmpty {
                problem("in a conversation, bytes and verdicts stand below client: or server:")
            }
            if directives["direction"] != nil {
                problem("a conversation has no direction: client: and server: say it")
            }
        }
        closeBlock()
        endTurn()
        turn = (direction, ["what": what])
    }

    private mutating func endTurn() {
        guard let turn else { return }
        let version = turn.directives["version"] ?? directives["version"] ?? "3"
        turns.append(
            Conversation.Turn(
                turn.direction, what: turn.directives["what"] ?? "",
                seen: turn.directives["seen"], version: Self.version(version) ?? .v3,
                expected: expected, bytes: bytes))
        // A version holds from its turn on.
        if Self.version(version) != nil { directives["version"] = version }
        expected = []
        bytes = []
    }

    private mutating func version(_ text: String?) -> ProtocolVersion? {
        let version = Self.version(text ?? "3")
        if version == nil { problem("version must be 3, 4, 5 or 6") }
        return version
    }

    private static func version(_ text: String) -> ProtocolVersion? {
        ProtocolVersion(rawValue: UInt32(text) ?? 0)
    }

    private mutating func shapes() -> [Int] {
        guard let text = directives["shape"] else { return [] }
        let numbers = text.split(separator: ",").map { Int($0.trimmed) ?? 0 }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 > 0 }) else {
            problem("shape must be numbers of rows, such as 17 or 51, 52")
            return []
        }
        return numbers
    }

    private mutating func expect(_ value: String) {
        if value == "any", turn == nil {
            isOpen = true
            return
        }
        let parts = value.split(separator: "*", maxSplits: 1).map { String($0.trimmed) }
        let count = parts.count == 2 ? Int(parts[1]) ?? 0 : 1
        guard let text = parts.first, let verdict = Verdict(text) else {
            problem("not a verdict: \"\(value)\"")
            return
        }
        guard count >= 1, count <= CorpusFile.maximumVerdictCount - expectedCount else {
            problem("a verdict is repeated 1 to \(CorpusFile.maximumVerdictCount) times in all")
            return
        }
        expectedCount += count
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

    private mutating func closeBlock() {
        if let block { problem("repeat without end", line: block.line) }
        block = nil
    }

    private mutating func content(_ text: Substring) {
        var rest = text
        do throws(CorpusToken.Mistake) {
            while let token = try CorpusToken(&rest) { append(token.bytes, times: token.times) }
        } catch {
            problem(error.message)
        }
    }

    private mutating func append(_ token: [UInt8], times: Int) {
        let room = CorpusFile.maximumByteCount - byteCount
        let (size, hasOverflow) = token.count.multipliedReportingOverflow(by: times)
        guard !hasOverflow, size <= room else {
            if !isFull { problem("more than \(CorpusFile.maximumByteCount) bytes") }
            isFull = true
            return
        }
        byteCount += size
        bytes.reserveCapacity(bytes.count + size)
        for _ in 0..<(token.isEmpty ? 0 : times) { bytes.append(contentsOf: token) }
    }

    private mutating func problem(_ message: String, line: Int? = nil) {
        // A file of a million bad lines needs no million messages.
        guard problems.count < 100 else { return }
        problems.append(CorpusProblem(file: name, line: line ?? self.line, message: message))
    }
}
