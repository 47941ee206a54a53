/// What a file holds at the start; all but `bytes` cost no memory, whatever their size.
public enum FileContent: Equatable, Sendable {
    /// These bytes.
    case bytes([UInt8])
    /// `size` bytes of zero.
    case zero(size: UInt64)
    /// `size` pseudo-random bytes; see ``VirtualContent`` for the formula.
    case random(size: UInt64, seed: UInt64)
    /// `text` over and over, cut after `size` bytes.
    case repeated([UInt8], size: UInt64)

    /// The size in bytes.
    public var size: UInt64 {
        switch self {
        case .bytes(let bytes): UInt64(bytes.count)
        case .zero(let size), .random(let size, _), .repeated(_, let size): size
        }
    }
}
