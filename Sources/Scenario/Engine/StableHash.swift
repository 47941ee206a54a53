/// A 64-bit hash that is the same in every process, unlike `Hasher`: counters are keyed and
/// chances are drawn by it, and the same seed has to give the same run.
struct StableHash {
    // FNV-1a.
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Mixes in a number.
    mutating func combine(_ number: UInt64) {
        var rest = number
        for _ in 0..<8 {
            combine(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Mixes in bytes and their count.
    mutating func combine(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            combine(byte: bytes[index])
        }
        combine(UInt64(bytes.count))
    }

    private mutating func combine(byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// The hash of all that was mixed in.
    var value: UInt64 {
        // The last step of MurmurHash3: FNV-1a alone leaves the high bits of short input
        // nearly constant, and chances are read from the high bits.
        var mixed = state
        mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }
}
