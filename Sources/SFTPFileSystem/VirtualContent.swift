/// Content that is computed where it is read: zero, a repeated text or pseudo-random bytes.
///
/// Pseudo-random bytes are the little-endian words `w(0), w(1), …` of SplitMix64 used as a
/// counter: `w(i) = mix(seed + (i + 1) * 0x9E3779B97F4A7C15)` modulo 2^64. Any offset is
/// computed without what lies before it, and a test can compute the same bytes itself.
public struct VirtualContent: Sendable {
    private enum Kind {
        case zero
        case random(seed: UInt64)
        case repeated([UInt8])
    }

    private let kind: Kind
    /// Bytes that have content; beyond lie zeros.
    private(set) var size: UInt64

    /// Takes over a declared content.
    public init(_ content: FileContent) {
        size = content.size
        switch content {
        case .zero: kind = .zero
        case .random(_, let seed): kind = .random(seed: seed)
        case .bytes(let text), .repeated(let text, _): kind = text.isEmpty ? .zero : .repeated(text)
        }
    }

    /// Whether it is one great hole.
    var isHole: Bool {
        if case .zero = kind { true } else { false }
    }

    /// Forgets the content beyond `newSize`: zeros take its place.
    mutating func cut(to newSize: UInt64) {
        size = min(size, newSize)
    }

    /// Computes the bytes at `offset` into the whole of `buffer`.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) {
        let available = offset < size ? size - offset : 0
        let count = Int(clamping: min(available, UInt64(buffer.count)))
        let content = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        switch kind {
        case .zero: content.initializeMemory(as: UInt8.self, repeating: 0)
        case .random(let seed): Self.fillRandom(content, at: offset, seed: seed)
        case .repeated(let text): Self.fillRepeated(content, at: offset, text: text)
        }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    private static func word(_ index: UInt64, seed: UInt64) -> UInt64 {
        var mixed = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static func fillRandom(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64, seed: UInt64
    ) {
        var position = 0
        var index = offset / 8
        let skipped = Int(offset % 8)
        if skipped != 0 {
            let bytes = word(index, seed: seed) >> UInt64(8 * skipped)
            position = min(8 - skipped, buffer.count)
            store(bytes, count: position, in: buffer, at: 0)
            index += 1
        }
        while buffer.count - position >= 8 {
            buffer.storeBytes(
                of: word(index, seed: seed).littleEndian, toByteOffset: position, as: UInt64.self)
            position += 8
            index += 1
        }
        store(
            word(index, seed: seed), count: buffer.count - position, in: buffer, at: position)
    }

    private static func store(
        _ word: UInt64, count: Int, in buffer: UnsafeMutableRawBufferPointer, at position: Int
    ) {
        for index in 0..<count {
            buffer[position + index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * index))
        }
    }

    /// Writes the text once and doubles what is there, so a short text costs no more than a copy.
    private static func fillRepeated(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64, text: [UInt8]
    ) {
        text.withUnsafeBytes { text in
            let start = Int(offset % UInt64(text.count))
            let head = min(text.count - start, buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[start..<start + head]))
            let period = UnsafeMutableRawBufferPointer(rebasing: buffer[head...])
            let first = min(text.count, period.count)
            period.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[..<first]))
            var filled = first
            while filled < period.count {
                let count = min(filled, period.count - filled)
                let source = UnsafeRawBufferPointer(rebasing: period[..<count])
                UnsafeMutableRawBufferPointer(rebasing: period[filled...])
                    .copyMemory(from: source)
                filled += count
            }
        }
    }
}
