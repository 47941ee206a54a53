/// The bytes READ is answered with.
public struct DataAnswer: Equatable, Sendable {
    /// Where they come from.
    public enum Source: Equatable, Sendable {
        /// The file that was asked for.
        case file
        /// These bytes, whatever offset and length were asked for.
        case bytes(TemplateText)
        /// The file at this path.
        case path([UInt8])
        /// Computed from the offset.
        case generated(Filling)
    }

    /// Content that is computed where it is read.
    public enum Filling: Equatable, Sendable {
        /// Zeros.
        case zero
        /// Bytes that look random, the same for the same seed.
        case random(seed: UInt64)
        /// Words of eight bytes, each the offset it stands at, most significant byte first.
        case counter
    }

    /// Where a file ends.
    public enum End: Equatable, Sendable {
        /// At this offset, wherever it really does.
        case at(UInt64)
        /// Nowhere: zeros follow the last byte.
        case never
    }

    /// The most bytes a rule adds to what was asked for.
    public static let mostExtra: UInt64 = 1 << 20

    /// Where the bytes come from.
    public var source: Source
    /// The most bytes of one reply; nil: what was asked for.
    public var atMost: UInt64?
    /// So many fewer bytes than were asked for.
    public var fewer: UInt64
    /// So many more bytes than were asked for.
    public var extra: UInt64
    /// Where the file ends; nil: where its source does.
    public var end: End?
    /// What is changed in the bytes.
    public var corruption: Corruption?
    /// The length in front of the bytes; nil: the true one.
    public var declaredLength: CountChange?
    /// Bytes behind everything else, inside the packet.
    public var trailing: [UInt8]

    /// Makes an answer.
    public init(
        _ source: Source = .file, atMost: UInt64? = nil, fewer: UInt64 = 0, extra: UInt64 = 0,
        end: End? = nil, corruption: Corruption? = nil, declaredLength: CountChange? = nil,
        trailing: [UInt8] = []
    ) {
        self.source = source
        self.atMost = atMost
        self.fewer = fewer
        self.extra = extra
        self.end = end
        self.corruption = corruption
        self.declaredLength = declaredLength
        self.trailing = trailing
    }

    /// How many bytes answer a request for `asked` of them.
    public func count(for asked: Int) -> Int {
        let most = min(UInt64(clamping: asked), atMost ?? .max)
        return Int(clamping: most - min(most, fewer) + min(extra, Self.mostExtra))
    }
}

/// What is stored of the block a WRITE brings.
public struct BlockChange: Equatable, Sendable {
    /// Bytes in its place; nil: its own.
    public var replacement: TemplateText?
    /// The most bytes stored; nil: all.
    public var atMost: UInt64?
    /// So many of its last bytes are not stored.
    public var fewer: UInt64
    /// What is changed in the bytes.
    public var corruption: Corruption?

    /// Makes a change.
    public init(
        replacement: TemplateText? = nil, atMost: UInt64? = nil, fewer: UInt64 = 0,
        corruption: Corruption? = nil
    ) {
        self.replacement = replacement
        self.atMost = atMost
        self.fewer = fewer
        self.corruption = corruption
    }

    /// What is stored of `block`, which was to be written at `offset`.
    public func applied(to block: [UInt8], at offset: UInt64) -> [UInt8] {
        var bytes = replacement?.bytes ?? block
        let most = min(UInt64(clamping: bytes.count), atMost ?? .max)
        bytes.removeLast(bytes.count - Int(clamping: most - min(most, fewer)))
        corruption?.apply(to: &bytes, at: offset)
        return bytes
    }
}
