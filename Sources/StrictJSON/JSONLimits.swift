/// How large a document may be; whatever exceeds a limit is an error at the place that does.
public struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    public var maximumBytes: Int
    /// Containers inside each other; never more than `deepest`.
    public var maximumDepth: Int
    /// Values of any form; each costs some 100 bytes of memory at most, besides its text.
    public var maximumValues: Int

    /// Readers and the release of a tree go one call deeper per level: this many are safe on the
    /// smallest thread stack in use.
    public static let deepest = 256

    /// Limits far above any document written by hand: 16 MiB, 64 levels, a million values.
    public init(
        maximumBytes: Int = 16 << 20, maximumDepth: Int = 64, maximumValues: Int = 1_000_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, Self.deepest)
        self.maximumValues = maximumValues
    }
}
