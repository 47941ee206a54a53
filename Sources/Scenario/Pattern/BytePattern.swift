/// A test on a path, name or handle, compiled when the scenario is loaded.
public struct BytePattern: Sendable {
    private enum Form: Sendable {
        case exactly([UInt8])
        case whole(prefix: [UInt8], PatternProgram)
        case anywhere(PatternProgram)
    }

    private let form: Form
    /// How the scenario wrote it, as JSON, for reports.
    public let text: String

    /// The bytes themselves and nothing else.
    public init(exactly bytes: [UInt8]) {
        form = .exactly(bytes)
        text = "{\"equals\": \(JSONText.quoted(bytes))}"
    }

    /// A glob; the whole text has to match.
    init(glob: String) throws(PatternError) {
        let node = try GlobParser.parse(glob)
        text = JSONText.quoted(Array(glob.utf8))
        if let literal = node.literal {
            form = .exactly(literal)
        } else {
            form = .whole(prefix: node.literalPrefix, try Self.compile(node))
        }
    }

    /// A regular expression; it may match anywhere.
    init(regex: String) throws(PatternError) {
        let node = try RegexParser.parse(regex)
        text = "{\"regex\": \(JSONText.quoted(Array(regex.utf8)))}"
        form = .anywhere(try Self.compile(node))
    }

    private static func compile(_ node: PatternNode) throws(PatternError) -> PatternProgram {
        guard let program = PatternProgram(node) else {
            throw PatternError(
                character: 1,
                message: "the pattern needs more than \(PatternLimits.instructions) steps")
        }
        return program
    }

    /// Whether `bytes` match.
    func matches(_ bytes: Span<UInt8>, _ machine: inout PatternMachine) -> Bool {
        switch form {
        case .exactly(let wanted):
            return bytes.count == wanted.count && Self.starts(bytes, with: wanted)
        case .whole(let prefix, let program):
            return Self.starts(bytes, with: prefix)
                && machine.matches(program, bytes, anywhere: false)
        case .anywhere(let program): return machine.matches(program, bytes, anywhere: true)
        }
    }

    private static func starts(_ bytes: Span<UInt8>, with prefix: [UInt8]) -> Bool {
        guard bytes.count >= prefix.count else { return false }
        for index in prefix.indices where bytes[index] != prefix[index] {
            return false
        }
        return true
    }
}
