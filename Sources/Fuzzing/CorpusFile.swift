public import SFTPWire

/// One case of the corpus: bytes of a stream, what the codec must say, and where it was seen.
///
/// The text format is described in `Corpus/README.md`.
public struct CorpusFile: Equatable, Sendable {
    /// The most bytes one case may have: eight of the largest packets.
    public static let maximumByteCount = 8 * WireLimits.receivedPacketLength
    /// The most verdicts one case may expect.
    public static let maximumVerdictCount = 100_000

    /// The path it was read from, or any other name for messages.
    public var name: String
    /// One sentence: what is special about these bytes.
    public var what: String
    /// Where it was seen: an address, a CVE, or `here`.
    public var seen: String
    /// Who would send these bytes.
    public var direction: PacketType.Direction
    /// The version that was negotiated.
    public var version: ProtocolVersion
    /// Whether departures that real servers accept are errors.
    public var isStrict: Bool
    /// The bug shapes it shows, rows of `Corpus/SHAPES.md`.
    public var shapes: [Int]
    /// What the codec must say, one verdict per packet, in stream order.
    public var expected: [Verdict]
    /// Whether nothing is claimed (`expect: any`): it must only keep the codec's promises.
    public var isOpen = false
    /// The stream.
    public var bytes: [UInt8]

    /// Makes a case.
    public init(
        name: String, what: String, seen: String, direction: PacketType.Direction,
        version: ProtocolVersion = .v3, isStrict: Bool = false, shapes: [Int] = [],
        expected: [Verdict], bytes: [UInt8]
    ) {
        self.name = name
        self.what = what
        self.seen = seen
        self.direction = direction
        self.version = version
        self.isStrict = isStrict
        self.shapes = shapes
        self.expected = expected
        self.bytes = bytes
    }

    /// The folder the file lies in, which is its family.
    public var family: String { Self.family(of: name) }

    static func family(of name: String) -> String {
        let parts = name.split(separator: "/")
        return parts.count < 2 ? "" : String(parts[parts.count - 2])
    }
}

/// Something wrong with a corpus file.
public struct CorpusProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// The line, from 1; 0 for problems of the whole file.
    public var line: Int
    /// What is wrong.
    public var message: String

    /// `file:line: error: message`, as compilers write it.
    public var description: String {
        line > 0 ? "\(file):\(line): error: \(message)" : "\(file): error: \(message)"
    }
}

/// All that is wrong with one corpus file.
public struct CorpusFileError: Error, Equatable, Sendable {
    /// The problems, by line; never empty.
    public var problems: [CorpusProblem]
}
