import SFTPWire

/// Changes in a block of a file; the same block is always changed the same way.
public enum Corruption: Equatable, Sendable {
    /// From an offset of the file on these bytes stand in place of its own.
    case overwrite(at: UInt64, [UInt8])
    /// Exclusive or with a mask: once, at an offset of the file; nil: over and over, in step with
    /// the offset.
    case mask(at: UInt64?, [UInt8])
    /// So many bits of each block are turned over, drawn from a seed and the block's offset.
    case flips(count: Int, seed: UInt64)

    /// Changes `block`, which lies at `offset` of its file.
    public func apply(to block: inout [UInt8], at offset: UInt64) {
        switch self {
        case .overwrite(let start, let bytes):
            Self.merge(bytes, at: start, into: &block, at: offset) { $1 }
        case .mask(let start?, let mask):
            Self.merge(mask, at: start, into: &block, at: offset) { $0 ^ $1 }
        case .mask(nil, let mask):
            guard !mask.isEmpty else { return }
            let shift = Int(offset % UInt64(mask.count))
            for index in block.indices { block[index] ^= mask[(index + shift) % mask.count] }
        case .flips(let count, let seed):
            guard !block.isEmpty else { return }
            var random = SeededRandom(seed: seed).branch(offset)
            for _ in 0..<count {
                let place = random.next(below: block.count)
                block[place] ^= 1 << UInt8(random.next(below: 8))
            }
        }
    }

    /// Merges into `block` what of `bytes` lies within it.
    private static func merge(
        _ bytes: [UInt8], at start: UInt64, into block: inout [UInt8], at offset: UInt64,
        _ change: (UInt8, UInt8) -> UInt8
    ) {
        let skipped = offset > start ? offset - start : 0
        let first = start > offset ? start - offset : 0
        guard skipped < UInt64(bytes.count), first < UInt64(block.count) else { return }
        for (index, byte) in zip(Int(first)..<block.count, bytes[Int(skipped)...]) {
            block[index] = change(block[index], byte)
        }
    }
}
