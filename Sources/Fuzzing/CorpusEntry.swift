public import SFTPWire

/// What a file of the corpus holds: one stream, or both directions of a session.
public enum CorpusEntry: Equatable, Sendable {
    /// Bytes that one side sends.
    case stream(CorpusFile)
    /// What both sides send, turn by turn.
    case conversation(Conversation)

    /// The path it was read from, or any other name for messages.
    public var name: String {
        switch self {
        case .stream(let file): file.name
        case .conversation(let conversation): conversation.name
        }
    }

    /// One sentence: what is special about these bytes.
    public var what: String {
        switch self {
        case .stream(let file): file.what
        case .conversation(let conversation): conversation.what
        }
    }

    /// The bug shapes it shows, rows of `Corpus/SHAPES.md`.
    public var shapes: [Int] {
        switch self {
        case .stream(let file): file.shapes
        case .conversation(let conversation): conversation.shapes
        }
    }

    /// The folder the file lies in, which is its family.
    public var family: String { CorpusFile.family(of: name) }

    /// Each direction as a case of its own; a stream is one.
    public var streams: [CorpusFile] {
        switch self {
        case .stream(let file): [file]
        case .conversation(let conversation): conversation.streams
        }
    }

    /// The entry as text; read again it is the same.
    public var text: String {
        switch self {
        case .stream(let file): file.text
        case .conversation(let conversation): conversation.text
        }
    }

    /// Reads a file's text; any bytes are judged, nothing traps.
    ///
    /// Throws all problems of the file at once.
    public init(text: [UInt8], name: String) throws(CorpusFileError) {
        var parser = CorpusFileParser(name: name)
        parser.read(all: text)
        self = try parser.finish()
    }
}

/// Both directions of a session, turn by turn: a bug shape that needs more than one packet.
///
/// The text format is described in `Corpus/README.md`.
public struct Conversation: Equatable, Sendable {
    /// What one side sends before the other one goes on.
    public struct Turn: Equatable, Sendable {
        /// Who sends: `request` is the client, `reply` the server.
        public var direction: PacketType.Direction
        /// What is special about this turn; may be empty.
        public var what: String
        /// Where this turn was seen, when that is another place than the conversation's.
        public var seen: String?
        /// The version these bytes are read in.
        public var version: ProtocolVersion
        /// What the codec must say, one verdict per packet that ends in this turn.
        public var expected: [Verdict]
        /// The bytes; a packet may begin in one turn of a side and end in its next.
        public var bytes: [UInt8]

        /// Makes a turn.
        public init(
            _ direction: PacketType.Direction, what: String = "", seen: String? = nil,
            version: ProtocolVersion = .v3, expected: [Verdict], bytes: [UInt8]
        ) {
            self.direction = direction
            self.what = what
            self.seen = seen
            self.version = version
            self.expected = expected
            self.bytes = bytes
        }
    }

    /// The path it was read from, or any other name for messages.
    public var name: String
    /// One sentence: what is special about this conversation.
    public var what: String
    /// Where it was seen: an address, a CVE, or `here`.
    public var seen: String
    /// The bug shapes it shows, rows of `Corpus/SHAPES.md`.
    public var shapes: [Int]
    /// Whether departures that real servers accept are errors.
    public var isStrict: Bool
    /// The turns in the order of time.
    public var turns: [Turn]

    /// Makes a conversation.
    public init(
        name: String, what: String, seen: String, shapes: [Int] = [], isStrict: Bool = false,
        turns: [Turn]
    ) {
        self.name = name
        self.what = what
        self.seen = seen
        self.shapes = shapes
        self.isStrict = isStrict
        self.turns = turns
    }

    /// What each side sends as one stream, cut only where the version changes.
    ///
    /// Their names are the file's with the side behind it: `a.hex (client)`.
    public var streams: [CorpusFile] {
        [PacketType.Direction.request, .reply].flatMap { direction in
            var streams: [CorpusFile] = []
            for turn in turns where turn.direction == direction {
                if let last = streams.indices.last, streams[last].version == turn.version {
                    streams[last].bytes += turn.bytes
                    streams[last].expected += turn.expected
                } else {
                    streams.append(
                        CorpusFile(
                            name: "\(name) (\(direction.side))", what: what, seen: seen,
                            direction: direction, version: turn.version, isStrict: isStrict,
                            shapes: shapes, expected: turn.expected, bytes: turn.bytes))
                }
            }
            return streams
        }
    }

    /// The conversation as text: directives, then the turns with one field per line.
    public var text: String {
        let version = turns.first?.version ?? .v3
        var lines = CorpusText.head(what: what, seen: seen, shapes: shapes)
        lines.append("version: \(version.rawValue)")
        if isStrict { lines.append("reading: strict") }
        var current = version
        for turn in turns {
            lines.append("")
            lines.append(turn.what.isEmpty ? turn.side : "\(turn.side) \(turn.what)")
            if let seen = turn.seen { lines.append("seen: \(seen)") }
            if turn.version != current { lines.append("version: \(turn.version.rawValue)") }
            current = turn.version
            lines += CorpusText.expectations(turn.expected)
            lines += AnnotatedHex.lines(
                turn.bytes, direction: turn.direction, version: turn.version)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Conversation.Turn {
    /// The directive that begins the turn.
    fileprivate var side: String { "\(direction.side):" }
}

extension PacketType.Direction {
    /// Who sends in this direction: `client` or `server`.
    public var side: String { self == .request ? "client" : "server" }
}
