import SFTPWire

/// A way in which a stream arrives.
public enum StreamSplit: Equatable, Sendable, CustomStringConvertible {
    /// All at once.
    case whole
    /// One byte at a time.
    case bytes
    /// In pieces whose lengths come from this seed.
    case random(seed: UInt64)

    /// Name for reports.
    public var description: String {
        switch self {
        case .whole: "whole"
        case .bytes: "byte by byte"
        case .random(let seed): "split by seed \(seed)"
        }
    }

    /// The pieces of `bytes`, in order and none empty.
    public func chunks(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        switch self {
        case .whole:
            return bytes.isEmpty ? [] : [bytes[...]]
        case .bytes:
            return bytes.indices.map { bytes[$0...$0] }
        case .random(let seed):
            var random = SeededRandom(seed: seed)
            var chunks: [ArraySlice<UInt8>] = []
            var start = 0
            while start < bytes.count {
                // Small pieces hit header boundaries, large ones several packets at once.
                let most = random.next(below: 4) == 0 ? bytes.count : 9
                let end = min(start + 1 + random.next(below: most), bytes.count)
                chunks.append(bytes[start..<end])
                start = end
            }
            return chunks
        }
    }
}
