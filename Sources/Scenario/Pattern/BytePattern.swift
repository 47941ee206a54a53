/// A test on a path, name or handle, compiled when the scenario is loaded.
public struct BytePattern: Sendable {
    // One reference, so that looking at a condition copies a pointer and not its tables.
    private let compiled: CompiledPattern

    /// The regular expression it is, nil for other patterns; for those who want its groups.
    let regex: String?

    /// How the scenario wrote it, as JSON, for reports.
    public var text: String { compiled.text }

    /// The bytes themselves and nothing else.
    public init(exactly bytes: [UInt8]) {
        regex = nil
        compiled = CompiledPattern(
            .literal, literal: bytes, text: "{\"equals\": \(JSONText.quoted(bytes))}")
    }

    /// The bytes it takes in memory.
    var byteCount: Int { compiled.byteCount }
    /// The pattern as instructions; nil for a text too long for them.
    var program: PatternProgram? { compiled.wholeProgram }
    /// Whether a match may begin and end anywhere in a text.
    var matchesAnywhere: Bool { compiled.anywhere }

    /// A glob; the whole text has to match.
    ///
    /// - Parameter isQuick: whether memory may be spent on matching in less time.
    init(glob: String, isQuick: Bool = true) throws(PatternError) {
        regex = nil
        let node = try GlobParser.parse(glob)
        let text = JSONText.quoted(Array(glob.utf8))
        if let literal = node.literal {
            compiled = CompiledPattern(.literal, literal: literal, text: text)
        } else {
            compiled = try CompiledPattern(node, anywhere: false, isQuick: isQuick, text: text)
        }
    }

    /// A regular expression; it may match anywhere.
    ///
    /// - Parameter isQuick: whether memory may be spent on matching in less time.
    init(regex: String, isQuick: Bool = true) throws(PatternError) {
        self.regex = regex
        compiled = try CompiledPattern(
            try RegexParser.parse(regex), anywhere: true, isQuick: isQuick,
            text: "{\"regex\": \(JSONText.quoted(Array(regex.utf8)))}")
    }

    /// Whether `bytes` match.
    func matches(_ bytes: Span<UInt8>, _ machine: inout PatternMachine) -> Bool {
        compiled.matches(bytes, &machine)
    }
}

/// What a pattern was compiled to.
private final class CompiledPattern: Sendable {
    enum Form: Sendable {
        case literal, automaton, program
    }

    let text: String
    private let form: Form
    private let literal: [UInt8]
    private let automaton: PatternAutomaton?
    private let program: PatternProgram?
    let anywhere: Bool

    init(
        _ form: Form, literal: [UInt8] = [], automaton: PatternAutomaton? = nil,
        program: PatternProgram? = nil, anywhere: Bool = false, text: String
    ) {
        self.form = form
        self.literal = literal
        self.automaton = automaton
        self.program = program
        self.anywhere = anywhere
        self.text = text
    }

    convenience init(
        _ node: PatternNode, anywhere: Bool, isQuick: Bool, text: String
    ) throws(PatternError) {
        guard let program = PatternProgram(node) else {
            throw PatternError(
                character: 1,
                message: "the pattern needs more than \(PatternLimits.instructions) steps")
        }
        let automaton = isQuick ? PatternAutomaton(program, anywhere: anywhere) : nil
        self.init(
            automaton == nil ? .program : .automaton, automaton: automaton, program: program,
            anywhere: anywhere, text: text)
    }

    /// The bytes it takes in memory.
    var byteCount: Int {
        literal.count + text.utf8.count + (program?.byteCount ?? 0) + (automaton?.byteCount ?? 0)
    }

    /// The pattern as instructions, a literal one made for the purpose.
    var wholeProgram: PatternProgram? {
        program ?? PatternProgram(.sequence(literal.map { .byte($0) }))
    }

    func matches(_ bytes: Span<UInt8>, _ machine: inout PatternMachine) -> Bool {
        switch form {
        case .literal: return isLiteral(bytes)
        case .automaton: return automaton?.matches(bytes) ?? false
        case .program:
            return program.map { machine.matches($0, bytes, anywhere: anywhere) } ?? false
        }
    }

    private func isLiteral(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == literal.count else { return false }
        // The ends of paths differ sooner than their beginnings.
        var index = literal.count
        while index > 0 {
            index -= 1
            guard bytes[index] == literal[index] else { return false }
        }
        return true
    }
}
