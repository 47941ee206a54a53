internal import SFTPWire

/// What a supervisor asks of its worker, one line each: a word, then values with blanks between.
enum WorkerRequest: Equatable {
    /// Replay this file with these splits, and judge every stream of it.
    case replay(seed: UInt64, path: String)
    /// Judge one stream.
    case judge(FuzzInput, splitSeed: UInt64)
    /// Begin a campaign from these streams later.
    case seed(FuzzInput)
    /// Begin a campaign.
    case campaign(
        seed: UInt64, versions: [ProtocolVersion], directions: [PacketType.Direction])
    /// Go on for so many cases, or so many milliseconds.
    case slice(cases: Int, milliseconds: Int)

    /// The request as a line.
    var line: String {
        switch self {
        case .replay(let seed, let path): "replay \(seed) \(WorkerText.field(path))"
        case .judge(let input, let seed): "judge \(seed) \(WorkerText.fields(input))"
        case .seed(let input): "seed \(WorkerText.fields(input))"
        case .campaign(let seed, let versions, let directions):
            "campaign \(seed) \(versions.map { String($0.rawValue) }.joined(separator: ",")) "
                + directions.map(\.rawValue).joined(separator: ",")
        case .slice(let cases, let milliseconds): "slice \(cases) \(milliseconds)"
        }
    }

    /// Reads what `line` writes.
    init?(_ line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let number = words.count > 1 ? UInt64(words[1]) : nil
        switch (words.first, words.count) {
        case ("replay", 3):
            guard let number, let path = WorkerText.string(words[2]) else { return nil }
            self = .replay(seed: number, path: path)
        case ("judge", 5):
            guard let number, let input = WorkerText.input(words[2...]) else { return nil }
            self = .judge(input, splitSeed: number)
        case ("seed", 4):
            guard let input = WorkerText.input(words[1...]) else { return nil }
            self = .seed(input)
        case ("campaign", 4):
            guard let number else { return nil }
            let versions = words[2].split(separator: ",").compactMap {
                UInt32($0).flatMap(ProtocolVersion.init(rawValue:))
            }
            let directions = words[3].split(separator: ",").compactMap {
                PacketType.Direction(rawValue: String($0))
            }
            guard !versions.isEmpty, !directions.isEmpty else { return nil }
            self = .campaign(seed: number, versions: versions, directions: directions)
        case ("slice", 3):
            guard let cases = Int(words[1]), let time = Int(words[2]) else { return nil }
            self = .slice(cases: cases, milliseconds: time)
        default: return nil
        }
    }
}

/// What a worker answers, one line each; `done` ends the answer to a request.
enum WorkerAnswer: Equatable {
    /// A case did not give the verdicts it expects.
    case mismatch(String)
    /// A promise was broken.
    case finding(Finding)
    /// The request is done; the numbers are those of a campaign so far.
    case done(FuzzStatistics)

    /// The answer as a line.
    var line: String {
        switch self {
        case .mismatch(let text): "mismatch \(WorkerText.field(text))"
        case .finding(let finding):
            "finding \(finding.promise.rawValue) \(WorkerText.field(finding.site)) "
                + "\(WorkerText.field(finding.message)) \(WorkerText.fields(finding.input))"
        case .done(let statistics):
            "done \(statistics.caseCount) \(statistics.decodedCount) "
                + "\(statistics.refusedCount) \(statistics.featureCount) "
                + "\(statistics.findingCount)"
        }
    }

    /// Reads what `line` writes.
    init?(_ line: Substring) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case ("mismatch", 2):
            guard let text = WorkerText.string(words[1]) else { return nil }
            self = .mismatch(text)
        case ("finding", 7):
            guard let promise = Finding.Promise(rawValue: String(words[1])),
                let site = WorkerText.string(words[2]), let message = WorkerText.string(words[3]),
                let input = WorkerText.input(words[4...])
            else { return nil }
            self = .finding(Finding(promise: promise, message: message, site: site, input: input))
        case ("done", 6):
            let numbers = words.dropFirst().compactMap { Int($0) }
            guard numbers.count == 5 else { return nil }
            self = .done(
                FuzzStatistics(
                    caseCount: numbers[0], decodedCount: numbers[1], refusedCount: numbers[2],
                    featureCount: numbers[3], findingCount: numbers[4]))
        default: return nil
        }
    }
}

extension Finding {
    /// The stream that shows it.
    public var input: FuzzInput {
        FuzzInput(direction: direction, version: version, bytes: bytes)
    }

    init(promise: Promise, message: String, site: String, input: FuzzInput) {
        self.init(
            promise: promise, message: message, site: site, bytes: input.bytes,
            direction: input.direction, version: input.version)
    }
}

/// Values as words without blanks: text and bytes are hex, empty ones `-`.
enum WorkerText {
    static func field(_ text: String) -> String { hex(Array(text.utf8)) }

    static func fields(_ input: FuzzInput) -> String {
        "\(input.direction.rawValue) \(input.version.rawValue) \(hex(input.bytes))"
    }

    static func string(_ word: Substring) -> String? {
        bytes(word).map { String(decoding: $0, as: UTF8.self) }
    }

    static func input(_ words: ArraySlice<Substring>) -> FuzzInput? {
        guard words.count == 3, let first = words.first, let last = words.last,
            let direction = PacketType.Direction(rawValue: String(first)),
            let number = UInt32(words[words.startIndex + 1]),
            let version = ProtocolVersion(rawValue: number), let bytes = bytes(last)
        else { return nil }
        return FuzzInput(direction: direction, version: version, bytes: bytes)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.isEmpty ? "-" : HexText.text(bytes)
    }

    private static func bytes(_ word: Substring) -> [UInt8]? {
        word == "-" ? [] : HexText.bytes(word)
    }
}
