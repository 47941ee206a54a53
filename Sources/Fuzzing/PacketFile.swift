public import SFTPWire

/// Any file with packets in it, to be looked at: a case, a conversation, plain hex, raw bytes.
public struct PacketFile {
    /// How raw bytes and plain hex are read; a case says so itself.
    public struct Reading: Equatable, Sendable {
        /// Who sent them; nil: the side that sends packets of the first one's type.
        public var direction: PacketType.Direction?
        /// The version that was negotiated.
        public var version: ProtocolVersion
        /// Whether even text is raw bytes: what a login script prints is.
        public var isRaw: Bool

        /// Makes a reading.
        public init(
            direction: PacketType.Direction? = nil, version: ProtocolVersion = .v3,
            isRaw: Bool = false
        ) {
            self.direction = direction
            self.version = version
            self.isRaw = isRaw
        }
    }

    /// The lines that show it.
    public let lines: [String]

    /// Reads the file at `path`; `-` is standard input.
    ///
    /// Throws all that is wrong with it.
    public init(path: String, reading: Reading = Reading()) throws(CorpusFileError) {
        let bytes = try CorpusFolder.contents(of: path == "-" ? "/dev/stdin" : path)
        try self.init(bytes, name: path == "-" ? "standard input" : path, reading: reading)
    }

    /// Shows the bytes of a file with this name.
    public init(
        _ bytes: [UInt8], name: String, reading: Reading = Reading()
    ) throws(CorpusFileError) {
        if reading.isRaw || !Self.isText(bytes) {
            lines = PacketListing.lines(Self.input(bytes, reading))
        } else if Self.hasDirectives(bytes) {
            lines = PacketListing.lines(try CorpusEntry(text: bytes, name: name))
        } else {
            var parser = CorpusFileParser(bytesOnly: name)
            parser.read(all: bytes)
            let entry = try parser.finish()
            let read = entry.streams.flatMap(\.bytes)
            lines = PacketListing.lines(Self.input(read, reading))
        }
    }

    private static func input(_ bytes: [UInt8], _ reading: Reading) -> FuzzInput {
        let type = bytes.count > 4 ? PacketType(rawValue: bytes[4]) : nil
        return FuzzInput(
            direction: reading.direction ?? type?.direction ?? .request,
            version: reading.version, bytes: bytes)
    }

    /// Whether these may be lines of text; a packet's length bytes are none.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { (0x20...0x7e).contains($0) || (9...13).contains($0) || $0 > 0xa0 }
    }

    /// Whether a line begins with `what:`, which every case has.
    private static func hasDirectives(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: 0x0a).contains { line in
            line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "what:".utf8)
        }
    }
}
